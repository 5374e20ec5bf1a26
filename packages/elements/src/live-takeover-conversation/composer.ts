import type { Attachment } from '@live-takeover/sdk';
import { nothing, type LitElement, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { ComposerFiles } from './composer-files.js';
import { composerTemplate, type ComposerMode, type Question } from './composer-template.js';
import { isSendable, uploadedOf, type ComposerTarget } from './drafts.js';
import type { Holding } from './acts.js';
import type { OutgoingMessages } from './outgoing-messages.js';
import { isEmptyLine, replyValues, unfilledIn } from './prepared-replies.js';
import { ReplyPicker } from './reply-picker.js';

/** What the composer is rendered with. */
export interface ComposerModel {
  readonly words: Words;
  /** Characters in one message, at most. */
  readonly limit: number;
  readonly canNote: boolean;
  /** Messages that came while the page was not up to date. */
  readonly missedCount: number;
}

/** What the composer tells. */
export interface ComposerHandlers {
  /** Something was written, or sent. */
  onChange(target: ComposerTarget): void;
  /** A message left for the customer. */
  onSent(): void;
}

/**
 * Where an agent writes: to the customer while they hold the conversation, notes
 * to colleagues at any time. The two have texts of their own, so that a note is
 * never a message by mistake. Asks before it sends blind, and never loses a text.
 */
export class Composer {
  readonly #host: LitElement;
  readonly #outgoing: OutgoingMessages;
  readonly #handlers: ComposerHandlers;
  readonly #files: ComposerFiles;
  readonly #replies: ReplyPicker;
  #target: ComposerTarget | undefined;
  #holding: Holding | undefined;
  #isNote = false;
  #asked: 'stale' | 'unfilled' | undefined;
  #hasWaived = false;
  /** As of the last render. */
  #missedCount = 0;
  #isTyping = false;
  /** Where the page is being asked whether a text may go. */
  #asking: ComposerTarget | undefined;
  #caret = 0;

  constructor(host: LitElement, outgoing: OutgoingMessages, handlers: ComposerHandlers) {
    this.#host = host;
    this.#outgoing = outgoing;
    this.#handlers = handlers;
    this.#files = new ComposerFiles(host);
    this.#replies = new ReplyPicker(host, { onChosen: (text) => this.#insert(text), onLeft: (typed) => this.#insert(typed ?? '') });
  }

  open(target: ComposerTarget): void {
    this.close();
    this.#target = target;
  }

  close(): void {
    this.#tellTyping(false);
    this.#replies.close();
    this.#asked = undefined;
    this.#isNote = false;
    this.#holding = undefined;
    this.#target = undefined;
  }

  /** Whoever has just taken over wants to write to the customer, unless there is a note in the making. */
  follow(holding: Holding): void {
    const isNews = holding !== this.#holding;
    this.#holding = holding;
    if (isNews && this.#target?.draft.note.trim() === '') this.#isNote = false;
    if (isNews && holding !== 'me') this.#replies.close();
  }

  /** What is being written now; undefined where nothing can be. */
  get mode(): ComposerMode | undefined {
    if (this.#target === undefined) return undefined;
    if (this.#isNote) return 'note';
    return this.#holding === 'me' ? 'message' : undefined;
  }

  /** Goes to another of the two, or closes the notes of one who does not hold the conversation. */
  write(mode: ComposerMode): void {
    this.#isNote = mode === 'note';
    this.#tellTyping(false);
    this.#asked = undefined;
    if (this.mode !== undefined) return this.focus();
    this.#host.requestUpdate();
  }

  /** Puts a message back to be edited, before what is already there, and its files. */
  restore(mode: ComposerMode, text: string, attachments: readonly Attachment[] = []): void {
    if (this.#target === undefined) return;
    const { draft } = this.#target;
    const field = fieldOf(mode);
    draft[field] = draft[field].trim() === '' ? text : `${text}\n${draft[field]}`;
    const files = attachments.map((attachment) => ({ name: attachment.name, sizeBytes: attachment.sizeBytes ?? 0, sentBytes: 0, attachment, cancel: () => {} }));
    draft.files = [...files, ...draft.files];
    this.#handlers.onChange(this.#target);
    this.write(mode);
  }

  /** Moves the focus into the text once it is rendered. */
  focus(): void {
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#textarea?.focus());
  }

  /** A file over the pane, or let go there: attached where a message is written, and never opened in place of the page. */
  readonly onDrag = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    if (event.type === 'drop' && this.mode === 'message' && this.#target !== undefined) this.#files.attach(this.#target, event.dataTransfer.files);
  };

  render({ words, limit, canNote, missedCount }: ComposerModel): TemplateResult | typeof nothing {
    const { mode } = this;
    this.#missedCount = missedCount;
    if (this.#target === undefined || mode === undefined) return nothing;
    const { client, draft, view } = this.#target;
    const conversation = view.conversation.value;
    const replies = client.desk.value.bots[conversation?.bot.id ?? '']?.preparedReplies ?? [];
    const isHolder = this.#holding === 'me';
    return composerTemplate({
      words,
      mode,
      draft,
      limit,
      isByText: conversation?.channel === 'sms',
      modes: isHolder && canNote ? ['message', 'note'] : [mode],
      question: this.#questionOf(),
      isAsking: this.#asking === this.#target,
      files: mode === 'message' ? this.#files.list(this.#target, words) : nothing,
      fileButton: mode === 'message' ? this.#files.button(this.#target, words) : nothing,
      replies: conversation === undefined ? nothing : this.#replies.template(words, replies, replyValues(conversation, client.me.value?.name)),
      onReplies: mode === 'message' && replies.length > 0 ? () => this.#openReplies(false) : undefined,
      onClose: isHolder ? undefined : () => this.write('message'),
      onMode: (wanted) => this.write(wanted),
      onInput: this.#onInput,
      onKeydown: (event) => this.#onKeydown(event, limit, replies.length > 0),
      onPaste: (event) => mode === 'message' && this.#target !== undefined && this.#files.onPaste(this.#target, event),
      onFocusOut: this.#onFocusOut,
      onSubmit: () => this.#trySend(limit),
      onConfirm: () => this.#confirm(limit),
      onWait: this.#onWait,
    });
  }

  /** What is to be answered before sending. That the page is up to date again answers it, unless something was missed. */
  #questionOf(): Question | undefined {
    if (this.#asked === 'unfilled') {
      const unfilled = unfilledIn(this.#target?.draft.text ?? '');
      return unfilled === undefined ? undefined : { kind: 'unfilled', text: unfilled.text };
    }
    if (this.#asked === undefined) return undefined;
    if (!this.#isUpToDate) return { kind: 'stale' };
    if (this.#missedCount > 0) return { kind: 'missed', count: this.#missedCount };
    this.#asked = undefined;
    return undefined;
  }

  readonly #onInput = (event: Event): void => {
    const { mode } = this;
    if (this.#target === undefined || mode === undefined) return;
    const { draft } = this.#target;
    draft[fieldOf(mode)] = (event.target as HTMLTextAreaElement).value;
    if (mode === 'message') this.#tellTyping(draft.text.trim() !== '');
    this.#handlers.onChange(this.#target);
    this.#host.requestUpdate();
  };

  #onKeydown(event: KeyboardEvent, limit: number, hasReplies: boolean): void {
    if (event.key === 'Escape' && this.#asked !== undefined) {
      event.stopPropagation();
      return this.#onWait();
    }
    if (event.altKey || isOfInputMethod(event)) return;
    if (event.key === '/' && hasReplies && this.mode === 'message') {
      const { value, selectionStart, selectionEnd } = event.target as HTMLTextAreaElement;
      if (!isEmptyLine(value, selectionStart, selectionEnd)) return;
      event.preventDefault();
      return this.#openReplies(true);
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    if (!event.repeat) this.#trySend(limit);
  }

  readonly #onFocusOut = (event: FocusEvent): void => {
    const isInside = (event.currentTarget as Element).contains(event.relatedTarget as Node | null);
    if (!isInside) this.#tellTyping(false);
  };

  readonly #onWait = (): void => {
    const unfilled = this.#asked === 'unfilled' ? unfilledIn(this.#target?.draft.text ?? '') : undefined;
    this.#asked = undefined;
    this.focus();
    if (unfilled !== undefined) void this.#host.updateComplete.then(() => this.#textarea?.setSelectionRange(unfilled.index, unfilled.index + unfilled.text.length));
  };

  #openReplies(isTyped: boolean): void {
    this.#caret = this.#textarea?.selectionStart ?? this.#target?.draft.text.length ?? 0;
    this.#replies.open(isTyped);
  }

  /** Puts a text where the caret was, and the caret behind it, or on the first placeholder that is still to be filled in. */
  #insert(text: string): void {
    if (this.#target === undefined) return;
    const { draft } = this.#target;
    const start = Math.min(this.#caret, draft.text.length);
    draft.text = `${draft.text.slice(0, start)}${text}${draft.text.slice(start)}`;
    this.#handlers.onChange(this.#target);
    this.focus();
    const unfilled = unfilledIn(text);
    const from = start + (unfilled?.index ?? text.length);
    void this.#host.updateComplete.then(() => this.#textarea?.setSelectionRange(from, from + (unfilled?.text.length ?? 0)));
  }

  #confirm(limit: number): void {
    this.#hasWaived = true;
    this.#trySend(limit);
  }

  /** Asks what is to be asked, one after the other, then sends. */
  #trySend(limit: number): void {
    const { mode } = this;
    if (this.#target === undefined || mode === undefined || this.#asking === this.#target || !isSendable(this.#target.draft, mode, limit)) return;
    const waived = this.#hasWaived ? this.#asked : undefined;
    this.#hasWaived = false;
    const isUnread = this.#asked === 'stale' && this.#missedCount > 0;
    const isStale = mode === 'message' && (!this.#isUpToDate || isUnread) && waived !== 'stale';
    const isUnfilled = mode === 'message' && waived === undefined && unfilledIn(this.#target.draft.text) !== undefined;
    this.#asked = isUnfilled ? 'unfilled' : isStale ? 'stale' : undefined;
    if (this.#asked === undefined) return void this.#send(this.#target, mode);
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#host.renderRoot.querySelector<HTMLElement>('[data-confirm]')?.focus());
  }

  async #send(target: ComposerTarget, mode: ComposerMode): Promise<void> {
    const { draft } = target;
    const attachments = mode === 'message' ? uploadedOf(draft) : [];
    const text = draft[fieldOf(mode)].trim();
    this.#tellTyping(false);
    this.#asking = target;
    this.#host.requestUpdate();
    const isSent = await (mode === 'message' ? this.#outgoing.send(target, text, attachments) : this.#outgoing.addNote(target, text));
    if (this.#asking === target) this.#asking = undefined;
    if (isSent) {
      draft[fieldOf(mode)] = '';
      draft.files = draft.files.filter(({ attachment }) => attachment === undefined || !attachments.includes(attachment));
      this.#handlers.onChange(target);
      if (mode === 'message') this.#handlers.onSent();
      else if (this.#holding !== 'me') this.#isNote = false;
    }
    if (target === this.#target) this.focus();
  }

  /** While true, tells on each key: the view throttles. */
  #tellTyping(isTyping: boolean): void {
    if (isTyping || this.#isTyping) this.#target?.view.setTyping(isTyping);
    this.#isTyping = isTyping;
  }

  get #isUpToDate(): boolean {
    return this.#target?.client.freshness.value.state === 'up-to-date';
  }

  get #textarea(): HTMLTextAreaElement | null {
    return this.#host.renderRoot.querySelector<HTMLTextAreaElement>('.composer textarea');
  }
}

function fieldOf(mode: ComposerMode): 'text' | 'note' {
  return mode === 'message' ? 'text' : 'note';
}

/** The Enter that chooses a word of an input method. Safari reports it after the composition ended, with code 229. */
function isOfInputMethod(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
