import type { CommandHandle, CommandState, Conversation, ConversationView, TakeoverClient, TakeoverEnded, TakeoverError } from '@live-takeover/sdk';
import type { ReactiveControllerHost } from 'lit';
import { dispatchRequest } from '../words/request-event.js';
import { give, requestNames, type Act, type ActName } from './acts.js';

/** How far an act got. Nothing is done until the facts say so. */
export type ActionState =
  | { readonly state: 'idle' }
  | { readonly state: 'pending'; readonly name: ActName }
  | { readonly state: 'failed'; readonly name: ActName; readonly error: TakeoverError };

const idle: ActionState = { state: 'idle' };

/**
 * The acts on one conversation at a time: asks the page by a request event,
 * gives the command, and tells how far it got, also for a command that another
 * element gave.
 */
export class ConversationActions {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #asking: ActName | undefined;
  #given: { readonly name: ActName; readonly handle: CommandHandle; readonly stopWatching: () => void } | undefined;
  #dismissed: CommandState | undefined;
  /** Counts conversations, so that an answer for an earlier one shows nowhere. */
  #visit = 0;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** Forgets what was under way, for another conversation. A command already given goes on. */
  reset(): void {
    this.#visit += 1;
    this.#asking = undefined;
    this.#forgetGiven();
    this.#dismissed = undefined;
  }

  /** Takes the notice of a failure away. */
  dismissFailure(view: ConversationView): void {
    this.#dismissed = view.intent.value?.state;
    this.#forgetGiven();
    this.#host.requestUpdate();
  }

  /** Whether a takeover was ended by what was done last from here. */
  isCauseOf({ causedBy }: TakeoverEnded): boolean {
    const given = this.#given;
    if (given === undefined || given.name === 'take-over' || given.handle.state.value.state === 'failed') return false;
    // Not every backend says what caused an event.
    return causedBy === undefined || causedBy === given.handle.id;
  }

  /** Asks the page, then gives the command. Does nothing while another act is under way. */
  async perform(act: Act, client: TakeoverClient, view: ConversationView): Promise<void> {
    if (this.stateOf(view).state === 'pending') return;
    const visit = this.#visit;
    const { name, ...detail } = act;
    this.dismissFailure(view);
    this.#asking = name;
    const isAllowed = await dispatchRequest(this.#host, requestNames[name], { conversationId: view.id, ...detail });
    if (visit === this.#visit) this.#asking = undefined;
    if (isAllowed) {
      const handle = give(act, client, view.id);
      if (visit === this.#visit) this.#watch(name, handle);
    }
    this.#host.requestUpdate();
  }

  /** How far the act under way or just failed got. */
  stateOf(view: ConversationView): ActionState {
    if (this.#asking !== undefined) return { state: 'pending', name: this.#asking };
    if (this.#given !== undefined) return actionState(this.#given.name, this.#given.handle.state.value, view.conversation.value);
    const intent = view.intent.value;
    if (intent === null || !isActName(intent.name) || intent.state === this.#dismissed) return idle;
    return actionState(intent.name, intent.state, view.conversation.value);
  }

  #watch(name: ActName, handle: CommandHandle): void {
    this.#forgetGiven();
    this.#given = { name, handle, stopWatching: handle.state.subscribe(() => this.#host.requestUpdate()) };
  }

  #forgetGiven(): void {
    this.#given?.stopWatching();
    this.#given = undefined;
  }
}

function actionState(name: ActName, state: CommandState, conversation: Conversation | undefined): ActionState {
  switch (state.state) {
    case 'queued':
    case 'sent':
    case 'uncertain':
      return { state: 'pending', name };
    case 'acknowledged':
      return conversation !== undefined && conversation.seq < state.seq ? { state: 'pending', name } : idle;
    case 'failed':
      return { state: 'failed', name, error: state.error };
  }
}

function isActName(name: string): name is ActName {
  return Object.hasOwn(requestNames, name);
}
