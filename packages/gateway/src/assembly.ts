/** Makes the parts of a gateway and introduces them to each other. Nothing runs yet. */
import type { Conversation, Signal } from '@live-takeover/sdk/core';
import type { AgentServices } from './agents/agent-services.js';
import { createAlerts } from './agents/alerts.js';
import { createArbiter } from './agents/arbiter.js';
import type { Audit } from './agents/audit.js';
import { createAudit } from './agents/audit.js';
import { createAuthenticate } from './agents/authenticate.js';
import type { Connections } from './agents/connections.js';
import { createConnections } from './agents/connections.js';
import { createHub } from './agents/hub.js';
import type { Presence } from './agents/presence.js';
import { createPresence } from './agents/presence.js';
import type { Holdings } from './agents/holdings.js';
import { createHoldings } from './agents/holdings.js';
import type { Requests } from './agents/requests.js';
import { createRequests } from './agents/requests.js';
import type { Signals } from './agents/signals.js';
import { createSignals } from './agents/signals.js';
import type { Staff } from './agents/staff.js';
import { createStaff } from './agents/staff.js';
import type { Attachments } from './attachments/attachments.js';
import { createAttachments } from './attachments/attachments.js';
import type { KeptRemoteFiles } from './attachments/kept-remote-files.js';
import { createRemoteFiles } from './attachments/kept-remote-files.js';
import { withRemoteFiles } from './attachments/with-remote-files.js';
import type { BotSettingsKeeper } from './bot-settings/bot-settings.js';
import { createBotSettings } from './bot-settings/bot-settings.js';
import type { ConnectBotsOptions, ConnectedBot } from './bots/bots.js';
import { connectBots } from './bots/bots.js';
import type { BotDispatcher } from './bots/dispatcher.js';
import { createBotDispatcher } from './bots/dispatcher.js';
import type { Channel } from './channels/channel.js';
import { createCustomerPlaces } from './channels/direct-line/customer-places.js';
import { createDirectLine } from './channels/direct-line/direct-line.js';
import { createWebhookChannel } from './channels/webhook/webhook-channel.js';
import { createMessenger } from './channels/messenger/messenger-channel.js';
import { createSms } from './channels/sms/sms-channel.js';
import { twilioMediaAccess } from './channels/sms/twilio/twilio-media.js';
import type { BotConfig, GatewayConfig } from './config/config.js';
import type { ChangeableSettings, Settings } from './config/settings.js';
import { createSettings } from './config/settings.js';
import { createIntake } from './conversations/intake.js';
import type { Projection } from './conversations/projection.js';
import { createProjection } from './conversations/projection.js';
import { createStoreWatch } from './conversations/store-watch.js';
import type { Sweeper } from './conversations/sweeper.js';
import { createSweeper } from './conversations/sweeper.js';
import type { Desk, DeskSink } from './desks/desk.js';
import type { DeskKeeper } from './desks/desk-keeper.js';
import { createDeskKeeper } from './desks/desk-keeper.js';
import { createDeskTakeovers } from './desks/desk-takeovers.js';
import { createSalesforceDesk } from './desks/salesforce/salesforce-desk.js';
import type { GatewayOptions } from './gateway-options.js';
import { createHooks } from './hooks/hooks.js';
import type { Relay } from './nodes/relay.js';
import { createRelay } from './nodes/relay.js';
import type { Share } from './nodes/share.js';
import { createShare } from './nodes/share.js';
import type { Destination } from './outbound/destination.js';
import type { Outbound } from './outbound/outbound.js';
import { createOutbound } from './outbound/outbound.js';
import type { RecordService } from './record/record-service.js';
import { createRecordService } from './record/record-service.js';
import { auditRefusals } from './record/refused-sign-ins.js';
import { referencingLog } from './referencing-log.js';
import type { Runtime } from './runtime.js';
import { boundedStore } from './store/bounded-store.js';
import type { EventStore } from './store/event-store.js';

/** What nearly every part works with. */
interface Ground {
  readonly store: EventStore;
  readonly runtime: Runtime;
  readonly projection: Projection;
  /** The line to the other nodes. */
  readonly relay: Relay;
  /** Which conversations this node looks after. */
  readonly share: Share;
  readonly presence: Presence;
  readonly holdings: Holdings;
  readonly staff: Staff;
  readonly connections: Connections;
  readonly audit: Audit;
  readonly attachments: Attachments;
  /** Those that providers keep. */
  readonly remoteFiles: KeptRemoteFiles;
  readonly settings: ChangeableSettings;
  /** What supervisors changed of them. */
  readonly botSettings: BotSettingsKeeper;
  readonly findBot: (tenant: string, botId: string) => BotConfig | undefined;
  /** Shows typing to the customer. */
  readonly showCustomer: (tenant: string, head: Conversation, signal: Signal) => void;
  /** Shows a customer's typing to the desk outside that answers them. */
  readonly showDesk: (tenant: string, head: Conversation, signal: Signal) => void;
  /** By name. Filled once, when the channels are made. */
  readonly channels: Map<string, Channel>;
}

/** The parts of a gateway. */
export interface Assembly extends Omit<Ground, 'channels'> {
  readonly channels: ReadonlyMap<string, Channel>;
  /** As they are connected now. */
  readonly bots: () => ReadonlyMap<string, ConnectedBot>;
  readonly dispatcher: BotDispatcher;
  readonly outbound: Outbound;
  /** Who holds what for which desk outside. */
  readonly desks: DeskKeeper;
  readonly requests: Requests;
  readonly sweeper: Sweeper;
  readonly services: AgentServices;
  readonly record: RecordService;
}

/** The parts of a gateway, by its options. All of them tell the time by the store's clock, which is the same on every node. */
export function assemble(given: GatewayOptions): Assembly {
  const made: { projection?: Projection; desks?: DeskKeeper } = {};
  const runtime = { ...given.runtime, now: () => given.store.now(), log: referencingLog(given.runtime.log, () => made.projection) };
  const options: GatewayOptions = { ...given, store: boundedStore(given.store, given.runtime), runtime };
  const ground = groundOf(options, (...of) => made.desks?.signal(...of));
  made.projection = ground.projection;
  const signals = createSignals(ground);
  const desk = createDeskTakeovers({ ...ground, onSignal: (...of) => signals.spread(...of) });
  const requests = createRequests(ground);
  const { inbox, ...customers } = customerSide(options, ground, signals, requests, desk);
  const desks = createDeskKeeper({ ...ground, desks: [createSalesforceDesk({ ...ground, sink: desk }), inbox] });
  made.desks = desks;
  const sweeper = createSweeper(ground);
  const services = agentSide(options, ground, signals);
  const record = createRecordService({ ...services, files: services.attachments.isOn ? services.attachments : undefined });
  return { ...ground, desks, requests, sweeper, record, ...customers, services };
}

function groundOf(options: GatewayOptions, showDesk: Ground['showDesk']): Ground {
  const { config, secrets, store, runtime } = options;
  const settings = createSettings(config, secrets);
  const channels = new Map<string, Channel>();
  const relay = createRelay(store, runtime);
  const projection = createProjection(store, runtime);
  const holdings = createHoldings(projection);
  const audit = createAudit(store, runtime);
  const agents = (): GatewayConfig['agents'] => settings.config.agents;
  const presence = createPresence({ store, runtime, relay, agents, holdings, tenants: [...new Set(config.bots.map((bot) => bot.tenant))] });
  return {
    store,
    runtime,
    relay,
    presence,
    holdings,
    staff: createStaff({ presence, holdings, settings, runtime }),
    // Whoever takes over from another looks first who is there: it may know of a time when nobody was.
    share: createShare({ store, runtime, relay, prepare: () => presence.refresh() }),
    settings,
    channels,
    projection,
    connections: createConnections(),
    audit,
    botSettings: createBotSettings({ store, settings, relay, audit, runtime }),
    ...filesOf(options, settings),
    findBot: (tenant, botId) => settings.findBot(tenant, botId),
    showDesk,
    showCustomer: (tenant, head, signal) => channels.get(head.channel)?.signal(tenant, head, signal),
  };
}

/** Files, ours and those that providers keep for us. */
function filesOf(options: GatewayOptions, settings: Settings): Pick<Ground, 'attachments' | 'remoteFiles'> {
  const { store, runtime } = options;
  const publicUrl = (): string | Promise<string> => connectionOf(options, settings).publicUrl();
  const attachments = createAttachments({ store: options.attachments, config: () => settings.config.attachments, runtime, publicUrl, events: store });
  const remoteFiles = createRemoteFiles({ settings, attachments, store, runtime, publicUrl, access: (name) => twilioMediaAccess(settings, name) });
  return { attachments: withRemoteFiles(attachments, remoteFiles), remoteFiles };
}

/** Channels, and the bots behind them. */
function customerSide(
  options: GatewayOptions,
  ground: Ground,
  signals: Signals,
  requests: Requests,
  desk: DeskSink,
): Pick<Assembly, 'dispatcher' | 'bots' | 'outbound'> & { readonly inbox: Desk } {
  const { settings, store, share, relay, runtime } = ground;
  const sink = createIntake({
    ...ground,
    messageLengthLimit: () => settings.config.limits.messageLength,
    onTyping: (tenant, head, isActive) => signals.spread(tenant, head, customerTyping(head, isActive)),
  });
  const dispatcher = createBotDispatcher({
    ...ground,
    bots: (botId) => bots.get(botId),
    begin: (opening) => sink.start(opening),
    limits: () => settings.config.limits,
    openRequest: (tenant, conversationId, wish) => requests.open(tenant, conversationId, wish),
    onSignal: (tenant, head, signal) => signals.spread(tenant, head, signal),
  });
  const connect = (): ReadonlyMap<string, ConnectedBot> => connectBots({ ...connectionOf(options, settings), runtime, sink: dispatcher });
  let bots = connect();
  settings.onChange(() => (bots = connect()));
  const elsewhere = store.isShared ? { places: createCustomerPlaces({ store, share, nodeId: relay.nodeId }), share } : undefined;
  const directLine = createDirectLine({ ...ground, isDemo: options.demo !== undefined, sink, elsewhere });
  const provided = { ...ground, sink, desk, publicUrl: () => connectionOf(options, settings).publicUrl() };
  const messenger = createMessenger(provided);
  const openRequest = (...of: Parameters<Requests['open']>): Promise<void> => requests.open(...of);
  const webhook = createWebhookChannel({ ...ground, sink, openRequest });
  const hooks = createHooks(ground);
  for (const channel of [directLine, messenger.channel, createSms(provided), webhook, ...(options.channels?.(sink) ?? [])]) ground.channels.set(channel.name, channel);
  const destinations = (): readonly Destination[] => [...ground.channels.values()].flatMap(({ destination }) => destination ?? []).concat(hooks());
  return { inbox: messenger.inbox, dispatcher, bots: () => bots, outbound: createOutbound({ ...ground, tenants: () => new Set(settings.config.bots.map(({ tenant }) => tenant)), destinations }) };
}

function connectionOf({ publicUrl, mapReplies }: GatewayOptions, { config, secrets }: Settings): Omit<ConnectBotsOptions, 'runtime' | 'sink'> {
  const { host, port } = config.listen;
  return {
    bots: config.bots,
    secret: secrets.signing,
    webhookSecret: secrets.webhook,
    namedSecrets: secrets.named,
    publicUrl: () => config.publicUrl ?? publicUrl?.() ?? `http://${host}:${port}`,
    bodyBytesLimit: config.limits.frameBytes,
    ...(mapReplies === undefined ? {} : { mapReplies }),
  };
}

function agentSide({ authenticate }: GatewayOptions, ground: Ground, signals: Signals): AgentServices {
  const { findBot } = ground;
  return {
    ...ground,
    signals,
    authenticate: auditRefusals(authenticate ?? createAuthenticate(ground), {
      ...ground,
      isTenant: (tenant) => ground.settings.config.bots.some((bot) => bot.tenant === tenant),
    }),
    arbiter: createArbiter({ ...ground, changeSettings: (command, identity) => ground.botSettings.change(command, identity) }),
    storeWatch: createStoreWatch(ground),
    hub: createHub({ ...ground, rulesOf: (tenant, botId) => findBot(tenant, botId)?.rules }),
    alerts: createAlerts(ground),
  };
}

function customerTyping(head: Conversation, isActive: boolean): Signal {
  // Nobody needs more of a customer than a name to see who types; what they are called by may be a number.
  const from = { kind: 'customer', id: head.id, name: '' } as const;
  return { signal: 'typing', conversationId: head.id, from, isActive };
}
