/**
 * Follows the stream of one token through drops, silence and refusals.
 *
 * UNVERIFIED: the form of `ping`. Whatever comes shows that the stream is alive.
 */
import { pause } from '../../pause.js';
import type { Runtime } from '../../runtime.js';
import type { DeskEntry } from './desk-entry.js';
import { entryOfEvent, inOrder } from './desk-entry.js';
import { createEventStreamParser } from './event-stream.js';
import type { MiawOutcome } from './miaw-client.js';

/** What following takes. */
export interface ListenerOptions {
  readonly runtime: Pick<Runtime, 'schedule' | 'random'>;
  /** Opens the stream where it was read last. */
  readonly open: (signal: AbortSignal) => Promise<MiawOutcome<ReadableStream<Uint8Array>>>;
  /** After a gap: what the stream may not repeat any more. Called before anything of the new stream is read. */
  readonly catchUp: () => Promise<void>;
  /** What came, in order; the next is read once it is dealt with. */
  readonly take: (entries: readonly DeskEntry[], lastEventId: string | undefined) => Promise<void>;
  /** Makes another token. @returns whether there is one */
  readonly renew: () => Promise<boolean>;
  /** It works, or does not for now. */
  readonly onHealth: (isHealthy: boolean) => void;
  /** Something about a conversation came that cannot be read at all. */
  readonly onUnreadable: (event: string) => void;
  /** It never will. */
  readonly onRefused: () => void;
}

/** The sample client's figures. */
const silenceMs = 90_000;
const firstRetryMs = 1_000;
const retryFactor = 1.5;
const longestRetryMs = 30_000;

/** Follows the stream until `signal` ends it, or it is refused. Never rejects. */
export async function listen(options: ListenerOptions, isResumed: boolean, signal: AbortSignal): Promise<void> {
  let delayMs = firstRetryMs;
  let hasGap = isResumed;
  let refusals = 0;
  while (!signal.aborted) {
    const ending = new AbortController();
    const end = (): void => ending.abort();
    signal.addEventListener('abort', end, { once: true });
    const opened = await options.open(ending.signal);
    if (opened.kind === 'done') {
      if (hasGap) await options.catchUp();
      options.onHealth(true);
      if (await read(options, opened.value, ending)) delayMs = firstRetryMs;
    }
    end();
    signal.removeEventListener('abort', end);
    if (signal.aborted) return;
    options.onHealth(false);
    hasGap = true;
    refusals = opened.kind === 'unauthorized' ? refusals + 1 : 0;
    // A new token that is not accepted either is no token.
    if (opened.kind === 'refused' || refusals > 1 || (refusals === 1 && !(await options.renew()))) return signal.aborted ? undefined : options.onRefused();
    // Half of it by chance, so that those who were dropped together do not come back together.
    if (opened.kind !== 'unauthorized') await pause(options.runtime, delayMs * (0.5 + options.runtime.random() / 2), signal);
    delayMs = Math.min(longestRetryMs, delayMs * retryFactor);
  }
}

/** @returns whether anything came */
async function read({ runtime, take, onUnreadable }: ListenerOptions, stream: ReadableStream<Uint8Array>, ending: AbortController): Promise<boolean> {
  const parser = createEventStreamParser();
  const reader = stream.getReader();
  const ended = new Promise<undefined>((resolve) => ending.signal.addEventListener('abort', () => resolve(undefined), { once: true }));
  let cancelSilence = runtime.schedule(silenceMs, () => ending.abort());
  let hasCome = false;
  try {
    while (!ending.signal.aborted) {
      const chunk = await Promise.race([reader.read(), ended]);
      if (chunk === undefined || chunk.done) break;
      hasCome = true;
      cancelSilence();
      const events = parser.push(chunk.value);
      const entries = events.flatMap(({ event, data }) => {
        const entry = entryOfEvent(data);
        if (entry === undefined && event.startsWith('CONVERSATION_')) onUnreadable(event);
        return entry ?? [];
      });
      if (entries.length > 0) await take(inOrder(entries), events.at(-1)?.id);
      if (!ending.signal.aborted) cancelSilence = runtime.schedule(silenceMs, () => ending.abort());
    }
  } catch {
    // Broken off, or nothing that can be read: it is opened anew either way.
  } finally {
    cancelSilence();
    // Nobody waits for it: what is left of the stream is of no use.
    reader.cancel().catch(() => {});
  }
  return hasCome;
}
