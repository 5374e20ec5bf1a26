/**
 * What supervisors change of bots while the gateway runs. The store holds it, so
 * that every node and every restart has it; the configuration file holds the rest.
 */
import type { BotSettings, ChangeSettings, Command, CommandResult } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { Audit } from '../agents/audit.js';
import type { AgentIdentity } from '../agents/authenticate.js';
import { hashOfCommand } from '../agents/command-hash.js';
import { isInScope } from '../agents/scope.js';
import type { BotConfig } from '../config/config.js';
import { mistakeOf } from '../config/mistakes.js';
import { changeableBotSchema } from '../config/schema.js';
import type { ChangeableSettings } from '../config/settings.js';
import type { Relay } from '../nodes/relay.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import type { BotOverride, ChangeableBot } from './bot-override.js';
import { basisOf, changedNames, overrideKeyOf, overrideTo, overriddenBy, settingsOf } from './bot-override.js';
import type { StoredSettings } from './stored-settings.js';
import { botIdOf, readStored, settingsKeyOf, settingsKeyPrefix, writeStored } from './stored-settings.js';

/** A change, with the id it is made under. */
export type IdentifiedChange = ChangeSettings & Pick<Command, 'id' | 'isRepeat'>;

/** Bots' settings, and the way to change them. */
export interface BotSettingsKeeper {
  /** Puts in force what is stored, and follows what other nodes change. */
  start(): Promise<void>;
  /** Commits were missed: a backup may stand in the store's place, with settings of its own. */
  reconsider(): void;
  stop(): void;
  /** Carries out a change: on disk first, then in force here, and a moment later everywhere. @throws {StoreError} in doubt */
  change(command: IdentifiedChange, identity: AgentIdentity): Promise<CommandResult>;
  /** Those of the bots in an agent's scope, by bot id. @throws {TakeoverError} `forbidden`: no supervisor */
  read(identity: AgentIdentity): Readonly<Record<string, BotSettings>>;
}

/** What a keeper works with. */
export interface BotSettingsOptions {
  readonly store: Pick<EventStore, 'setting' | 'settings' | 'replaceSetting' | 'incarnation'>;
  readonly settings: ChangeableSettings;
  readonly relay: Pick<Relay, 'tell' | 'on'>;
  readonly audit: Audit;
  readonly runtime: Pick<Runtime, 'schedule' | 'log'>;
}

/** How often a node looks for what another changed, should the announcement of it be lost; or it itself, should the store's answer be. */
const lookEveryMs = 30_000;

/** A keeper that has not looked into the store yet. */
export function createBotSettings(options: BotSettingsOptions): BotSettingsKeeper {
  return new StoredBotSettings(options);
}

class StoredBotSettings implements BotSettingsKeeper {
  readonly #options: BotSettingsOptions;
  /** By {@link overrideKeyOf}. */
  readonly #known = new Map<string, StoredSettings>();
  /** Of the store in which they were read. */
  #incarnation = '';
  #ends: readonly (() => void)[] = [];
  #cancelLook = (): void => {};
  #isStopped = false;

  constructor(options: BotSettingsOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { relay, settings } = this.#options;
    this.#ends = [
      relay.on('bot-settings', ({ tenant }) => this.#lookAt([tenant])),
      // Another configuration may have brought another tenant.
      settings.onChange((before) => this.#lookAt(tenantsOf(settings.config.bots).filter((tenant) => !tenantsOf(before.bots).includes(tenant)))),
    ];
    await this.#read(tenantsOf(settings.config.bots));
    this.#lookLater();
  }

  reconsider(): void {
    this.#lookAt(tenantsOf(this.#options.settings.config.bots));
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelLook();
    for (const end of this.#ends) end();
  }

  async change(command: IdentifiedChange, identity: AgentIdentity): Promise<CommandResult> {
    const { settings, store, relay, audit } = this.#options;
    const { tenant } = identity.scope;
    const { botId, id } = command;
    const configured = settings.configured(botId);
    if (identity.agent.role !== 'supervisor') return refuse('forbidden', 'Only a supervisor may change settings. Ask one.');
    if (configured?.tenant !== tenant || !isInScope(identity.scope, tenant, botId))
      return refuse('bad-request', 'There is no such bot in your scope. Choose one that the settings list.');
    const text = await store.setting(tenant, settingsKeyOf(botId));
    const stored = text === undefined ? undefined : readStored(text);
    // A change whose answer was lost may stand there already, and nobody has told of it.
    this.#know(tenant, botId, stored);
    this.#putInForce();
    const hash = hashOfCommand(command, identity.agent);
    const earlier = stored?.changes.find((change) => change.id === id);
    if (earlier !== undefined) return earlier.hash === hash ? done : refuse('command-reused', 'This command id was used for something else. Use a new id.');
    if ((stored?.version ?? 0) !== command.settings.version) return overtaken();
    // Another configuration since: saved as they were read, they would pin what it replaced.
    if ((command.settings.basis ?? basisOf(configured)) !== basisOf(configured)) return overtaken();
    const before = overriddenBy(stored?.override, configured);
    const wanted = wantedOf(command.settings, before);
    if (!wanted.ok) return refuse('bad-request', wanted.mistakes);
    const next = writeStored(stored, overrideTo(wanted.bot, configured), { id, hash });
    if (!(await store.replaceSetting(tenant, settingsKeyOf(botId), text, next))) return overtaken();
    this.#know(tenant, botId, readStored(next));
    this.#putInForce();
    relay.tell({ kind: 'bot-settings', tenant });
    const changed = changedNames(before, wanted.bot).join(' ');
    audit(tenant, { actor: identity.agent.id, action: 'change-settings', subject: botId, detail: { command: id, version: (stored?.version ?? 0) + 1, changed } });
    return done;
  }

  read({ agent, scope }: AgentIdentity): Readonly<Record<string, BotSettings>> {
    if (agent.role !== 'supervisor') throw new TakeoverError('forbidden', 'Only a supervisor may read settings. Ask one.');
    const { settings } = this.#options;
    const seen = settings.config.bots.filter((bot) => isInScope(scope, bot.tenant, bot.id));
    const versionOf = ({ tenant, id }: BotConfig): number => this.#known.get(overrideKeyOf(tenant, id))?.version ?? 0;
    return Object.fromEntries(seen.map((bot) => [bot.id, settingsOf(bot, settings.configured(bot.id) ?? bot, versionOf(bot))]));
  }

  async #read(tenants: readonly string[]): Promise<void> {
    const { store, runtime } = this.#options;
    await this.#forgetIfRestored();
    for (const tenant of tenants)
      for (const [key, text] of await store.settings(tenant, settingsKeyPrefix)) {
        const stored = readStored(text);
        if (stored === undefined) runtime.log('error', 'bot-settings-not-understood', { bot: botIdOf(key) });
        else this.#know(tenant, botIdOf(key), stored);
      }
    if (!this.#isStopped) this.#putInForce();
  }

  /** A store that was put back from a backup knows nothing of what was changed since, and counts from there. */
  async #forgetIfRestored(): Promise<void> {
    const incarnation = await this.#options.store.incarnation();
    if (incarnation !== this.#incarnation) this.#known.clear();
    this.#incarnation = incarnation;
  }

  #lookAt(tenants: readonly string[]): void {
    if (tenants.length === 0 || this.#isStopped) return;
    this.#read(tenants).catch((error: unknown) => {
      this.#options.runtime.log('warn', 'bot-settings-not-read', { name: error instanceof Error ? error.name : 'unknown' });
    });
  }

  #lookLater(): void {
    const { runtime, settings } = this.#options;
    this.#cancelLook = runtime.schedule(lookEveryMs, () => {
      this.#lookAt(tenantsOf(settings.config.bots));
      this.#lookLater();
    });
  }

  /** What was read a moment ago may be older than what was changed since. */
  #know(tenant: string, botId: string, stored: StoredSettings | undefined): void {
    const key = overrideKeyOf(tenant, botId);
    if (stored !== undefined && stored.version > (this.#known.get(key)?.version ?? 0)) this.#known.set(key, stored);
  }

  #putInForce(): void {
    this.#options.settings.override(new Map([...this.#known].map(([key, { override }]): [string, BotOverride] => [key, override])));
  }
}

const done: CommandResult = { ok: true, seq: 0 };

type Wanted = { readonly ok: true; readonly bot: ChangeableBot } | { readonly ok: false; readonly mistakes: string };

/** What is wanted, checked as the configuration is. Messages that are not mentioned stay as they are. */
function wantedOf({ rules, preparedReplies, messages, openingHours }: BotSettings, before: BotConfig): Wanted {
  const wanted = { rules, preparedReplies, openingHours, messages: { ...before.messages, ...messages } };
  const checked = changeableBotSchema.safeParse(wanted, { reportInput: true });
  return checked.success
    ? { ok: true, bot: checked.data }
    : { ok: false, mistakes: checked.error.issues.map(mistakeOf).join(' ') };
}

function tenantsOf(bots: readonly BotConfig[]): readonly string[] {
  return [...new Set(bots.map(({ tenant }) => tenant))];
}

function overtaken(): CommandResult {
  return refuse('settings-changed', 'Somebody else has changed these settings since you read them. Read them again, then decide.');
}

function refuse(code: TakeoverError['code'], message: string): CommandResult {
  return { ok: false, error: new TakeoverError(code, message) };
}
