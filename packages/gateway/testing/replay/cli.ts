/**
 * Plays recorded customers against a running gateway and its real bot.
 *
 *   npm run replay -- FILE [--speed N] [--limit N] [--seed S] [--url URL] [--bot ID]
 *
 * @see docs/record-format.md
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Token } from '@live-takeover/sdk/websocket';
import { readLines } from '../../src/import/lines.js';
import type { DirectLineAccess } from './direct-line-customer.js';
import { openCustomer } from './direct-line-customer.js';
import { startOnlooker } from './onlooker.js';
import type { Onlooker } from './onlooker.js';
import { replay } from './replay.js';
import type { ReplayTally } from './replay.js';
import { replayReport } from './report.js';

const usage = `Usage: npm run replay -- FILE [options]

  FILE              recorded conversations, one JSON object per line; .gz or not (docs/record-format.md)
  --speed N         divides every gap; default 1
  --limit N         plays the first N conversations; default all
  --seed S          decides the times that records lack; default 1
  --concurrency N   conversations at the same time; default 20
  --answer-timeout S  seconds that a customer waits for the bot; default 15
  --url URL         of the gateway; default http://127.0.0.1:8787
  --bot ID          which bot the customers talk to; default the gateway's first
  --secret SECRET   Direct Line secret, for a gateway that is not a demo (or LIVE_TAKEOVER_DIRECT_LINE_SECRET)
  --agent-token T   an agent's token, to look on, for a gateway that is not a demo (or LIVE_TAKEOVER_AGENT_TOKEN)`;

const settleMs = 5_000;

interface CommandLine {
  readonly file: string;
  readonly access: DirectLineAccess;
  readonly agentToken: string | undefined;
  readonly speed: number;
  readonly limit: number;
  readonly seed: number;
  readonly concurrency: number;
  readonly answerTimeoutMs: number;
}

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2));
  if (typeof command === 'string') {
    console.error(command);
    process.exitCode = 2;
    return;
  }
  const { access, file, agentToken } = command;
  const isReached = await fetch(`${access.url}/healthz`).then((response) => response.ok, () => false);
  if (!isReached) {
    console.error(`No gateway answers at ${access.url}. Start one (npm start), or name another with --url.`);
    process.exitCode = 1;
    return;
  }
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const startedAt = performance.now();
  const onlooker = await startOnlooker(access.url, () => agentTokenFor(access.url, agentToken)).catch(() => undefined);
  console.log(`Replaying ${file} to ${access.url} at ${command.speed}× speed, seed ${command.seed}.`);
  const tally = await replay(
    readLines(file),
    { ...command, signal: interrupted.signal },
    { openCustomer: (signal) => openCustomer(access, signal), wait, progress: showProgress(startedAt) },
  );
  for (const line of await report(tally, onlooker, performance.now() - startedAt)) console.log(line);
  process.exitCode = tally.conversations === 0 ? 1 : 0;
}

async function report(tally: ReplayTally, onlooker: Onlooker | undefined, elapsedMs: number): Promise<readonly string[]> {
  if (onlooker === undefined) return ['', ...replayReport(tally, undefined, elapsedMs)];
  const isComplete = await onlooker.untilSeen(tally.threads, settleMs);
  const observed = onlooker.result(new Set(tally.threads.keys()));
  onlooker.close();
  return ['', ...replayReport(tally, observed, elapsedMs), ...(isComplete ? [] : ['The agent who looked on has not seen everything; statuses may be missing.'])];
}

function readCommandLine(parameters: readonly string[]): CommandLine | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...parameters],
      allowPositionals: true,
      options: {
        speed: { type: 'string', default: '1' },
        limit: { type: 'string', default: 'Infinity' },
        seed: { type: 'string', default: '1' },
        concurrency: { type: 'string', default: '20' },
        'answer-timeout': { type: 'string', default: '15' },
        url: { type: 'string', default: 'http://127.0.0.1:8787' },
        bot: { type: 'string' },
        secret: { type: 'string' },
        'agent-token': { type: 'string' },
      },
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) return usage;
    if (!existsSync(file)) return `${file} does not exist.`;
    const secret = values.secret ?? process.env['LIVE_TAKEOVER_DIRECT_LINE_SECRET'];
    return {
      file,
      access: {
        url: webAddress('--url', values.url),
        ...(secret === undefined ? {} : { secret }),
        ...(values.bot === undefined ? {} : { botId: values.bot }),
      },
      agentToken: values['agent-token'] ?? process.env['LIVE_TAKEOVER_AGENT_TOKEN'],
      speed: positive('--speed', values.speed),
      limit: positive('--limit', values.limit),
      seed: wholeNumber('--seed', values.seed),
      concurrency: Math.ceil(Math.min(1_000, positive('--concurrency', values.concurrency))),
      answerTimeoutMs: positive('--answer-timeout', values['answer-timeout']) * 1_000,
    };
  } catch (error) {
    return `${(error as Error).message}\n\n${usage}`;
  }
}

function webAddress(name: string, text: string): string {
  if (!/^https?:/.test(text) || !URL.canParse(text)) throw new TypeError(`${name} is ${text}; give an address such as http://127.0.0.1:8787.`);
  return new URL(text).href.replace(/\/$/, '');
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new RangeError(`${name} is ${text}; give a number above 0.`);
  return value;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || text.trim() === '') throw new RangeError(`${name} is ${text}; give a whole number.`);
  return value;
}

/** The token that was given, or the demo's. */
async function agentTokenFor(url: string, given: string | undefined): Promise<Token> {
  if (given !== undefined) return { token: given, expiresAt: Date.now() + 60 * 60_000 };
  const response = await fetch(`${url}/demo/agent-token?agent=replay`);
  if (!response.ok) throw new Error(`GET /demo/agent-token was answered ${response.status}`);
  return (await response.json()) as Token;
}

/** One line at most every second; on a terminal it is written over. */
function showProgress(startedAt: number): (tally: ReplayTally) => void {
  let shownAt = -Infinity;
  return ({ conversations, finished, messagesSent, answers, errors }) => {
    const now = performance.now();
    if (now - shownAt < 1_000) return;
    shownAt = now;
    const seconds = ((now - startedAt) / 1000).toFixed(0);
    const done = `${finished} of ${conversations} conversations opened are done, ${messagesSent} messages, ${answers} answers`;
    const line = `${seconds} s: ${done}${errors.size === 0 ? '' : `, ${errors.size} kinds of errors`}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
  };
}

function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  // The longest delay that a timer can have, about 25 days.
  const delayMs = Math.min(durationMs, 2 ** 31 - 1);
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}

await main();
