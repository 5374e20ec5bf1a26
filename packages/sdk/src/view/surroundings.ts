import type { ConversationId } from '../conversation/event.js';
import type { Row, Viewer } from './row.js';

/** A sign that a colleague looks at a conversation, or does so no more. */
export interface Viewing {
  readonly conversationId: ConversationId;
  readonly viewer: Viewer;
  readonly isActive: boolean;
}

const nobody: readonly Viewer[] = [];

/** What rows show besides facts: who is signed in, what was asked, who looks, what was read. */
export class Surroundings {
  readonly #onChange: (conversationIds: readonly ConversationId[]) => void;
  readonly #intents = new Map<ConversationId, Row['intent']>();
  readonly #viewers = new Map<ConversationId, readonly Viewer[]>();
  #readMarks: ReadonlyMap<ConversationId, number> = new Map();
  #agentId: string | undefined;

  /** @param onChange - told of the conversations whose row may show something else now */
  constructor(onChange: (conversationIds: readonly ConversationId[]) => void) {
    this.#onChange = onChange;
  }

  /** The signed-in agent. Whoever sets it has all rows made anew. */
  get agentId(): string | undefined {
    return this.#agentId;
  }

  set agentId(agentId: string | undefined) {
    this.#agentId = agentId;
    for (const [id, viewers] of this.#viewers) this.#setViewers(id, viewers.filter((viewer) => viewer.id !== agentId));
  }

  intentOf(conversationId: ConversationId): Row['intent'] {
    return this.#intents.get(conversationId) ?? null;
  }

  /** The command under way or just failed for a conversation, shown beside its facts. */
  setIntent(conversationId: ConversationId, intent: Row['intent']): void {
    if (intent === null) this.#intents.delete(conversationId);
    else this.#intents.set(conversationId, intent);
    this.#onChange([conversationId]);
  }

  /** Colleagues who look at a conversation, by when they began to. The same list until it changes. */
  viewersOf(conversationId: ConversationId): readonly Viewer[] {
    return this.#viewers.get(conversationId) ?? nobody;
  }

  /** A colleague looks at a conversation, or does so no more. */
  setViewing({ conversationId, viewer, isActive }: Viewing): void {
    const before = this.viewersOf(conversationId);
    const isKnown = before.some(({ id }) => id === viewer.id);
    if (isKnown === isActive || viewer.id === this.#agentId) return;
    this.#setViewers(conversationId, isActive ? [...before, viewer] : before.filter(({ id }) => id !== viewer.id));
    this.#onChange([conversationId]);
  }

  /** Drops the viewers who are gone. */
  keepViewers(stays: (viewer: Viewer) => boolean): void {
    const changed = [...this.#viewers].filter(([, viewers]) => !viewers.every(stays));
    for (const [id, viewers] of changed) this.#setViewers(id, viewers.filter(stays));
    if (changed.length > 0) this.#onChange(changed.map(([id]) => id));
  }

  /** When a conversation was last read, epoch ms of the store's clock. */
  readAt(conversationId: ConversationId): number | undefined {
    return this.#readMarks.get(conversationId);
  }

  setReadMarks(marks: Readonly<Record<ConversationId, number>>): void {
    const before = this.#readMarks;
    const after = new Map(Object.entries(marks));
    this.#readMarks = after;
    this.#onChange([...new Set([...before.keys(), ...after.keys()])].filter((id) => before.get(id) !== after.get(id)));
  }

  /** Forgets what belongs to a conversation that is there no longer; what was read is the host's to keep. */
  forget(conversationId: ConversationId): void {
    this.#intents.delete(conversationId);
    this.#viewers.delete(conversationId);
  }

  #setViewers(conversationId: ConversationId, viewers: readonly Viewer[]): void {
    if (viewers.length === 0) this.#viewers.delete(conversationId);
    else this.#viewers.set(conversationId, viewers);
  }
}
