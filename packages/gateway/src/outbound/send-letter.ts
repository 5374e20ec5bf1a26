/** One letter, from the first attempt to what became of it. */
import { retryDelayMs } from '@live-takeover/sdk/core';
import { pause } from '../pause.js';
import type { Runtime } from '../runtime.js';
import type { Destination, Letter, ReconcileOutcome, SendOutcome } from './destination.js';
import type { LetterLog } from './letter-log.js';

/** What sending takes. */
export interface SendLetterOptions {
  readonly log: LetterLog;
  readonly runtime: Pick<Runtime, 'now' | 'random' | 'schedule' | 'log'>;
}

type SentOutcome = Extract<SendOutcome, { outcome: 'sent' }>;

/** A provider may need a moment to know of what it was given: only from the second answer on does it count that it has nothing. */
const askAfterMs: readonly number[] = [2_000, 10_000];
const longestDelayMs = 5 * 60_000;

/**
 * Sends a letter until it got there, certainly never will, or its outcome
 * cannot be known. Resolves then, and once `signal` ends it; what was broken off
 * is taken up anew by whoever looks after the conversation next.
 */
export async function sendLetter(options: SendLetterOptions, destination: Destination, letter: Letter, signal: AbortSignal): Promise<void> {
  if (destination.memory === 'mark') return sendUntilTaken(options, destination, letter, signal);
  const isFirst = await options.log.begin(destination, letter);
  if (signal.aborted) return;
  const outcome = isFirst ? await attempts(options, destination, letter, signal) : await reconciled(options, destination, letter, signal);
  if (outcome === undefined) return;
  await options.log.delivered(letter, newsOf(outcome));
}

/** Its other end recognises what it has, so that it may be sent as often as it takes. */
async function sendUntilTaken(options: SendLetterOptions, destination: Destination, letter: Letter, signal: AbortSignal): Promise<void> {
  const outcome = await attempts(options, destination, letter, signal);
  if (outcome === undefined) return;
  if (outcome.outcome === 'failed') {
    const { id: conversation, reference } = letter.head;
    options.runtime.log('warn', 'letter-given-up', { to: destination.name, conversation, reference, event: letter.event.type, reason: outcome.reason });
  }
  await options.log.mark(destination, letter);
}

/** @returns undefined if it was broken off */
async function attempts(options: SendLetterOptions, destination: Destination, letter: Letter, signal: AbortSignal): Promise<Exclude<SendOutcome, { outcome: 'later' }> | undefined> {
  const { runtime } = options;
  for (let count = 0; !signal.aborted; count += 1) {
    if (isTooLate(runtime, destination, letter)) return { outcome: 'failed', reason: 'provider-unavailable' };
    const outcome = await unlessAborted(destination.send({ ...letter, attempts: count }, signal), signal);
    if (outcome === undefined) return undefined;
    const isInDoubt = outcome.outcome === 'unknown';
    if (outcome.outcome !== 'later' && !isInDoubt) return outcome;
    if (isInDoubt && destination.memory === 'delivery') return reconciled(options, destination, letter, signal);
    const wantedMs = outcome.outcome === 'later' ? (outcome.afterMs ?? 0) : 0;
    const delayMs = Math.max(wantedMs, 250 + retryDelayMs(count, () => runtime.random(), longestDelayMs));
    runtime.log('info', 'letter-delayed', { to: destination.name, conversation: letter.head.id, reference: letter.head.reference, attempts: count + 1 });
    if (runtime.now() + delayMs > letter.event.at + destination.retryForMs) return { outcome: 'failed', reason: (outcome.outcome === 'later' ? outcome.reason : undefined) ?? 'provider-unavailable' };
    await pause(runtime, delayMs, signal);
  }
  return undefined;
}

/** What became of a letter that may have got there. It is sent again only if the provider says that it never had it. */
async function reconciled(options: SendLetterOptions, destination: Destination, letter: Letter, signal: AbortSignal): Promise<Exclude<SendOutcome, { outcome: 'later' }> | undefined> {
  await options.log.delivered(letter, { state: 'unknown', reason: 'outcome-unknown' });
  let answer: ReconcileOutcome | undefined = { outcome: 'unknown' };
  for (const delayMs of destination.reconcile === undefined ? [] : askAfterMs) {
    await pause(options.runtime, delayMs, signal);
    if (signal.aborted) return undefined;
    answer = await unlessAborted(destination.reconcile?.(letter, signal), signal);
    if (answer === undefined) return undefined;
    if (answer.outcome === 'sent' || answer.outcome === 'failed') return answer;
  }
  return answer.outcome === 'absent' ? attempts(options, destination, letter, signal) : { outcome: 'unknown' };
}

function isTooLate(runtime: Pick<Runtime, 'now'>, { retryForMs }: Destination, { event }: Letter): boolean {
  return runtime.now() > event.at + retryForMs;
}

/** What ended by being broken off says nothing, though it may look like an outcome. */
async function unlessAborted<Outcome>(attempt: Promise<Outcome> | undefined, signal: AbortSignal): Promise<Outcome | undefined> {
  if (signal.aborted) return undefined;
  const settled = new AbortController();
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([attempt, aborted]);
  } finally {
    settled.abort();
  }
}

function newsOf(outcome: Exclude<SendOutcome, { outcome: 'later' }>): Parameters<LetterLog['delivered']>[1] {
  switch (outcome.outcome) {
    case 'sent':
      return { state: 'sent', ...partsOf(outcome) };
    case 'failed':
      return { state: 'failed', reason: outcome.reason };
    case 'unknown':
      return { state: 'unknown', reason: 'outcome-unknown' };
  }
}

function partsOf({ parts, providerIds }: SentOutcome): { readonly parts?: number; readonly providerIds?: readonly string[] } {
  return { ...(parts === undefined ? {} : { parts }), ...(providerIds === undefined ? {} : { providerIds }) };
}
