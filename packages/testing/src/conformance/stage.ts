import type { Command, CommandBody, CommandResult, Connector, ConnectorScope, ConversationId, TakeoverErrorCode } from '@live-takeover/sdk';
import { TakeoverError } from '@live-takeover/sdk';
import type { ConformanceOptions, ConnectorHarness } from './harness.js';
import type { Recorder } from './recorder.js';
import { record } from './recorder.js';

/** A harness on which a test acts; whatever was opened is closed after it. */
export interface Stage {
  readonly harness: ConnectorHarness;
  /** Opens the connector (or the rival's) and waits until it is up to date. */
  open(scope?: ConnectorScope): Promise<Recorder>;
  openRival(scope?: ConnectorScope): Promise<Recorder>;
  /** Opens without waiting. */
  record(connector: Connector, scope?: ConnectorScope): Recorder;
}

/** Runs `act` on a fresh harness and cleans up, whatever happens. */
export async function onStage(options: ConformanceOptions, act: (stage: Stage) => Promise<void>): Promise<void> {
  const harness = await options.makeHarness();
  const recorders: Recorder[] = [];
  const open = (connector: Connector, scope?: ConnectorScope): Recorder => {
    const recorder = record(connector, options.patienceMs ?? 10_000, scope);
    recorders.push(recorder);
    return recorder;
  };
  const openFully = async (connector: Connector, scope?: ConnectorScope): Promise<Recorder> => {
    const recorder = open(connector, scope);
    await untilUpToDate(recorder);
    return recorder;
  };
  try {
    await act({
      harness,
      open: (scope) => openFully(harness.connector, scope),
      openRival: (scope) => openFully(harness.rivalConnector, scope),
      record: open,
    });
  } finally {
    for (const recorder of recorders) recorder.close();
    await harness.close();
  }
}

/** Resolves when the connection's latest word is `up-to-date`. */
export function untilUpToDate(recorder: Recorder): Promise<void> {
  return recorder.until('the connection is up to date', () => recorder.states.at(-1) === 'up-to-date');
}

/** Resolves when a message with this text has arrived. */
export function untilMessage(recorder: Recorder, conversationId: ConversationId, text: string): Promise<void> {
  return recorder.until(`the message “${text}” arrives`, () =>
    recorder.events.some((event) => event.type === 'message-sent' && event.conversationId === conversationId && event.text === text),
  );
}

/** Sends one command. @throws {Error} it was refused */
export async function succeed(connector: Connector, body: CommandBody, id: string = newCommandId()): Promise<number> {
  const result = await send(connector, { ...body, id });
  if (!result.ok) throw new Error(`${body.name} was refused as ${result.error.code}: ${result.error.message}`);
  return result.seq;
}

/** Sends one command that must be refused, and returns why. */
export async function failWith(code: TakeoverErrorCode, connector: Connector, body: CommandBody, id: string = newCommandId()): Promise<TakeoverError> {
  const result = await send(connector, { ...body, id });
  if (result.ok) throw new Error(`${body.name} succeeded; it should be refused as ${code}.`);
  equal(result.error.code, code, `the refusal of ${body.name}`);
  return result.error;
}

/** Sends a command as it is. */
export function send(connector: Connector, command: Command): Promise<CommandResult> {
  return connector.send(command, new AbortController().signal);
}

/** An id no other command has. */
export function newCommandId(): string {
  commands += 1;
  return `conformance-${commands}-${Math.random().toString(36).slice(2)}`;
}
let commands = 0;

/** Waits for a rejection. @throws {Error} there was none, or of another code */
export async function rejectWith(code: TakeoverErrorCode, what: string, promise: Promise<unknown>): Promise<void> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof TakeoverError)) throw new Error(`${what} did not reject with a TakeoverError, but with ${String(outcome)}.`);
  equal(outcome.code, code, what);
}

/** @throws {Error} the two differ, compared as JSON with sorted keys */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [canonical(actual), canonical(expected)];
  if (left !== right) throw new Error(`${what}: got ${left}, expected ${right}.`);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
