import type { BotIdentity, BotRules, BotSettings, Desk } from '@live-takeover/sdk';
import { TakeoverError } from '@live-takeover/sdk';
import type { Messages } from './automatic.js';
import { startingMessages } from './automatic.js';
import { bots, startingDesk } from './cast.js';

/** What supervisors may change, and what follows from it. */
export interface SettingsBook {
  /** By bot id. */
  readonly bots: Readonly<Record<string, BotSettings>>;
  readonly rules: Readonly<Record<string, BotRules>>;
  readonly desk: Desk;
  messagesOf(botId: string): Messages;
  /** @returns why not, if not */
  change(botId: string, settings: BotSettings): TakeoverError | undefined;
  subscribe(listener: () => void): () => void;
}

/** How a book opens. */
export interface SettingsBookOptions {
  readonly rules: Readonly<Record<string, BotRules>>;
  /** In place of parts of the cast's own desk. */
  readonly desk?: Partial<Desk>;
}

/** A book in which nothing was changed yet. */
export function createSettingsBook({ rules: startingRules, desk: given = {} }: SettingsBookOptions): SettingsBook {
  const desk: Desk = { ...startingDesk, ...given };
  const listeners = new Set<() => void>();
  const startingBots = Object.fromEntries(Object.entries(startingRules).map(([id, rules]) => [id, openingSettings(rules, desk.bots[id]?.preparedReplies ?? [])]));
  let present = inForce(startingBots, desk);
  return {
    get bots() {
      return present.bots;
    },
    get rules() {
      return present.rules;
    },
    get desk() {
      return present.desk;
    },
    messagesOf: (botId) => present.bots[botId]?.messages ?? startingMessages,
    change(botId, settings) {
      const before = present.bots[botId];
      if (before === undefined) return new TakeoverError('bad-request', `There is no bot ${botId}. Choose one that the settings list.`);
      if (before.version !== settings.version)
        return new TakeoverError('settings-changed', 'Somebody else changed these settings since you read them. Read them again, then decide.');
      const { stalledAfterMs, abandonedAfterMs, timeoutMs } = settings.rules;
      if (stalledAfterMs > abandonedAfterMs || abandonedAfterMs > timeoutMs)
        return new TakeoverError('bad-request', 'Stalled must come before Abandoned, and that before the time-out. Put the times in this order.');
      present = inForce({ ...present.bots, [botId]: { ...settings, version: before.version + 1 } }, desk);
      for (const listener of [...listeners]) listener();
      return undefined;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function inForce(all: Readonly<Record<string, BotSettings>>, desk: Desk): Pick<SettingsBook, 'bots' | 'rules' | 'desk'> {
  return {
    bots: all,
    rules: mapped(all, ({ rules }) => rules),
    desk: { ...desk, bots: mapped(all, ({ preparedReplies }, id) => ({ name: nameOf(id), wrapUp: null, ...desk.bots[id], preparedReplies })) },
  };
}

function openingSettings(rules: BotRules, preparedReplies: BotSettings['preparedReplies']): BotSettings {
  return { version: 0, rules, preparedReplies, messages: startingMessages, openingHours: null };
}

function nameOf(botId: string): BotIdentity['name'] {
  return bots.find(({ id }) => id === botId)?.name ?? botId;
}

function mapped<Value, Other>(record: Readonly<Record<string, Value>>, change: (value: Value, name: string) => Other): Readonly<Record<string, Other>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}
