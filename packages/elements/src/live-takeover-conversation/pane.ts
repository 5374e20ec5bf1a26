import type { Conversation, ConversationId, MessageSent } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { ClientController } from '../client-source/client-controller.js';
import { MenuButton } from '../dialog/menu-button.js';
import { ModalDialog } from '../dialog/modal-dialog.js';
import type { LanguageController } from '../language/language-controller.js';
import type { PreferencesController } from '../preferences/preferences-controller.js';
import { ShortcutsController, type ShortcutsHost } from '../shortcuts/shortcuts-controller.js';
import { viewerWords } from '../words/viewer-words.js';
import { ActDialogs } from './act-dialogs.js';
import { holdingOf, offersOf, type Holding, type Offer } from './acts.js';
import { paneStateOf, placeholderTemplate } from './conversation-state.js';
import { ConversationVisits, type Visit } from './conversation-visit.js';
import type { OutgoingMessage } from './drafts.js';
import { NewsAnnouncer } from './news-announcer.js';
import { visitLastsMs } from './pane-ages.js';
import { PaneFocus } from './pane-focus.js';
import { paneShortcuts } from './pane-shortcuts.js';
import { backTemplate, conversationTemplate, othersLooking, type ConversationHandlers } from './pane-template.js';
import { ReadMarking } from './read-marking.js';
import { ReferenceCopy } from './reference-copy.js';
import { ShownConversation, type AskedFor } from './shown-conversation.js';
import { TranscriptFind } from './transcript-find.js';
import { TranscriptScroll, type TranscriptEdge } from './transcript-scroll.js';
import { transcriptContext, type TranscriptContext } from './transcript-templates.js';

/** The element that a {@link Pane} is the inside of. */
export interface PaneHost extends ShortcutsHost, AskedFor {
  readonly messageLimit: number | undefined;
}

/** What the element has already, and the pane works with. */
export interface PaneContext {
  readonly source: ClientController;
  readonly language: LanguageController;
  readonly preferences: PreferencesController;
}

/** Where neither page nor backend says. */
const usualMessageLimit = 4_000;

/** The inside of a conversation element: its parts, and how what happens in one reaches the others. */
export class Pane implements ConversationHandlers {
  readonly #host: PaneHost;
  readonly #context: PaneContext;
  readonly #visits: ConversationVisits;
  readonly #dialog: ModalDialog;
  readonly #menu: MenuButton;
  readonly #dialogs: ActDialogs;
  readonly #shown: ShownConversation;
  readonly #news: NewsAnnouncer;
  readonly #copy: ReferenceCopy;
  readonly #scroll: TranscriptScroll;
  readonly #find: TranscriptFind;
  readonly #focus: PaneFocus;
  readonly #reading: ReadMarking;
  readonly #onSendAgain: (message: MessageSent) => void;
  #isDetailsOpen = false;

  constructor(host: PaneHost, context: PaneContext) {
    this.#host = host;
    this.#context = context;
    this.#visits = new ConversationVisits(host, context.preferences);
    this.#dialog = new ModalDialog(host);
    this.#menu = new MenuButton(host);
    this.#dialogs = new ActDialogs(host, this.#dialog, (act) => {
      const visit = this.#visits.current;
      if (visit !== undefined) void this.#visits.actions.perform(act, visit.client, visit.view);
    });
    this.#shown = new ShownConversation(host);
    this.#news = new NewsAnnouncer(host);
    this.#copy = new ReferenceCopy(host, (text) => this.#news.say('copy', text));
    this.#scroll = new TranscriptScroll(host, {
      scroller: () => host.renderRoot.querySelector<HTMLElement>('.transcript'),
      hasNewest: () => this.#visits.current?.transcript.shown.hasNewest ?? true,
      onEdge: (edge) => this.#onEdge(edge),
    });
    this.#find = new TranscriptFind(host, this.#scroll, this.#visits);
    this.#focus = new PaneFocus(host, () => this.#holding);
    this.#reading = new ReadMarking(host);
    new ShortcutsController(host, this.#shortcuts(), { dialog: this.#dialog, preferences: context.preferences });
    this.#onSendAgain = ({ text, attachments }) => {
      const visit = this.#visits.current;
      if (visit !== undefined) void this.#visits.outgoing.send(visit, text, attachments);
    };
  }

  /** Takes the focus to where the agent writes, else to the transcript. */
  focus(): void {
    this.#focus.take();
  }

  /** Nothing is shown any more; what is written stays. */
  leave(): void {
    this.#visits.leave();
    this.#find.close();
  }

  /** How long what it shows stays true if nothing happens, in ms. */
  lastsMs(): number {
    const visit = this.#visits.current;
    return visit === undefined ? Infinity : visitLastsMs(visit, this.#visits.outgoing.list(visit.view));
  }

  /** Before each render. */
  follow(): void {
    const { client } = this.#context.source;
    if (this.#visits.enter(client, client && this.#shown.idFor(client))) {
      this.#scroll.toEnd();
      this.#find.close();
      this.#dialog.close();
      this.#menu.close();
    }
    this.#visits.follow(this.#scroll.isAtEnd);
    this.#dialogs.follow(this.#conversation?.term);
  }

  /** After each render. */
  rendered(): void {
    const visit = this.#visits.current;
    if (visit === undefined) return;
    this.#news.sayNews(visit.transcript, this.#transcriptContext(visit));
    const looking = othersLooking(visit);
    this.#news.sayViewers(looking.length === 0 ? '' : viewerWords(this.#context.language.words, looking));
    this.#reading.follow(visit, this.#scroll.isAtEnd);
    const conversation = this.#conversation;
    if (conversation === undefined) return;
    this.#shown.noteClosed(conversation);
    if (this.#areDetailsShown) this.#shown.askForOthers(visit.client, conversation);
  }

  template(): TemplateResult {
    const { source, language } = this.#context;
    const { words } = language;
    const visit = this.#visits.current;
    const state = paneStateOf(source.client, visit?.view, this.#shown.lookup(source.client));
    const conversation = 'conversation' in state ? state.conversation : undefined;
    return html`<section class="base" part="base" tabindex="-1" aria-label=${words('table.pane')}>
      ${visit === undefined || conversation === undefined
        ? html`<div class="header-slots"><slot name="header-start"></slot><slot name="header-end"></slot></div>
            ${this.#shown.isElsewhere ? backTemplate(words, () => this.onBack()) : nothing} ${placeholderTemplate(state.state, words, () => this.onRetry())}`
        : conversationTemplate({
            words,
            visits: this.#visits,
            visit,
            conversation,
            context: this.#transcriptContext(visit),
            menu: this.#menu,
            find: this.#find.template(words),
            isUnreadable: state.state === 'failed' && visit.view.events.value.length === 0,
            others: this.#shown.others(visit.client, conversation),
            openOthers: this.#shown.openOthers(visit.client, visit.view.id),
            isElsewhere: this.#shown.isElsewhere,
            isDetailsOpen: this.#isDetailsOpen,
            isCopied: this.#copy.isCopied,
            isAtEnd: this.#scroll.isAtEnd,
            messageLimit: this.#host.messageLimit ?? visit.client.limits.value?.messageLength ?? usualMessageLimit,
            handlers: this,
          })}
      <div class="visually-hidden announcements" role="status"></div>
      ${this.#dialog.template(words)}
    </section>`;
  }

  onCopy(): void {
    const conversation = this.#conversation;
    if (conversation !== undefined) void this.#copy.copy(conversation.reference, this.#context.language.words);
  }

  onRetry(): void {
    if (this.#visits.current === undefined) this.#shown.askAgain();
    else this.#visits.leave();
    this.#host.requestUpdate();
  }

  onToggleDetails(): void {
    this.#isDetailsOpen = !this.#isDetailsOpen;
    this.#host.requestUpdate();
  }

  onOpenOther(id: ConversationId): void {
    this.#isDetailsOpen = false;
    this.#shown.goTo(id);
    void this.#host.updateComplete.then(() => this.focus());
  }

  onBack(): void {
    this.#shown.back();
    void this.#host.updateComplete.then(() => this.focus());
  }

  onRetryOthers(): void {
    this.#shown.askAgain();
  }

  onOffer(offer: Offer): void {
    const visit = this.#visits.current;
    if (visit === undefined) return;
    // Whoever goes on has read it.
    this.#visits.loss.dismiss();
    if (offer === 'note') this.#visits.composer.write('note');
    else if (offer === 'undo') void this.#visits.actions.perform({ name: 'take-over', isUndo: true }, visit.client, visit.view);
    else this.#dialogs.ask(offer, visit);
  }

  onDismissNotice(): void {
    const view = this.#visits.current?.view;
    this.#visits.loss.dismiss();
    if (view !== undefined) this.#visits.actions.dismissFailure(view);
  }

  onEdit(message: OutgoingMessage): void {
    const { body } = message;
    this.#visits.outgoing.discard(message);
    if (body.name === 'send') this.#visits.composer.restore('message', body.text, body.attachments);
    else this.#visits.composer.restore('note', body.text);
  }

  /** By hand: tries again even where the last try brought nothing. */
  onOlder(): void {
    this.#visits.older.reset();
    this.#onEdge('start');
    this.#host.renderRoot.querySelector<HTMLElement>('.transcript')?.focus();
  }

  onEnd(): void {
    this.#visits.current?.transcript.showEnd();
    this.#scroll.toEnd();
    this.#host.renderRoot.querySelector<HTMLElement>('.transcript')?.focus();
  }

  #shortcuts(): ReturnType<typeof paneShortcuts> {
    return paneShortcuts({
      can: (offer) => this.#offers.includes(offer),
      act: (offer) => {
        this.#focus.toButton(offer);
        this.onOffer(offer);
      },
      canReply: () => this.#visits.composer.mode !== undefined,
      reply: () => this.#visits.composer.write(this.#holding === 'me' ? 'message' : 'note'),
      canNote: () => this.#offers.includes('note') || (this.#holding === 'me' && this.#visits.current?.client.capabilities.notes === true),
      canFind: () => this.#conversation !== undefined,
      find: () => this.#find.open(),
    });
  }

  #onEdge(edge: TranscriptEdge): void {
    const visit = this.#visits.current;
    if (visit === undefined) return;
    if (edge === 'end') {
      if (visit.transcript.showNewer()) this.#host.requestUpdate();
    } else if (visit.transcript.showOlder()) this.#host.requestUpdate();
    else void this.#visits.older.load(visit.view, visit.transcript);
  }

  #transcriptContext({ client, view }: Visit): TranscriptContext {
    const onSendAgain = this.#holding === 'me' ? this.#onSendAgain : undefined;
    return transcriptContext(this.#context.language.words, client.me.value, view.conversation.value, { now: client.now(), desk: client.desk.value, onSendAgain });
  }

  get #conversation(): Conversation | undefined {
    return this.#visits.current?.view.conversation.value;
  }

  get #holding(): Holding | undefined {
    const conversation = this.#conversation;
    return conversation === undefined ? undefined : holdingOf(conversation, this.#visits.current?.client.me.value);
  }

  get #offers(): readonly Offer[] {
    const { client, view } = this.#visits.current ?? {};
    const conversation = this.#conversation;
    if (client === undefined || view === undefined || conversation === undefined) return [];
    return offersOf({ conversation, botDesk: client.desk.value.bots[conversation.bot.id], events: view.events.value, status: view.status.value, me: client.me.value, capabilities: client.capabilities });
  }

  get #areDetailsShown(): boolean {
    return (this.#host.renderRoot.querySelector('.details-list')?.clientHeight ?? 0) > 0;
  }
}
