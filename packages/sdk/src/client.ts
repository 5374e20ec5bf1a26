import { TakeoverError } from './base/errors.js';
import { given } from './base/given.js';
import { machineClock } from './base/machine-clock.js';
import type { Readable } from './base/observable.js';
import { writable } from './base/observable.js';
import { randomId } from './base/random-id.js';
import { FreshnessTracker } from './client/freshness.js';
import { Intents } from './client/intents.js';
import { Interest } from './client/interest.js';
import { OpenConversation } from './client/open-conversation.js';
import { OpenConversations } from './client/open-conversations.js';
import { Receiver } from './client/receiver.js';
import type { CommandBody, CommandHandle, CommandOptions } from './command/command.js';
import { Outbox } from './command/outbox.js';
import { checkedConnector } from './connector/checked-connector.js';
import type { Capabilities, Connector, UploadOptions } from './connector/connector.js';
import type { Conversation } from './conversation/conversation.js';
import type { Attachment, ConversationId } from './conversation/event.js';
import type { BotSettings } from './desk/bot-settings.js';
import type { HistoryPage, HistoryQuery, HistoryRange, UnansweredPage } from './history/history.js';
import type { Alert } from './presence/alert.js';
import { AlertList } from './presence/alert-list.js';
import type { Availability } from './presence/presence.js';
import type { ConversationView, Freshness, TakeoverClient, TakeoverClientOptions } from './takeover-client.js';
import type { ConversationSet, ViewOptions } from './view/conversation-set.js';
import { createConversationSet } from './view/tracked-conversations.js';
import type { Query } from './view/query.js';
import type { Row } from './view/row.js';
import type { RowView } from './view/row-source.js';

/**
 * The one object that an interface needs: subscribes to what is looked at, keeps
 * it up to date, and carries commands back. Connects when the first view is
 * opened and disconnects a little after the last one closed. Nothing it shows is
 * a guess: a command changes a conversation only through the facts it causes.
 */
export function createTakeoverClient(options: TakeoverClientOptions): TakeoverClient {
  return new Client(options);
}

/** How many conversations' read marks are kept: those marked last. */
const readMarkLimit = 1_000;

class Client implements TakeoverClient {
  readonly capabilities: Capabilities;
  readonly connection: TakeoverClient['connection'];
  readonly freshness: Readable<Freshness>;
  readonly me: TakeoverClient['me'];
  readonly rules: TakeoverClient['rules'];
  readonly limits: TakeoverClient['limits'];
  readonly desk: TakeoverClient['desk'];
  readonly problem: TakeoverClient['problem'];
  readonly readMarks: TakeoverClient['readMarks'] = writable({});
  readonly retry: TakeoverClient['retry'];
  readonly alerts: Readable<readonly Alert[]>;
  readonly agents: TakeoverClient['agents'];
  readonly availability: TakeoverClient['availability'];
  readonly #options: TakeoverClientOptions & Required<Pick<TakeoverClientOptions, 'clock'>>;
  readonly #closing = new AbortController();
  readonly #interest: Interest;
  readonly #freshness: FreshnessTracker;
  readonly #alerts: AlertList;
  readonly #intents: Intents;
  readonly #intentOf = new Map<ConversationId, NonNullable<Row['intent']>>();
  readonly #outbox: Outbox;
  readonly #set: ConversationSet;
  readonly #conversations = new OpenConversations();
  readonly #receiver: Receiver;
  readonly #resyncing = new Set<ConversationId>();

  constructor(options: TakeoverClientOptions) {
    const { clock = machineClock, newId = randomId, locale } = options;
    const { connector, problem } = checkedConnector(options.connector);
    this.problem = problem;
    this.#options = { ...options, clock, connector };
    this.capabilities = connector.capabilities;
    this.retry = connector.retry?.bind(connector);
    this.#interest = new Interest(clock);
    this.#freshness = new FreshnessTracker(clock);
    this.#alerts = new AlertList(clock);
    this.#intents = new Intents(clock, (id, intent) => this.#showIntent(id, intent));
    this.#outbox = new Outbox({
      clock,
      newId,
      send: (command, signal) => connector.send(command, signal),
      onChange: (command, state) => this.#intents.follow(command, state),
    });
    const resync = (id: ConversationId): void => void this.#resync(id);
    this.#set = createConversationSet({ clock, resync, ...(locale === undefined ? {} : { locale }) });
    this.#receiver = new Receiver({
      clock,
      connector,
      set: this.#set,
      outbox: this.#outbox,
      freshness: this.#freshness,
      alerts: this.#alerts,
      conversations: this.#conversations,
    });
    this.readMarks.subscribe((marks) => this.#set.surroundings.setReadMarks(marks));
    this.freshness = this.#freshness.value;
    this.alerts = this.#alerts.value;
    ({
      connection: this.connection,
      me: this.me,
      rules: this.rules,
      limits: this.limits,
      desk: this.desk,
      agents: this.agents,
      availability: this.availability,
    } = this.#receiver.known);
    this.#interest.scope.subscribe(({ alerts }) => {
      if (!alerts) this.#alerts.clear();
    });
    connector.open(this.#interest.scope, this.#receiver, this.#closing.signal);
  }

  now(): number {
    return this.#set.now();
  }

  rows(query?: Query, options?: ViewOptions): RowView {
    const view = this.#set.view(query, options);
    const leave = this.#interest.add('rows');
    const closeView = view.close.bind(view);
    return Object.assign(view, {
      close: () => {
        closeView();
        leave();
      },
    });
  }

  conversation(id: ConversationId): ConversationView {
    const { clock, connector } = this.#options;
    return this.#conversations.view(id, () => {
      const leave = this.#interest.add({ conversationId: id });
      const parts = { id, clock, connector, set: this.#set, me: () => this.me.value?.id };
      const open = new OpenConversation(parts, this.#intentOf.get(id) ?? null);
      this.#receiver.introduce(open);
      return { leave, open };
    });
  }

  attachAlerts(): () => void {
    return this.#interest.add('alerts');
  }

  markAlertSeen(alertId: string): void {
    this.#alerts.see(alertId);
    this.#options.connector.alertSeen?.(alertId);
  }

  setAvailability(availability: Availability, agentId?: string): CommandHandle {
    return this.command({ name: 'set-availability', availability, ...given({ agentId }) });
  }

  takeOver(conversationId: ConversationId, options: CommandOptions & { readonly force?: boolean; readonly isUndo?: boolean } = {}): CommandHandle {
    const { force, isUndo, ...others } = options;
    return this.#underTerm(conversationId, others, (seenTerm) => ({ name: 'take-over', conversationId, seenTerm, ...given({ force, isUndo }) }));
  }

  handBack(conversationId: ConversationId, options: CommandOptions & { readonly wrapUp?: string } = {}): CommandHandle {
    const { wrapUp, ...others } = options;
    return this.#underTerm(conversationId, others, (term) => ({ name: 'hand-back', conversationId, term, ...given({ wrapUp }) }));
  }

  transfer(conversationId: ConversationId, to: string | null, options: CommandOptions & { readonly note?: string } = {}): CommandHandle {
    const { note, ...others } = options;
    return this.#underTerm(conversationId, others, (term) => ({ name: 'transfer', conversationId, term, to, ...given({ note }) }));
  }

  assign(conversationId: ConversationId, to: string, options: CommandOptions & { readonly note?: string } = {}): CommandHandle {
    const { note, ...others } = options;
    return this.#underTerm(conversationId, others, (seenTerm) => ({ name: 'assign', conversationId, seenTerm, to, ...given({ note }) }));
  }

  closeConversation(conversationId: ConversationId, options: CommandOptions & { readonly wrapUp?: string } = {}): CommandHandle {
    const { wrapUp, ...others } = options;
    return this.#underTerm(conversationId, others, (term) => ({ name: 'close', conversationId, term, ...given({ wrapUp }) }));
  }

  send(conversationId: ConversationId, text: string, options: CommandOptions & { readonly attachments?: readonly Attachment[] } = {}): CommandHandle {
    const { attachments, ...others } = options;
    return this.#underTerm(conversationId, others, (term) => ({ name: 'send', conversationId, term, text, ...given({ attachments: attachments?.length === 0 ? undefined : attachments }) }));
  }

  async upload(conversationId: ConversationId, file: Blob & { readonly name?: string }, options: UploadOptions = {}): Promise<Attachment> {
    const { connector } = this.#options;
    if (!connector.capabilities.attachments || connector.upload === undefined) throw new TakeoverError('not-supported', 'This backend takes no files from agents.');
    const limit = this.limits.value?.attachments?.sizeBytes ?? Infinity;
    // Said before it is sent: a gateway that has read enough breaks off, and a browser may then tell of nothing but a lost connection.
    if (file.size > limit) throw new TakeoverError('attachment-too-large', `The file is larger than ${limit} bytes. Send a smaller one.`);
    return connector.upload(conversationId, file, options);
  }

  addNote(conversationId: ConversationId, text: string, options?: CommandOptions): CommandHandle {
    return this.command({ name: 'add-note', conversationId, text }, options);
  }

  dismissAction(conversationId: ConversationId, options?: CommandOptions): CommandHandle {
    return this.#underTerm(conversationId, options, (term) => ({ name: 'dismiss-action', conversationId, term }));
  }

  requestDesk(conversationId: ConversationId, desk: string, options?: CommandOptions): CommandHandle {
    return this.#underTerm(conversationId, options, (term) => ({ name: 'request-desk', conversationId, term, desk }));
  }

  markRead(conversationId: ConversationId): void {
    const { [conversationId]: before, ...others } = this.readMarks.value;
    const readAt = this.#set.get(conversationId)?.at ?? this.now(); // What was seen, not what the clock says: a message may be on its way.
    if (before !== undefined && before >= readAt) return;
    const kept = Object.entries(others).slice(1 - readMarkLimit);
    this.readMarks.set({ ...Object.fromEntries(kept), [conversationId]: readAt });
  }

  async history(query: HistoryQuery, signal?: AbortSignal): Promise<HistoryPage> {
    return this.#ask('history', query, signal);
  }

  async contactConversations(contactId: string, signal?: AbortSignal): Promise<readonly Conversation[]> {
    return this.#ask('contactConversations', contactId, signal);
  }

  async unanswered(range: HistoryRange, signal?: AbortSignal): Promise<UnansweredPage> {
    return this.#ask('unanswered', range, signal);
  }

  async settings(signal: AbortSignal = this.#closing.signal): Promise<Readonly<Record<string, BotSettings>>> {
    const { connector } = this.#options;
    if (connector.settings === undefined) throw new TakeoverError('not-supported', 'This backend lets nobody change its settings.');
    const leave = this.#interest.add('alerts');
    return connector.settings(signal).finally(leave);
  }

  changeSettings(botId: string, settings: BotSettings, options?: CommandOptions): CommandHandle {
    return this.command({ name: 'change-settings', botId, settings }, options);
  }

  command(body: CommandBody, options?: CommandOptions): CommandHandle {
    return this.#outbox.submit(body, options);
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#conversations.close();
    this.#outbox.close();
    this.#closing.abort();
    this.#receiver.connection({ state: 'idle' });
    this.#interest.close();
    this.#freshness.close();
    this.#intents.close();
    this.#alerts.clear();
    this.#set.close();
  }

  /** A question about what is over, to a backend that answers such. */
  #ask<Name extends 'history' | 'contactConversations' | 'unanswered', About extends Parameters<NonNullable<Connector[Name]>>[0]>(
    name: Name,
    about: About,
    signal: AbortSignal = this.#closing.signal,
  ): ReturnType<NonNullable<Connector[Name]>> {
    const { connector } = this.#options;
    const ask = connector[name]?.bind(connector) as ((about: About, signal: AbortSignal) => ReturnType<NonNullable<Connector[Name]>>) | undefined;
    if (ask === undefined) throw new TakeoverError('not-supported', 'This backend cannot be asked about what is over.');
    // A question alone is reason enough to connect.
    const leave = this.#interest.add('alerts');
    return ask(about, signal).finally(leave) as ReturnType<NonNullable<Connector[Name]>>;
  }

  /** A command under the term that the agent sees now; refused at once where nothing is known. */
  #underTerm(
    conversationId: ConversationId,
    options: CommandOptions | undefined,
    bodyOf: (term: number) => CommandBody,
  ): CommandHandle {
    const head = this.#set.get(conversationId);
    if (head !== undefined) return this.command(bodyOf(head.term), options);
    const text = `Nothing is known of conversation ${conversationId}. Open it, or the table, first.`;
    return this.#outbox.refuse(bodyOf(0), new TakeoverError('conversation-unknown', text));
  }

  #showIntent(conversationId: ConversationId, intent: Row['intent']): void {
    if (intent === null) this.#intentOf.delete(conversationId);
    else this.#intentOf.set(conversationId, intent);
    this.#set.surroundings.setIntent(conversationId, intent);
    this.#conversations.get(conversationId)?.intent.set(intent);
  }

  async #resync(conversationId: ConversationId): Promise<void> {
    if (this.#resyncing.has(conversationId)) return;
    this.#resyncing.add(conversationId);
    try {
      this.#set.applyHead(await this.#options.connector.head(conversationId, this.#closing.signal));
    } catch {
      // The set asks again for as long as something is missing.
    } finally {
      this.#resyncing.delete(conversationId);
    }
  }
}
