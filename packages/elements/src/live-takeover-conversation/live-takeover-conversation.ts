import type { Attachment, ConversationId, TakeoverClient } from '@live-takeover/sdk';
import { LitElement, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { ClientController, clientProperties } from '../client-source/client-controller.js';
import type { GetToken } from '../client-source/token-source.js';
import { dialogStyles } from '../dialog/dialog-styles.js';
import type { Catalogue } from '../language/catalogue.js';
import { LanguageController } from '../language/language-controller.js';
import type { PreferenceStore } from '../preferences/preference-store.js';
import { PreferencesController, preferenceProperties } from '../preferences/preferences-controller.js';
import { shortcutProperties } from '../shortcuts/shortcuts-controller.js';
import { shortcutStyles } from '../shortcuts/shortcuts-dialog.js';
import { baseStyles } from '../theme/base-styles.js';
import type { RequestEvent } from '../words/request-event.js';
import { AgesController } from '../words/ages-controller.js';
import { choiceStyles } from './choice-styles.js';
import { composerStyles } from './composer-styles.js';
import { contactStyles } from './contact-styles.js';
import { conversationStyles } from './conversation-styles.js';
import { detailsStyles } from './details-styles.js';
import { messageStyles } from './message-styles.js';
import { Pane } from './pane.js';
import { placeholderStyles } from './placeholder-styles.js';
import { replyStyles } from './reply-styles.js';
import { transcriptStyles } from './transcript-styles.js';

type AboutConversation = { readonly conversationId: ConversationId };

/** The events of {@link LiveTakeoverConversation}. Each asks before something is done, with what is to be done in its `detail`. */
export interface LiveTakeoverConversationEventMap {
  /** An agent asked for the conversation. `force`: a supervisor, from a colleague. `isUndo`: their own hand-back is to be taken back. */
  'takeover-request': RequestEvent<AboutConversation & { readonly force?: true; readonly isUndo?: true }>;
  /** An agent wants to give the conversation back to the bot. `wrapUp`: the id of the reason they chose. */
  'hand-back-request': RequestEvent<AboutConversation & { readonly wrapUp?: string }>;
  /** An agent passes the conversation on. `to`: a colleague's id, or null for the queue. */
  'transfer-request': RequestEvent<AboutConversation & { readonly to: string | null; readonly note?: string }>;
  /** A supervisor gives the conversation to a colleague, whoever holds it. */
  'assign-request': RequestEvent<AboutConversation & { readonly to: string; readonly note?: string }>;
  /** An agent wants to close the conversation. */
  'close-request': RequestEvent<AboutConversation & { readonly wrapUp?: string }>;
  /** An agent looked at a conversation in *Action* and found it fine. */
  'dismiss-request': RequestEvent<AboutConversation>;
  /** An agent gives the conversation to a desk outside, by its id. */
  'desk-request': RequestEvent<AboutConversation & { readonly desk: string }>;
  /** A message is about to go to the customer. If it is kept from going, its text stays where it was written. */
  'send-request': RequestEvent<AboutConversation & { readonly text: string; readonly attachments: readonly Attachment[] }>;
  /** A note is about to be saved. */
  'note-request': RequestEvent<AboutConversation & { readonly text: string }>;
}

const ownStyles = [conversationStyles, detailsStyles, placeholderStyles, transcriptStyles, messageStyles, composerStyles, replyStyles, choiceStyles, contactStyles, dialogStyles, shortcutStyles];

/**
 * One conversation, whole: who it is, how things stand, what was said, and what
 * can be done: take it over, write, note, pass it on, hand it back. Give it a
 * height; the transcript scrolls inside. It stands alone or as the table's pane.
 * With `contact-id` it finds the customer's open conversation, else their newest.
 *
 * ```html
 * <live-takeover-conversation conversation-id="c1" endpoint="wss://takeover.example/v1/agents" token-url="/takeover-token">
 * </live-takeover-conversation>
 * ```
 *
 * @element live-takeover-conversation
 * @fires {CustomEvent} takeover-request - An agent asked for the conversation. Cancel it to handle the request yourself; `detail.waitUntil(promise)` makes the element wait first.
 * @fires {CustomEvent} hand-back-request - An agent wants to give the conversation back to the bot.
 * @fires {CustomEvent} transfer-request - An agent passes the conversation to a colleague or back to the queue.
 * @fires {CustomEvent} assign-request - A supervisor gives the conversation to a colleague.
 * @fires {CustomEvent} close-request - An agent wants to close the conversation.
 * @fires {CustomEvent} dismiss-request - An agent looked at a conversation in *Action* and found it fine.
 * @fires {CustomEvent} desk-request - An agent gives the conversation to a desk outside, such as Salesforce.
 * @fires {CustomEvent} send-request - A message is about to go to the customer.
 * @fires {CustomEvent} note-request - An internal note is about to be saved.
 * @slot header-start - Before the customer's name, for a button that goes back.
 * @slot header-end - At the end of the head.
 * @csspart base - The whole.
 * @csspart header - Name, channel, reference and status.
 * @csspart label - The customer's name, number or reference.
 * @csspart reference - The internal reference; a press copies it.
 * @csspart status - Status and reason; also carries its tone, as in `::part(status waiting)`.
 * @csspart freshness - How up to date it is.
 * @csspart viewers - Which colleagues look at it now.
 * @csspart banner - Says that the conversation is not updating.
 * @csspart details - The customer's details; each is an `attribute`.
 * @csspart others - Other conversations of the customer; each is an `other`.
 * @csspart elsewhere - Says that another conversation of the customer is shown, or open.
 * @csspart find - Searches the conversation.
 * @csspart transcript - What was said; scrolls.
 * @csspart message - One message; also carries its side and sender, as in `::part(message customer)` or `::part(message bot)`; `suppressed` and `outgoing` too.
 * @csspart bubble - The box around a message's text.
 * @csspart message-text - The text of a message.
 * @csspart sender - Who wrote it.
 * @csspart default-answer - Marks the bot's fallback reply.
 * @csspart attachment - One file of a message; also carries `expired` once it is gone.
 * @csspart note - An internal note.
 * @csspart line - What happened between messages; also carries its tone: `takeover`, `handed-back`, `request`, `problem`, `quiet`, `missed`.
 * @csspart day - The heading of a day.
 * @csspart typing - Somebody is typing.
 * @csspart new-messages - The button that goes to the newest message.
 * @csspart action-bar - Who answers now; also carries who: `bot`, `me`, `other`, `closed`.
 * @csspart holder - The sentence in it.
 * @csspart button - A button; also carries its action: `take-over`, `undo`, `hand-back`, `transfer`, `dismiss-action`, `note`, `menu`, `send`, `attach`, `replies`, `submit`, `cancel`.
 * @csspart menu - What is done rarely; each is a `menu-item`.
 * @csspart notice - A refusal, a loss, or a question before sending.
 * @csspart composer - Where the agent writes; also carries for whom: `message`, `note`.
 * @csspart modes - Chooses between the two; each is a `mode`.
 * @csspart replies - The prepared replies, with a field `reply-search`; each is a `reply`.
 * @csspart dialog - Asks what an act needs to know; a `choice` has `option`s.
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
    ...preferenceProperties,
    ...shortcutProperties,
    conversationId: { attribute: 'conversation-id' },
    contactId: { attribute: 'contact-id' },
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
  /** The customer whose conversation is shown, by the id the channel knows them by, where no conversation is named. */
  declare contactId: string | null | undefined;
  /** Characters in one message, at most; otherwise what the backend says it takes. */
  declare messageLimit: number | undefined;
  /** `light`, `dark` or `auto` (the system's); otherwise as the page. */
  declare theme: string | undefined;
  /** Words for this element alone, instead of the registered ones. */
  declare catalogue: Catalogue | undefined;
  /** Where drafts are kept; otherwise the provider's store, else local storage. */
  declare preferences: PreferenceStore | undefined;
  /** `off` turns single-key shortcuts off. */
  declare shortcuts: string | undefined;

  readonly #source: ClientController;
  readonly #preferences = new PreferencesController(this);
  readonly #pane: Pane;

  constructor() {
    super();
    this.client = undefined;
    this.endpoint = undefined;
    this.tokenUrl = undefined;
    this.getToken = undefined;
    this.conversationId = undefined;
    this.contactId = undefined;
    this.messageLimit = undefined;
    this.theme = undefined;
    this.catalogue = undefined;
    this.preferences = undefined;
    this.shortcuts = undefined;
    this.#source = new ClientController(this, (client) => {
      const end = this.#preferences.use(client);
      return () => {
        this.#pane.leave();
        end();
      };
    });
    this.#pane = new Pane(this, { source: this.#source, language: new LanguageController(this), preferences: this.#preferences });
    new AgesController(this, () => this.#pane.lastsMs());
  }

  /** Takes the focus to where the agent writes, else to the transcript. */
  override focus(): void {
    this.#pane.focus();
  }

  protected override update(changed: PropertyValues<this>): void {
    this.#pane.follow();
    super.update(changed);
  }

  protected override updated(): void {
    this.#pane.rendered();
  }

  protected override render(): TemplateResult {
    return this.#pane.template();
  }
}
