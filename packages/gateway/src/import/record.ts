/**
 * The record format: one recorded conversation per line of newline-delimited
 * JSON. `{ id, turns: [{ from, text, at_ms_offset }] }` is enough; fields that
 * are not named here are ignored.
 */

/** Who spoke, in the words of the format. */
export type RecordedSpeaker = 'user' | 'bot' | 'agent';

export interface RecordedTurn {
  readonly from: RecordedSpeaker;
  readonly text: string;
  /** `at_ms_offset`: milliseconds from the first turn, never less than the turn before; null where the source has no time. */
  readonly atMs: number | null;
  /** `fallback`: this turn of the bot is its default answer. */
  readonly isDefaultAnswer: boolean;
  /** `asks_human`: with this turn the customer asks for an agent. */
  readonly asksForAgent: boolean;
  /** `agent_no`: which of several agents speaks; 1 unless told. */
  readonly agentNumber: number;
}

export interface RecordedConversation {
  readonly id: string;
  readonly turns: readonly RecordedTurn[];
  /** `time_resolution_ms`: how exact the times are; turns of one minute share it at 60,000. Null: unknown. */
  readonly timeResolutionMs: number | null;
  /** `outcome`, or an `end_at_ms_offset` alone, which means `ended`: how the customer went; null: not told. */
  readonly end: { readonly why: 'ended' | 'connection-lost'; readonly atMs: number | null } | null;
  /** `ends_ago_ms`: how long before the import the record ends; null: as the import likes. */
  readonly endsAgoMs: number | null;
  /** `channel`: `web` unless told. */
  readonly channel: string;
  /** `contact`: {id, name, phone}. */
  readonly contact: { readonly id?: string; readonly name?: string; readonly phone?: string };
  /** `source`, `language`, `domain`, `scenario`, as far as they are there. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A record, or in one sentence what is wrong with the line. */
export type ParsedRecord = { readonly ok: true; readonly record: RecordedConversation } | { readonly ok: false; readonly problem: string };

/** Longest text of a turn, in UTF-16 code units. */
export const turnTextLimit = 50_000;
const turnLimit = 10_000;
const attributeNames = ['source', 'language', 'domain', 'scenario'] as const;
const attributeLimit = 100;

type Fields = Readonly<Record<string, unknown>>;

/** Reads one line. Total: whatever it is given, it answers. */
export function parseRecord(line: string): ParsedRecord {
  try {
    return { ok: true, record: recordFrom(JSON.parse(line)) };
  } catch (error) {
    if (error instanceof BadRecord) return { ok: false, problem: error.message };
    return { ok: false, problem: 'This is not JSON. Put one JSON object on each line.' };
  }
}

class BadRecord extends Error {}

function recordFrom(value: unknown): RecordedConversation {
  if (!isFields(value)) throw new BadRecord('This is not a JSON object. Put one JSON object on each line.');
  const { id } = value;
  if (typeof id !== 'string' || id === '' || id.length > 256) throw new BadRecord('`id` is missing or no text of 1 to 256 characters.');
  if (!Array.isArray(value['turns']) || value['turns'].length === 0) throw new BadRecord('`turns` is missing, empty or no list.');
  if (value['turns'].length > turnLimit) throw new BadRecord(`\`turns\` has ${value['turns'].length} entries. At most ${turnLimit} can be read.`);
  const turns = value['turns'].map(turnFrom);
  checkTimes(turns);
  return {
    id,
    turns,
    timeResolutionMs: milliseconds(value, 'time_resolution_ms'),
    end: endFrom(value),
    endsAgoMs: milliseconds(value, 'ends_ago_ms'),
    channel: optionalText(value, 'channel') ?? 'web',
    contact: contactFrom(value['contact']),
    attributes: Object.fromEntries(
      attributeNames.flatMap((name) => (typeof value[name] === 'string' ? [[name, value[name].slice(0, attributeLimit)]] : [])),
    ),
  };
}

function turnFrom(value: unknown, index: number): RecordedTurn {
  const where = `Turn ${index + 1}`;
  if (!isFields(value)) throw new BadRecord(`${where} is not a JSON object.`);
  const { from, text } = value;
  if (from !== 'user' && from !== 'bot' && from !== 'agent') throw new BadRecord(`${where}: \`from\` must be user, bot or agent.`);
  if (typeof text !== 'string') throw new BadRecord(`${where}: \`text\` is missing or no text.`);
  if (text.length > turnTextLimit) throw new BadRecord(`${where}: \`text\` has ${text.length} characters. At most ${turnTextLimit} can be read.`);
  const agentNumber = value['agent_no'];
  return {
    from,
    text,
    atMs: milliseconds(value, 'at_ms_offset', where),
    isDefaultAnswer: from === 'bot' && value['fallback'] === true,
    asksForAgent: from === 'user' && value['asks_human'] === true,
    agentNumber: Number.isSafeInteger(agentNumber) ? (agentNumber as number) : 1,
  };
}

function checkTimes(turns: readonly RecordedTurn[]): void {
  let latest = 0;
  for (const [index, { atMs }] of turns.entries()) {
    if (atMs !== null && atMs < latest) throw new BadRecord(`Turn ${index + 1}: \`at_ms_offset\` is ${atMs}, less than a turn before it.`);
    latest = atMs ?? latest;
  }
}

function endFrom(value: Fields): RecordedConversation['end'] {
  const { outcome } = value;
  const atMs = milliseconds(value, 'end_at_ms_offset');
  if (typeof outcome === 'string' && outcome.includes('disconnect')) return { why: 'connection-lost', atMs };
  return outcome === 'complete' || atMs !== null ? { why: 'ended', atMs } : null;
}

function contactFrom(value: unknown): RecordedConversation['contact'] {
  if (value === undefined || value === null) return {};
  if (!isFields(value)) throw new BadRecord('`contact` is not a JSON object.');
  const names = ['id', 'name', 'phone'] as const;
  return Object.fromEntries(names.flatMap((name) => (optionalText(value, name) === undefined ? [] : [[name, optionalText(value, name)]])));
}

function optionalText(value: Fields, name: string): string | undefined {
  const text = value[name];
  if (text === undefined || text === null) return undefined;
  if (typeof text !== 'string' || text === '' || text.length > 256) throw new BadRecord(`\`${name}\` is no text of 1 to 256 characters.`);
  return text;
}

/** Ten years: longer than any conversation, short enough to be added to any time. */
const longestMs = 10 * 366 * 24 * 60 * 60_000;

function milliseconds(value: Fields, name: string, where?: string): number | null {
  const amount = value[name];
  if (amount === undefined || amount === null) return null;
  if (typeof amount !== 'number' || !(amount >= 0 && amount <= longestMs))
    throw new BadRecord(`${where === undefined ? '' : `${where}: `}\`${name}\` must be null or milliseconds, from 0 to ten years.`);
  return Math.round(amount);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
