import type { Conversation, TakeoverClient } from '@live-takeover/sdk';
import type { ReactiveControllerHost } from 'lit';

/** What is known of a contact's conversations. */
export type ContactState =
  | { readonly state: 'unasked' | 'asking' | 'not-supported' | 'failed' }
  /** Open and closed, the newest first. */
  | { readonly state: 'known'; readonly conversations: readonly Conversation[] };

const unasked: ContactState = { state: 'unasked' };

/** Asks once for the conversations of one contact at a time. */
export class ContactConversations {
  readonly #host: ReactiveControllerHost;
  #asked: { readonly client: TakeoverClient; readonly contactId: string; readonly leaving: AbortController } | undefined;
  #state: ContactState = unasked;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** Of this contact; unasked where it is another than was asked for. */
  of(client: TakeoverClient, contactId: string): ContactState {
    return this.#asked?.client === client && this.#asked.contactId === contactId ? this.#state : unasked;
  }

  /** Asks, unless this is known or under way. */
  ask(client: TakeoverClient, contactId: string): void {
    if (this.of(client, contactId).state === 'unasked') void this.#ask(client, contactId);
  }

  /** Asks anew, for there may be more now. What is known stays until the answer is there. */
  askAgain(): void {
    if (this.#asked !== undefined && this.#state.state !== 'asking') void this.#ask(this.#asked.client, this.#asked.contactId);
  }

  reset(): void {
    this.#asked?.leaving.abort();
    this.#asked = undefined;
    this.#state = unasked;
  }

  async #ask(client: TakeoverClient, contactId: string): Promise<void> {
    const known = this.of(client, contactId);
    this.#asked?.leaving.abort();
    const asked = { client, contactId, leaving: new AbortController() };
    this.#asked = asked;
    const become = (state: ContactState): void => {
      if (this.#asked !== asked || asked.leaving.signal.aborted) return;
      this.#state = state;
      this.#host.requestUpdate();
    };
    if (!client.capabilities.history) return become({ state: 'not-supported' });
    if (known.state !== 'known') become({ state: 'asking' });
    // A question alone connects nobody, and no conversation may be open yet.
    const leave = client.attachAlerts();
    try {
      become({ state: 'known', conversations: await client.contactConversations(contactId, asked.leaving.signal) });
    } catch (error) {
      const isUnsupported = error instanceof Error && 'code' in error && error.code === 'not-supported';
      become({ state: isUnsupported ? 'not-supported' : 'failed' });
    } finally {
      leave();
    }
  }
}

/** Which of a contact's conversations to show: the newest open one, else the newest. */
export function present(conversations: readonly Conversation[]): Conversation | undefined {
  return conversations.find(({ closed }) => closed === null) ?? conversations[0];
}
