import type { ConversationId } from '@live-takeover/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PreferencesController } from '../preferences/preferences-controller.js';
import { browserClock } from '../words/browser-clock.js';
import type { Draft } from './drafts.js';

/** Conversations whose drafts outlive the page; beyond, the longest unwritten is forgotten. */
const savedLimit = 50;
const savedLength = 20_000;
/** A page's own store may be far away: not every key press goes there. */
const delayMs = 400;

const indexKey = 'drafts';
const keyOf = (id: ConversationId): string => `draft/${id}`;

type Texts = Pick<Draft, 'text' | 'note'>;

/** Keeps what is written and not sent, per conversation, over a reload of the page; files, which the browser does not give back, excepted. */
export class SavedDrafts implements ReactiveController {
  readonly #preferences: Pick<PreferencesController, 'read' | 'readValue' | 'writeValue'>;
  #due: { readonly id: ConversationId; readonly draft: Texts; readonly cancel: () => void } | undefined;

  constructor(host: ReactiveControllerHost, preferences: Pick<PreferencesController, 'read' | 'readValue' | 'writeValue'>) {
    this.#preferences = preferences;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('pagehide', this.flush);
  }

  hostDisconnected(): void {
    window.removeEventListener('pagehide', this.flush);
    this.flush();
  }

  /** Fills a draft once with what was kept, unless the agent was faster. Called until that is known. */
  restore(id: ConversationId, draft: Draft): void {
    if (draft.isRestored || this.#preferences.read(keyOf(id)) === undefined) return;
    draft.isRestored = true;
    const kept = this.#preferences.readValue(keyOf(id), textsOf);
    if (kept === undefined) return;
    if (draft.text === '') draft.text = kept.text;
    if (draft.note === '') draft.note = kept.note;
  }

  /** Keeps a draft soon; an empty one is removed. */
  save(id: ConversationId, draft: Draft): void {
    if (this.#due !== undefined && this.#due.id !== id) this.flush();
    this.#due?.cancel();
    draft.isRestored = true;
    this.#due = { id, draft, cancel: browserClock.schedule(delayMs, this.flush) };
  }

  /** Keeps nothing of a conversation any more. */
  forget(id: ConversationId): void {
    if (this.#due?.id === id) {
      this.#due.cancel();
      this.#due = undefined;
    }
    if (this.#ids.includes(id)) this.#write(id, undefined);
  }

  /** Keeps at once what was to be kept soon. */
  readonly flush = (): void => {
    if (this.#due === undefined) return;
    const { id, draft, cancel } = this.#due;
    cancel();
    this.#due = undefined;
    const texts = { text: draft.text.slice(0, savedLength), note: draft.note.slice(0, savedLength) };
    this.#write(id, `${texts.text}${texts.note}`.trim() === '' ? undefined : texts);
  };

  #write(id: ConversationId, texts: Texts | undefined): void {
    const before = this.#ids;
    const others = before.filter((other) => other !== id);
    const ids = texts === undefined ? others : [...others, id];
    for (const forgotten of ids.splice(0, Math.max(0, ids.length - savedLimit))) this.#preferences.writeValue(keyOf(forgotten), undefined);
    this.#preferences.writeValue(keyOf(id), texts);
    if (ids.join() !== before.join()) this.#preferences.writeValue(indexKey, ids.length === 0 ? undefined : ids);
  }

  get #ids(): readonly ConversationId[] {
    return this.#preferences.readValue(indexKey, idsOf) ?? [];
  }
}

function textsOf(value: unknown): Texts | undefined {
  const { text, note } = value as Partial<Record<keyof Texts, unknown>>;
  return typeof text === 'string' && typeof note === 'string' ? { text, note } : undefined;
}

function idsOf(value: unknown): readonly ConversationId[] | undefined {
  return Array.isArray(value) && value.every((id) => typeof id === 'string') ? value : undefined;
}
