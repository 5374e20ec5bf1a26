import { isDeepStrictEqual } from 'node:util';
import type { BotOverride } from '../bot-settings/bot-override.js';
import { overriddenBy, overrideKeyOf } from '../bot-settings/bot-override.js';
import type { BotConfig, GatewayConfig } from './config.js';
import type { Secrets } from './secrets.js';

/**
 * What the gateway is configured with at this moment. It changes while the
 * gateway runs, so parts ask it each time and keep nothing of what it answers.
 */
export interface Settings {
  readonly config: GatewayConfig;
  readonly secrets: Secrets;
  findBot(tenant: string, botId: string): BotConfig | undefined;
  /**
   * Told after each change, in the order of subscription, with what held before.
   *
   * @returns ends it
   */
  onChange(listener: (before: GatewayConfig) => void): () => void;
}

/** Settings in the hands of who may change them. */
export interface ChangeableSettings extends Settings {
  /**
   * Puts others in force, all at once, and tells everyone.
   *
   * @returns the names of settings that differ but stay as they are until a restart
   */
  change(config: GatewayConfig, secrets: Secrets): readonly string[];
  /** A bot as the configuration has it, whatever was laid over it. */
  configured(botId: string): BotConfig | undefined;
  /** Lays what supervisors changed over bots, by {@link overrideKeyOf}, in place of what was laid there before; and tells everyone, if it is anything else. */
  override(overrides: ReadonlyMap<string, BotOverride>): void;
}

/** Settings that hold from now on. */
export function createSettings(config: GatewayConfig, secrets: Secrets): ChangeableSettings {
  const listeners = new Set<(before: GatewayConfig) => void>();
  let file = config;
  let overrides: ReadonlyMap<string, BotOverride> = new Map();
  let present = { config, secrets, bots: byId(config) };
  const putInForce = (newSecrets: Secrets): void => {
    const { config: before } = present;
    const laid = { ...file, bots: file.bots.map((bot) => overriddenBy(overrides.get(overrideKeyOf(bot.tenant, bot.id)), bot)) };
    present = { config: laid, secrets: newSecrets, bots: byId(laid) };
    for (const listener of [...listeners]) listener(before);
  };
  return {
    get config() {
      return present.config;
    },
    get secrets() {
      return present.secrets;
    },
    findBot(tenant, botId) {
      const bot = present.bots.get(botId);
      return bot?.tenant === tenant ? bot : undefined;
    },
    onChange(listener) {
      const entry = (before: GatewayConfig): void => listener(before);
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    change(wanted, newSecrets) {
      const { config: next, ignored } = changeableOf(file, wanted);
      file = next;
      putInForce(newSecrets);
      return ignored;
    },
    configured: (botId) => file.bots.find(({ id }) => id === botId),
    override(wanted) {
      if (isDeepStrictEqual(wanted, overrides)) return;
      overrides = wanted;
      putInForce(present.secrets);
    },
  };
}

/** What a process holds on to from its start: its address, its store. */
const fixedSettings = ['listen', 'store'] as const satisfies readonly (keyof GatewayConfig)[];

function changeableOf(present: GatewayConfig, wanted: GatewayConfig): { readonly config: GatewayConfig; readonly ignored: readonly string[] } {
  const ignored: string[] = fixedSettings.filter((name) => JSON.stringify(present[name]) !== JSON.stringify(wanted[name]));
  const before = byId(present);
  // Its conversations are the tenant's: another one must not come to see them, nor this one lose them.
  const bots = wanted.bots.map((bot) => {
    const tenant = before.get(bot.id)?.tenant ?? bot.tenant;
    if (tenant === bot.tenant) return bot;
    ignored.push(`bots.${bot.id}.tenant`);
    return { ...bot, tenant };
  });
  const { directory } = present.attachments;
  if (wanted.attachments.directory !== directory) ignored.push('attachments.directory');
  const kept = Object.fromEntries(fixedSettings.map((name) => [name, present[name]])) as Pick<GatewayConfig, (typeof fixedSettings)[number]>;
  return { config: { ...wanted, ...kept, bots, attachments: { ...wanted.attachments, directory } }, ignored };
}

function byId({ bots }: GatewayConfig): ReadonlyMap<string, BotConfig> {
  return new Map(bots.map((bot) => [bot.id, bot]));
}
