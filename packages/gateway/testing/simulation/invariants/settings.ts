/** What supervisors changed: as it is on disk, and as tabs show it. */
import type { BotRules } from '@live-takeover/sdk';
import { overriddenBy } from '../../../src/bot-settings/bot-override.js';
import { botIdOf, readStored, settingsKeyPrefix } from '../../../src/bot-settings/stored-settings.js';
import type { BotConfig } from '../../../src/config/config.js';
import type { SimulatedAgent } from '../actors/agent.js';
import { simulatedConfig } from '../actors/configuration.js';
import type { Setting } from '../store/store-model.js';
import type { World } from '../world/world.js';
import { isInTouch } from './in-touch.js';

/** A node looks every 30 s, and has an answer 10 s later; the rest is on its way. */
const spreadMs = 45_000;

interface Known {
  readonly bot: BotConfig;
  /** When it came on disk, epoch ms. */
  readonly changedAt: number;
}

/** The settings of all bots. */
export class SettingsTruth {
  readonly #world: World;
  readonly #known = new Map<string, Known>(simulatedConfig.bots.map((bot) => [bot.id, { bot, changedAt: 0 }]));
  readonly #changes = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** A setting came on disk. */
  stored({ key, value }: Setting): void {
    if (!key.startsWith(settingsKeyPrefix)) return;
    const stored = readStored(value);
    const configured = simulatedConfig.bots.find(({ id }) => id === botIdOf(key));
    if (stored === undefined || configured === undefined) return this.#world.violate('settings-make-sense', `${key} is ${value}`);
    this.#known.set(configured.id, { bot: overriddenBy(stored.override, configured), changedAt: this.#world.schedule.now });
    for (const { id } of stored.changes) this.#changes.add(id);
  }

  /** Whether the change of this command is on disk. */
  hasChange(commandId: string): boolean {
    return this.#changes.has(commandId);
  }

  /** What tabs in touch show is what has been on disk for a while. */
  sweep(agents: readonly SimulatedAgent[]): void {
    const since = this.#world.schedule.now - spreadMs;
    for (const { tabs, identity } of agents)
      for (const tab of tabs)
        for (const { bot, changedAt } of this.#known.values()) {
          if (changedAt > since || identity.bots?.includes(bot.id) === false || !isInTouch(tab, since)) continue;
          const { rules, desk } = tab.client;
          const shown = settingsShown(rules.value[bot.id], desk.value.bots[bot.id]?.preparedReplies);
          const wanted = settingsShown(bot.rules, bot.preparedReplies);
          if (shown !== wanted) this.#world.violate('settings-are-shown', `${tab.name} shows ${bot.id} with ${shown}, on disk since ${this.#world.schedule.now - changedAt} ms is ${wanted}`);
        }
  }
}

function settingsShown(rules: BotRules | undefined, preparedReplies: unknown): string {
  const { agentThreshold, stalledAfterMs, abandonedAfterMs, timeoutMs } = rules ?? {};
  return JSON.stringify([agentThreshold, stalledAfterMs, abandonedAfterMs, timeoutMs, preparedReplies]);
}
