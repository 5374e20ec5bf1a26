import type { BotIdentity, ConversationEvent } from '@live-takeover/sdk/core';
import type { EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import { eventsOfRecord } from './events-of-record.js';
import type { EventsOfRecord } from './events-of-record.js';
import { ExportedRecord } from './exported-record.js';
import type { ExportedLine } from './exported-record.js';
import { lineLimit, untilBreakage } from './lines.js';
import type { NumberedLine } from './lines.js';
import { parseRecord } from './record.js';
import type { RecordedConversation } from './record.js';

export interface ImportOptions {
  /** Default `default`, as in the configuration. */
  readonly tenant?: string;
  /** The bot that the conversations are shown under. Agents see them if it is in their scope. Default: one named "Imported". */
  readonly bot?: BotIdentity;
  /** The instant at which the import happens, epoch ms. */
  readonly now: number;
  /**
   * How far back the last turns of the records are spread, so that a fresh table
   * shows every status; the nearer to now, the denser. 0: all come now. A record's
   * own `ends_ago_ms` goes first. Default 45 minutes.
   */
  readonly spreadMs?: number;
  /** Decides ends, and times that records lack. Default 1. */
  readonly seed?: number;
  /** Reads so many records and no more. */
  readonly limit?: number;
}

/** What became of a file. */
export interface ImportSummary {
  /** Written now. */
  readonly conversations: number;
  readonly events: number;
  /** Were there from an earlier import. */
  readonly alreadyThere: number;
  /** Written, with times made up by the timing model. */
  readonly timesModelled: number;
  /** Written, with coarse times spread. */
  readonly timesSpread: number;
  /** Lines that could not be read, in order. */
  readonly errors: readonly ImportProblem[];
}

export interface ImportProblem {
  readonly line: number;
  readonly problem: string;
}

type Count = { -readonly [Name in Exclude<keyof ImportSummary, 'errors'>]: number };

const defaultSpreadMs = 45 * 60_000;
/** Enough to fill the store's transactions, few enough to hold in memory. */
const recordsInFlight = 100;
const referenceAttempts = 5;
const unnamedBot: BotIdentity = { id: 'imported', name: 'Imported' };

/**
 * Writes recorded conversations into the store as they happened, moved in time to
 * end at or shortly before `now`; a customer who left only after `now` has not left yet. A line that cannot be read is reported, and the
 * rest goes on; a file that breaks off is reported at the line where it does.
 * Once a record is there, it is not written again.
 *
 * @throws {StoreError} `unavailable`
 */
export async function importConversations(
  store: EventStore,
  lines: AsyncIterable<NumberedLine>,
  options: ImportOptions,
): Promise<ImportSummary> {
  const count: Count = { conversations: 0, events: 0, alreadyThere: 0, timesModelled: 0, timesSpread: 0 };
  const errors: ImportProblem[] = [];
  const importer = inParallel(recordsInFlight, (error, line) => errors.push(problemOf(line, error)));
  let records = 0;
  const onBreakage = (line: number, problem: string, error: unknown): void => {
    // Nothing could be read at all: that is the file's fault, not a line's.
    if (line === 1) throw error;
    errors.push({ line, problem });
  };
  const exported = new ExportedRecord();
  let lastLine = 1;
  const takeExported = async (found: readonly ExportedLine[]): Promise<void> => {
    for (const one of found)
      if ('problem' in one) errors.push(one);
      else if ((records += 1) <= (options.limit ?? Infinity)) await importer.add(one.line, () => importExported(store, one.events, options, count));
  };
  for await (const { number, text } of untilBreakage(lines, onBreakage)) {
    if (records >= (options.limit ?? Infinity)) break;
    lastLine = number;
    const found = text === null ? undefined : exported.take(number, text);
    if (found !== undefined) {
      await takeExported(found);
      continue;
    }
    const parsed = text === null ? { ok: false as const, problem: `The line is longer than ${lineLimit} characters.` } : parseRecord(text);
    if (!parsed.ok) {
      errors.push({ line: number, problem: parsed.problem });
      continue;
    }
    records += 1;
    await importer.add(number, () => importOne(store, parsed.record, options, count));
  }
  if (records < (options.limit ?? Infinity)) await takeExported(exported.finish(lastLine));
  await importer.finish();
  return { ...count, errors: errors.sort((left, right) => left.line - right.line) };
}

interface ParallelWork {
  /** Resolves when there is room for more. @throws {StoreError} `unavailable` */
  add(line: number, work: () => Promise<void>): Promise<void>;
  finish(): Promise<void>;
}

function inParallel(limit: number, onError: (error: unknown, line: number) => void): ParallelWork {
  let running: Promise<void>[] = [];
  let fatal: unknown;
  const finish = async (): Promise<void> => {
    await Promise.all(running);
    running = [];
    if (fatal !== undefined) throw fatal;
  };
  return {
    async add(line, work) {
      const reported = work().catch((error: unknown) => {
        if (error instanceof StoreError && error.code === 'unavailable') fatal ??= error;
        else onError(error, line);
      });
      running.push(reported);
      if (running.length >= limit) await finish();
    },
    finish,
  };
}

async function importOne(store: EventStore, record: RecordedConversation, options: ImportOptions, count: Count): Promise<void> {
  const written = await writeRecord(store, record, options);
  if (written === undefined) {
    count.alreadyThere += 1;
    return;
  }
  count.conversations += 1;
  count.events += written.events.length;
  if (written.timesAre === 'modelled') count.timesModelled += 1;
  if (written.timesAre === 'spread') count.timesSpread += 1;
}

/** As it was: its bot, its times and its ids. */
async function importExported(store: EventStore, events: readonly ConversationEvent[], { tenant = 'default' }: ImportOptions, count: Count): Promise<void> {
  try {
    await store.importConversation(tenant, events);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'conflict') throw error;
    count.alreadyThere += 1;
    return;
  }
  count.conversations += 1;
  count.events += events.length;
}

/** @returns what was written, undefined if it was there before */
async function writeRecord(store: EventStore, record: RecordedConversation, options: ImportOptions): Promise<EventsOfRecord | undefined> {
  const { now, bot = unnamedBot, spreadMs = defaultSpreadMs, seed = 1, tenant = 'default' } = options;
  for (let attempt = 0; ; attempt += 1) {
    const written = eventsOfRecord(record, { bot, now, spreadMs, seed, attempt });
    try {
      await store.importConversation(tenant, written.events);
      return written;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.code === 'conflict') return undefined;
      if (error.code !== 'reference-taken' || attempt >= referenceAttempts) throw error;
    }
  }
}

function problemOf(line: number, error: unknown): ImportProblem {
  return { line, problem: error instanceof Error ? error.message : String(error) };
}
