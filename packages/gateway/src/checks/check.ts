/** Whether a configuration works with the world around it: what is asked of others, and what they said. */
import type { GatewayConfig } from '../config/config.js';
import type { Secrets } from '../config/secrets.js';
import type { CallOutcome } from '../http/outbound-call.js';
import { callOut } from '../http/outbound-call.js';
import type { OutgoingCall, Runtime } from '../runtime.js';

/** What was found out about one thing in the configuration. */
export interface Finding {
  /** `unsure`: it may work, and cannot be told from here. */
  readonly state: 'good' | 'unsure' | 'bad';
  /** Where it stands, as in `channels.sms.numbers[0]`. */
  readonly path: string;
  /** One or two sentences; of what is bad, the last says what to do. */
  readonly text: string;
}

/** What checks work with. */
export interface CheckContext {
  readonly config: GatewayConfig;
  readonly secrets: Pick<Secrets, 'named' | 'webhook'>;
  readonly runtime: Pick<Runtime, 'request' | 'schedule' | 'now' | 'newId'>;
}

/** Looks at one part of a configuration. Changes nothing anywhere, and writes to no customer. Never rejects. */
export type Check = (context: CheckContext) => Promise<readonly Finding[]>;

const timeoutMs = 10_000;

/** Asks somebody outside. Never rejects. */
export function ask({ runtime }: Pick<CheckContext, 'runtime'>, url: string, call: OutgoingCall = {}): Promise<CallOutcome> {
  return callOut(runtime, url, call, { timeoutMs, signal: new AbortController().signal });
}

/** What to say of somebody who did not answer at all. */
export function unanswered(path: string, name: string, outcome: Exclude<CallOutcome, { kind: 'answered' }>): Finding {
  const why = outcome.kind === 'not-sent' ? `could not be reached (${outcome.code})` : `gave no answer (${outcome.code})`;
  return { state: 'bad', path, text: `${name} ${why}. Check the address, and whether this machine may reach it.` };
}

/** The member of a JSON answer; undefined if there is none of that name. */
export function member(text: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  } catch {
    // What is no JSON has no members.
    return undefined;
  }
}
