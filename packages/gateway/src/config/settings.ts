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
}

/** Settings that hold from now on. */
export function createSettings(config: GatewayConfig, secrets: Secrets): ChangeableSettings {
  const listeners = new Set<(before: GatewayConfig) => void>();
  let present = { config, secrets, bots: byId(config) };
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
      const { config: before } = present;
      const { config: next, ignored } = changeableOf(before, wanted);
      present = { config: next, secrets: newSecrets, bots: byId(next) };
      for (const listener of [...listeners]) listener(before);
      return ignored;
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
