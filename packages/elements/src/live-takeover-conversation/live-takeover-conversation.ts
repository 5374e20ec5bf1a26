import type { Conversation, ConversationId, TakeoverClient } from '@live-takeover/sdk';
import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { ClientController, clientProperties } from '../client-source/client-controller.js';
import type { GetToken } from '../client-source/token-source.js';
import type { Catalogue } from '../language/catalogue.js';
import { LanguageController } from '../language/language-controller.js';
import { baseStyles } from '../theme/base-styles.js';
import type { RequestEvent } from '../words/request-event.js';
import { sharedTicker } from '../words/ticker.js';
import { actionBarTemplate, holdingOf, type Holding } from './action-bar.js';
import { composerStyles } from './composer-styles.js';
import { headerTemplate } from './conversation-header.js';
import { freshnessBanner, paneStateOf, placeholderTemplate } from './conversation-state.js';
import { conversationStyles } from './conversation-styles.js';
import { ConversationVisits, type Visit } from './conversation-visit.js';
import { detailsTemplate } from './customer-details.js';
import type { OutgoingMessage } from './drafts.js';
import { messageStyles } from './message-styles.js';
import { NewsAnnouncer } from './news-announcer.js';
import { PaneFocus } from './pane-focus.js';
import { placeholderStyles } from './placeholder-styles.js';
import { ReferenceCopy } from './reference-copy.js';
import { transcriptFrameTemplate } from './transcript-frame.js';
import { TranscriptScroll, type TranscriptEdge } from './transcript-scroll.js';
import { transcriptStyles } from './transcript-styles.js';
import { transcriptContext, type TranscriptContext } from './transcript-templates.js';

type AboutConversation = { readonly conversationId: ConversationId };

/** The events of {@link LiveTakeoverConversation}. */
export interface LiveTakeoverConversationEventMap {
  /** An agent asked for the conversation. Cancel it to handle the request yourself. */
  'takeover-request': RequestEvent<AboutConversation>;
  /** An agent wants to give the conversation back to the bot. */
  'hand-back-request': RequestEvent<AboutConversation>;
  /** An agent looked at a conversation in *Action* and found it fine. */
  'dismiss-request': RequestEvent<AboutConversation>;
}

/** Where neither page nor backend says. */
const usualMessageLimit = 4_000;
const ownStyles = [conversationStyles, placeholderStyles, transcriptStyles, messageStyles, composerStyles];

/**
 * One conversation, whole: who it is, how things stand, what was said, and what
 * can be done: take it over, write, hand it back. Give it a height; the
 * transcript scrolls inside. It stands alone or as the table's pane.
 *
 * ```html
 * <live-takeover-conversation conversation-id="c1" endpoint="wss://takeover.example/v1/agents" token-url="/takeover-token">
 * </live-takeover-conversation>
 * ```
 *
 * @element live-takeover-conversation
 * @fires {CustomEvent} takeover-request - An agent asked for the conversation. Cancel it to handle the request yourself; `detail.waitUntil(promise)` makes the element wait first.
 * @fires {CustomEvent} hand-back-request - An agent wants to give the conversation back to the bot.
 * @fires {CustomEvent} dismiss-request - An agent looked at a conversation in *Action* and found it fine.
 * @slot header-start - Before the customer's name, for a button that goes back.
 * @slot header-end - At the end of the head.
 * @csspart base - The whole.
 * @csspart header - Name, channel, reference and status.
 * @csspart label - The customer's name, number or reference.
 * @csspart reference - The internal reference; a press copies it.
 * @csspart status - Status and reason; also carries its tone, as in `::part(status waiting)`.
 * @csspart banner - Says that the conversation is not updating.
 * @csspart details - The customer's details; each is an `attribute`.
 * @csspart transcript - What was said; scrolls.
 * @csspart message - One message; also carries its side and sender, as in `::part(message customer)` or `::part(message bot)`; `suppressed` and `outgoing` too.
 * @csspart bubble - The box around a message's text.
 * @csspart message-text - The text of a message.
 * @csspart sender - Who wrote it.
 * @csspart default-answer - Marks the bot's fallback reply.
 * @csspart attachment - One file of a message; also carries `expired` once it is gone.
 * @csspart note - An internal note.
 * @csspart line - What happened between messages; also carries its tone: `takeover`, `handed-back`, `request`, `problem`, `quiet`.
 * @csspart day - The heading of a day.
 * @csspart typing - Somebody is typing.
 * @csspart new-messages - The button that goes to the newest message.
 * @csspart action-bar - Who answers now; also carries who: `bot`, `me`, `other`, `closed`.
 * @csspart holder - The sentence in it.
 * @csspart button - A button; also carries its action: `take-over`, `hand-back`, `dismiss-action`, `send`, `attach`.
 * @csspart notice - A refusal, or a question before sending.
 * @csspart composer - Where the agent writes.
 * @csspart input - The text box in it.
 * @csspart files - The files chosen for a message; each is a `file`.
 * @csspart file - One of them, and how far its upload has got.
 * @csspart placeholder - What stands in place of the conversation when there is none.
 * @cssprop [--takeover-conversation-height=100%] - Height of the element.
 * @cssprop [--takeover-message-width=34rem] - Greatest width of a message.
 * @cssprop [--takeover-color-message-customer] - Background of the customer's messages.
 * @cssprop [--takeover-color-message-bot] - Background of the bot's messages.
 * @cssprop [--takeover-color-message-agent] - Background of agents' messages.
 * @cssprop [--takeover-color-on-message-agent] - Text on them.
 */
export class LiveTakeoverConversation extends LitElement {
  static override properties: PropertyDeclarations = {
    ...clientProperties,
    conversationId: { attribute: 'conversation-id' },
    messageLimit: { type: Number, attribute: 'message-limit' },
    theme: { reflect: true },
    catalogue: { attribute: false },
  };

  static override styles: CSSResultGroup = [...baseStyles, ...ownStyles];

  /** A client made in code. Wins over everything else. */
  declare client: TakeoverClient | undefined;
  /** Address of the gateway's agent socket. Needs `token-url` or `getToken` beside it. */
  declare endpoint: string | undefined;
  /** Address on your server that answers `{ token, expiresAt }`. */
  declare tokenUrl: string | undefined;
  /** Gets a token in code, instead of `token-url`. */
  declare getToken: GetToken | undefined;
  /** The conversation shown; none for none. */
  declare conversationId: ConversationId | null | undefined;
  /** Characters in one message, at most; otherwise what the backend says it takes. */
  declare messageLimit: number | undefined;
  /** `light`, `dark` or `auto` (the system's); otherwise as the page. */
  declare theme: string | undefined;
  /** Words for this element alone, instead of the registered ones. */
  declare catalogue: Catalogue | undefined;

  readonly #source: ClientController;
  readonly #language = new LanguageController(this);
  readonly #visits = new ConversationVisits(this);
  readonly #news = new NewsAnnouncer(this);
  readonly #copy = new ReferenceCopy(this, (text) => this.#news.say('copy', text));
  readonly #scroll: TranscriptScroll = new TranscriptScroll(this, {
    scroller: () => this.renderRoot.querySelector<HTMLElement>('.transcript'),
    hasNewest: () => this.#visits.current?.transcript.shown.hasNewest ?? true,
    onEdge: (edge) => this.#onEdge(edge),
  });
  readonly #focus = new PaneFocus(this, () => this.#holding);
  #isDetailsOpen = false;
  #stopTicking: (() => void) | undefined;

  constructor() {
    super();
    this.client = undefined;
    this.endpoint = undefined;
    this.tokenUrl = undefined;
    this.getToken = undefined;
    this.conversationId = undefined;
    this.messageLimit = undefined;
    this.theme = undefined;
    this.catalogue = undefined;
    this.#source = new ClientController(this, () => () => this.#visits.leave());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopTicking = sharedTicker.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTicking?.();
  }

  /** Takes the focus to where the agent writes, else to the transcript. */
  override focus(): void {
    this.#focus.take();
  }

  protected override update(changed: PropertyValues<this>): void {
    if (this.#visits.enter(this.#source.client, this.conversationId || undefined)) this.#scroll.toEnd();
    const visit = this.#visits.current;
    visit?.transcript.follow(visit.view.events.value, this.#scroll.isAtEnd);
    super.update(changed);
  }

  protected override updated(): void {
    const visit = this.#visits.current;
    if (visit !== undefined) this.#news.sayNews(visit.transcript, this.#context(visit));
  }

  protected override render(): TemplateResult {
    const { words } = this.#language;
    const visit = this.#visits.current;
    const state = paneStateOf(this.#source.client, visit?.view);
    const conversation = 'conversation' in state ? state.conversation : undefined;
    return html`<section class="base" part="base" tabindex="-1" aria-label=${words('table.pane')}>
      ${visit === undefined || conversation === undefined
        ? html`<div class="header-slots"><slot name="header-start"></slot><slot name="header-end"></slot></div>
            ${placeholderTemplate(state.state, words, () => this.#reopen())}`
        : this.#conversationTemplate(visit, conversation, state.state === 'failed' && visit.view.events.value.length === 0)}
      <div class="visually-hidden announcements" role="status"></div>
    </section>`;
  }

  #conversationTemplate(visit: Visit, conversation: Conversation, isUnreadable: boolean): TemplateResult {
    const { words } = this.#language;
    const { client, view } = visit;
    const me = client.me.value;
    const holding = holdingOf(conversation, me);
    return html`${headerTemplate({
        words,
        conversation,
        status: view.status.value,
        isMine: holding === 'me',
        now: client.now(),
        isCopied: this.#copy.isCopied,
        onCopy: () => void this.#copy.copy(conversation.reference, words),
      })}
      ${freshnessBanner(client, words)}
      <div class="body">
        ${detailsTemplate({ words, conversation, isOpen: this.#isDetailsOpen, onToggle: () => this.#toggleDetails() })}
        <div class="main">
          ${isUnreadable
            ? placeholderTemplate('failed', words, () => this.#reopen())
            : this.#transcriptTemplate(visit, holding)}
          <footer class="footer">
            ${actionBarTemplate({
              words,
              conversation,
              status: view.status.value,
              me,
              action: this.#visits.actions.stateOf(view),
              now: client.now(),
              onAction: (name, isForced) => void this.#visits.actions.perform(name, client, view, isForced),
              onDismissFailure: () => this.#visits.actions.dismissFailure(view),
            })}
            ${holding === 'me' ? this.#visits.composer.render(words, this.messageLimit ?? client.limits.value?.messageLength ?? usualMessageLimit) : nothing}
          </footer>
        </div>
      </div>`;
  }

  #transcriptTemplate(visit: Visit, holding: Holding): TemplateResult {
    const { view, transcript } = visit;
    const canWrite = holding === 'me';
    return transcriptFrameTemplate({
      context: this.#context(visit),
      view,
      transcript,
      older: this.#visits.older,
      outgoing: this.#visits.outgoing.list(view),
      outgoingHandlers: {
        onRetry: canWrite ? ({ message }) => this.#visits.outgoing.retry(message, view) : undefined,
        onEdit: canWrite ? ({ message }) => this.#edit(message) : undefined,
        onDiscard: ({ message }) => this.#visits.outgoing.discard(message),
      },
      isAtEnd: this.#scroll.isAtEnd,
      onOlder: () => this.#showOlder(),
      onEnd: () => this.#toEnd(),
    });
  }

  #context({ client, view }: Visit): TranscriptContext {
    return transcriptContext(this.#language.words, client.me.value, view.conversation.value, client.now());
  }

  get #holding(): Holding | undefined {
    const visit = this.#visits.current;
    const conversation = visit?.view.conversation.value;
    return conversation === undefined ? undefined : holdingOf(conversation, visit?.client.me.value);
  }

  #reopen(): void {
    this.#visits.leave();
    this.requestUpdate();
  }

  #toggleDetails(): void {
    this.#isDetailsOpen = !this.#isDetailsOpen;
    this.requestUpdate();
  }

  #edit(message: OutgoingMessage): void {
    this.#visits.outgoing.discard(message);
    this.#visits.composer.restore(message.body.text, message.body.attachments);
  }

  #onEdge(edge: TranscriptEdge): void {
    const visit = this.#visits.current;
    if (visit === undefined) return;
    if (edge === 'end') {
      if (visit.transcript.showNewer()) this.requestUpdate();
    } else if (visit.transcript.showOlder()) this.requestUpdate();
    else void this.#visits.older.load(visit.view, visit.transcript);
  }

  /** By hand: tries again even where the last try brought nothing. */
  #showOlder(): void {
    this.#visits.older.reset();
    this.#onEdge('start');
    this.renderRoot.querySelector<HTMLElement>('.transcript')?.focus();
  }

  #toEnd(): void {
    this.#visits.current?.transcript.showEnd();
    this.#scroll.toEnd();
    this.renderRoot.querySelector<HTMLElement>('.transcript')?.focus();
  }
}
