/** How what supervisors changed of a bot is kept in the store: one setting per bot. */
import { z } from 'zod';
import { openingHoursSchema, preparedRepliesSchema } from '../config/desk-schema.js';
import type { BotOverride } from './bot-override.js';

/** A change that took effect: its command, so that an honest retry of it is known. */
export interface StoredChange {
  readonly id: string;
  readonly hash: string;
}

/** A bot's setting. */
export interface StoredSettings {
  /** Rises by one with every change. */
  readonly version: number;
  readonly override: BotOverride;
  /** The latest ones, oldest first. */
  readonly changes: readonly StoredChange[];
}

const keyPrefix = 'bot-settings:';
const keptChanges = 20;

const storedSchema = z.object({
  version: z.int().min(1),
  // It was checked before it was stored; here a part that is not there must stay so, and get no defaults.
  override: z.object({
    rules: z.object({ agentThreshold: z.number(), stalledAfterMs: z.number(), abandonedAfterMs: z.number(), timeoutMs: z.number() }).optional(),
    preparedReplies: preparedRepliesSchema.optional(),
    messages: z.record(z.string(), z.string()).optional(),
    openingHours: openingHoursSchema.nullable().optional(),
  }),
  changes: z.array(z.object({ id: z.string(), hash: z.string() })),
});

/** The keys of all bots' settings begin so. */
export const settingsKeyPrefix: string = keyPrefix;

/** Under which a bot's settings are kept. */
export function settingsKeyOf(botId: string): string {
  return `${keyPrefix}${botId}`;
}

/** Which bot's settings are kept under a key. */
export function botIdOf(key: string): string {
  return key.slice(keyPrefix.length);
}

/** What is kept, read from its text; undefined for what this release cannot make sense of. */
export function readStored(text: string): StoredSettings | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not ours, or damaged: either way there is nothing to lay over.
    return undefined;
  }
  const parsed = storedSchema.safeParse(value);
  return parsed.success ? (parsed.data as StoredSettings) : undefined;
}

/** The text of what is kept after another change. */
export function writeStored(before: StoredSettings | undefined, override: BotOverride, change: StoredChange): string {
  const stored: StoredSettings = {
    version: (before?.version ?? 0) + 1,
    override,
    changes: [...(before?.changes ?? []), change].slice(-keptChanges),
  };
  return JSON.stringify(stored);
}
