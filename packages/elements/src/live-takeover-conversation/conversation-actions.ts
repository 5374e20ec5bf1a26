import type {
  CommandHandle,
  CommandState,
  Conversation,
  ConversationView,
  TakeoverClient,
  TakeoverError,
} from '@live-takeover/sdk';
import type { ReactiveControllerHost } from 'lit';
import { dispatchRequest } from '../words/request-event.js';

/** What an agent can do to a conversation besides writing. */
export type ActionName = 'take-over' | 'hand-back' | 'dismiss-action';

/** How far an action got. Nothing is done until the facts say so. */
export type ActionState =
  | { readonly state: 'idle' }
  | { readonly state: 'pending'; readonly name: ActionName }
  | { readonly state: 'failed'; readonly name: ActionName; readonly error: TakeoverError };

const requestNames: Readonly<Record<ActionName, `${string}-request`>> = {
  'take-over': 'takeover-request',
  'hand-back': 'hand-back-request',
  'dismiss-action': 'dismiss-request',
};

const idle: ActionState = { state: 'idle' };

/**
 * The actions of one conversation at a time: asks the page by a request event,
 * gives the command, and tells how far it got, also for a command that another
 * element gave.
 */
export class ConversationActions {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #asking: ActionName | undefined;
  #given: { readonly name: ActionName; readonly handle: CommandHandle; readonly stopWatching: () => void } | undefined;
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

  /** Asks the page, then gives the command. Does nothing while another action is under way. */
  async perform(name: ActionName, client: TakeoverClient, view: ConversationView, isForced = false): Promise<void> {
    if (this.stateOf(view).state === 'pending') return;
    const visit = this.#visit;
    this.dismissFailure(view);
    this.#asking = name;
    const isAllowed = await dispatchRequest(this.#host, requestNames[name], { conversationId: view.id });
    if (visit === this.#visit) this.#asking = undefined;
    if (isAllowed) {
      const handle = give(name, client, view.id, isForced);
      if (visit === this.#visit) this.#watch(name, handle);
    }
    this.#host.requestUpdate();
  }

  /** How far the action under way or just failed got. */
  stateOf(view: ConversationView): ActionState {
    if (this.#asking !== undefined) return { state: 'pending', name: this.#asking };
    if (this.#given !== undefined) return actionState(this.#given.name, this.#given.handle.state.value, view.conversation.value);
    const intent = view.intent.value;
    if (intent === null || !isActionName(intent.name) || intent.state === this.#dismissed) return idle;
    return actionState(intent.name, intent.state, view.conversation.value);
  }

  #watch(name: ActionName, handle: CommandHandle): void {
    this.#forgetGiven();
    this.#given = { name, handle, stopWatching: handle.state.subscribe(() => this.#host.requestUpdate()) };
  }

  #forgetGiven(): void {
    this.#given?.stopWatching();
    this.#given = undefined;
  }
}

function give(name: ActionName, client: TakeoverClient, conversationId: string, isForced: boolean): CommandHandle {
  switch (name) {
    case 'take-over':
      return client.takeOver(conversationId, isForced ? { force: true } : {});
    case 'hand-back':
      return client.handBack(conversationId);
    case 'dismiss-action':
      return client.dismissAction(conversationId);
  }
}

function actionState(name: ActionName, state: CommandState, conversation: Conversation | undefined): ActionState {
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

function isActionName(name: string): name is ActionName {
  return Object.hasOwn(requestNames, name);
}
