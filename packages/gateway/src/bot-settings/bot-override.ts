/** What supervisors changed of a bot, laid over what the configuration says of it. Pure. */
import { createHash } from 'node:crypto';
import type { BotSettings } from '@live-takeover/sdk/core';
import type { BotConfig, BotMessages } from '../config/config.js';

/** The parts that differ from the configuration. Rules are one part: they only make sense together. */
export interface BotOverride extends Partial<Pick<BotConfig, 'rules' | 'preparedReplies' | 'openingHours'>> {
  /** Those that differ. */
  readonly messages?: Partial<BotMessages>;
}

/** What a supervisor may change of a bot. */
export type ChangeableBot = Pick<BotConfig, 'rules' | 'preparedReplies' | 'messages' | 'openingHours'>;

/** Names a bot among those of all tenants: its id alone may one day be another tenant's. */
export function overrideKeyOf(tenant: string, botId: string): string {
  return `${tenant}\n${botId}`;
}

/** A bot as it is with what was changed of it. */
export function overriddenBy(override: BotOverride | undefined, bot: BotConfig): BotConfig {
  return override === undefined ? bot : { ...bot, ...override, messages: { ...bot.messages, ...override.messages } };
}

/** What has to be laid over `configured` to make it `wanted`. */
export function overrideTo(wanted: ChangeableBot, configured: ChangeableBot): BotOverride {
  const messages = Object.entries(wanted.messages).filter(([name, text]) => configured.messages[name as keyof BotMessages] !== text);
  return {
    ...(isSame(wanted.rules, configured.rules) ? {} : { rules: wanted.rules }),
    ...(isSame(wanted.preparedReplies, configured.preparedReplies) ? {} : { preparedReplies: wanted.preparedReplies }),
    ...(isSame(wanted.openingHours, configured.openingHours) ? {} : { openingHours: wanted.openingHours }),
    ...(messages.length === 0 ? {} : { messages: Object.fromEntries(messages) }),
  };
}

/** The names of what two versions of a bot differ in, as in `rules.stalledAfterMs`. */
export function changedNames(before: ChangeableBot, after: ChangeableBot): readonly string[] {
  const within = (part: 'rules' | 'messages'): readonly string[] => {
    const former = new Map(Object.entries(before[part]));
    const others = Object.entries(after[part]).filter(([name, value]) => former.get(name) !== value);
    return others.map(([name]) => `${part}.${name}`);
  };
  const whole = (['preparedReplies', 'openingHours'] as const).filter((part) => !isSame(before[part], after[part]));
  return [...within('rules'), ...within('messages'), ...whole];
}

/** A bot as the settings panel reads it: `configured` is what lies under what was changed of it. */
export function settingsOf({ rules, preparedReplies, messages, openingHours }: ChangeableBot, configured: ChangeableBot, version: number): BotSettings {
  return { version, rules, preparedReplies, messages: { ...messages }, openingHours, basis: basisOf(configured) };
}

/** Stands for what the configuration says of a bot, on every node alike: who reads and saves may do so on two. */
export function basisOf({ rules, preparedReplies, messages, openingHours }: ChangeableBot): string {
  return createHash('sha256').update(written({ rules, preparedReplies, messages, openingHours })).digest('base64url').slice(0, 22);
}

/** Compared as they are written, with the fields of every object in one order. */
function isSame(one: unknown, other: unknown): boolean {
  return written(one) === written(other);
}

function written(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
