import type { Clock } from '../base/clock.js';
import type { Readable } from '../base/observable.js';
import { writable } from '../base/observable.js';
import type { ConnectorScope } from '../connector/connector.js';
import { isSameTopic } from '../connector/stream-position.js';
import type { ConversationId } from '../conversation/event.js';

/** How long what nobody needs any more is kept: a page that moves an element takes it away and puts it back. */
export const lingerMs = 5_000;

type Need = 'alerts' | 'rows' | { readonly conversationId: ConversationId };

const nothing: ConnectorScope = { alerts: false, conversations: [] };

/** Adds up what the open views need. More is asked for at once, less after a while. */
export class Interest {
  readonly #clock: Clock;
  readonly #needs = new Set<{ readonly need: Need }>();
  readonly #scope = writable<ConnectorScope>(nothing);
  #cancelShrink: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get scope(): Readable<ConnectorScope> {
    return this.#scope;
  }

  /** @returns gives the need up; may be called twice */
  add(need: Need): () => void {
    const entry = { need };
    this.#needs.add(entry);
    this.#put(union(this.#scope.value, this.#needed()));
    return () => {
      if (!this.#needs.delete(entry)) return;
      this.#cancelShrink ??= this.#clock.schedule(lingerMs, () => {
        this.#cancelShrink = null;
        this.#put(this.#needed());
      });
    };
  }

  /** Needs nothing any more, from now on; leaves no timer behind. */
  close(): void {
    this.#cancelShrink?.();
    this.#needs.clear();
  }

  #needed(): ConnectorScope {
    let needed = nothing;
    for (const { need } of this.#needs) {
      if (need === 'alerts') needed = { ...needed, alerts: true };
      else if (need === 'rows') needed = { ...needed, conversations: 'all' };
      else needed = union(needed, { alerts: false, conversations: [need.conversationId] });
    }
    return needed;
  }

  #put(scope: ConnectorScope): void {
    const { alerts, conversations } = this.#scope.value;
    if (scope.alerts !== alerts || !isSameTopic(scope.conversations, conversations)) this.#scope.set(scope);
  }
}

function union(one: ConnectorScope, other: ConnectorScope): ConnectorScope {
  const isAll = one.conversations === 'all' || other.conversations === 'all';
  return {
    alerts: one.alerts || other.alerts,
    conversations: isAll ? 'all' : [...new Set([...one.conversations, ...other.conversations])].sort(),
  };
}
