import { TakeoverError } from '../base/errors.js';
import { given } from '../base/given.js';
import { writable, type Readable } from '../base/observable.js';
import { fields, flag, integer, isObject, listOf, number, optional, nullable, oneOf, recordOf, text, type Check } from '../wire/check.js';
import * as fact from '../wire/fact-checks.js';
import { settings } from '../wire/settings-checks.js';
import type { Connector, ConnectorSink } from './connector.js';
import { plainCopy } from './plain-copy.js';

const page = { next: nullable(text(1)), searchedTo: number };
const transcriptPage = fields({ events: listOf(() => undefined), hasMore: flag });
const historyPage = fields({ ...page, conversations: listOf(fact.head) });
const unansweredPage = fields({ ...page, messages: listOf(fields({ conversationId: text(1), messageId: text(1), botId: text(1), at: number, text: text() })) });
const part = fields({ heads: listOf(() => undefined), isFirst: flag, isLast: flag });
const limits = fields({ messageLength: number, attachments: optional(nullable(fact.attachmentLimits)) });
const attachment = fields({ name: text(), contentType: text(), url: text() });
/** By its look: it may be of another copy of this package. */
const isTakeoverError = (value: unknown): boolean => isObject(value) && typeof value.code === 'string' && typeof value.message === 'string';

const connection: Check = (value) =>
  fields({ state: oneOf('idle', 'connecting', 'catching-up', 'up-to-date', 'not-updating', 'refused') })(value) ??
  (isObject(value) && value.state === 'not-updating' ? fields({ since: number, retryAt: nullable(number) })(value) : undefined) ??
  (isObject(value) && value.state === 'refused' && !isTakeoverError(value.error) ? '.error must be a TakeoverError' : undefined);

const result: Check = (value) => {
  if (!isObject(value)) return ' must be an object';
  if (value.ok === true) return fields({ seq: integer(0) })(value);
  return value.ok === false && isTakeoverError(value.error) ? undefined : ' must be { ok: true, seq } or { ok: false, error: TakeoverError }';
};

/**
 * A connector whose words are weighed before anybody acts on them. What makes no
 * sense is reported and left out, one fact at a time: a conversation without its
 * fact shows a gap, and is asked for anew; all others go on.
 */
export function checkedConnector(connector: Connector): { readonly connector: Connector; readonly problem: Readable<TakeoverError | undefined> } {
  const problem = writable<TakeoverError | undefined>(undefined);
  if (connector.isChecked === true) return { connector, problem };
  // The same said again tells nobody.
  const report = (error: TakeoverError): void => void (error.message !== problem.value?.message && problem.set(error));
  return { connector: weighed(connector, report), problem };
}

/** Told what a connector did wrong; it has been left out. */
type Report = (error: TakeoverError) => void;

/** A method whose answer is weighed; none where the connector has none. */
type Weigh = <Args extends unknown[], Answer>(name: string, method: ((...args: Args) => Promise<Answer>) | undefined, check: Check) => ((...args: Args) => Promise<Answer>) | undefined;

function weighed(connector: Connector, report: Report): Connector {
  const ask: Weigh = (name, method, check) =>
    method &&
    (async (...args) => {
      const answer = await settled(name, report, async () => method.apply(connector, args));
      return must(name, answer, check, report);
    });
  const tell = <Args extends unknown[]>(name: string, method: ((...args: Args) => void) | undefined) =>
    method &&
    ((...args: Args): void => {
      try {
        method.apply(connector, args);
      } catch (cause) {
        report(nonsense(`${name}() threw`, cause));
      }
    });
  const transcript = ask('transcript', connector.transcript, transcriptPage) as Connector['transcript'];
  const methods = {
    capabilities: connector.capabilities,
    open: tell('open', (scope, sink, signal) => connector.open(scope, checkedSink(sink, report), signal)) as Connector['open'],
    send: ask('send', connector.send, result) as Connector['send'],
    head: ask('head', connector.head, fact.head) as Connector['head'],
    transcript: async (...args: Parameters<Connector['transcript']>) => {
      const { events, hasMore } = await transcript(...args);
      return { events: sound('transcript()', events, fact.event, report), hasMore };
    },
    upload: ask('upload', connector.upload, attachment),
    history: ask('history', connector.history, historyPage),
    contactConversations: ask('contactConversations', connector.contactConversations, listOf(fact.head)),
    unanswered: ask('unanswered', connector.unanswered, unansweredPage),
    settings: ask('settings', connector.settings, recordOf(settings)),
    signal: tell('signal', connector.signal),
    alertSeen: tell('alertSeen', connector.alertSeen),
    retry: tell('retry', connector.retry),
  };
  return given(methods) as Connector;
}

/** A sink that takes what makes sense and reports the rest. */
function checkedSink(sink: ConnectorSink, report: Report): ConnectorSink {
  const take =
    <Value>(name: string, check: Check, act: (value: Value) => void) =>
    (value: Value): void => {
      const [kept] = sound(name, [value], check, report);
      if (kept !== undefined) act(kept);
    };
  return {
    // Not copied: its error is more than data.
    connection(state) {
      const problem = problemOf(connection, state);
      if (problem === undefined) sink.connection(state);
      else report(nonsense(`connection${problem}`));
    },
    serverTime: take('serverTime', number, (now) => sink.serverTime(now)),
    agent: take('agent', fact.agent, (agent) => sink.agent(agent)),
    rules: take('rules', fact.rules, (rules) => sink.rules(rules)),
    limits: take('limits', limits, (told) => sink.limits?.(told)),
    desk: take('desk', fact.desk, (desk) => sink.desk?.(desk)),
    snapshot(told) {
      const problem = problemOf(part, told);
      if (problem !== undefined) return report(nonsense(`snapshot${problem}`));
      const { heads, isFirst, isLast } = told;
      sink.snapshot({ heads: sound('snapshot', heads, fact.head, report), isFirst, isLast });
    },
    events(events) {
      if (!Array.isArray(events)) return report(nonsense('events must be a list'));
      const kept = sound('events', events, fact.event, report);
      if (kept.length > 0) sink.events(kept);
    },
    head: take('head', fact.head, (head) => sink.head(head)),
    alert: take('alert', fact.alert, (alert) => sink.alert(alert)),
    alertEnded: take('alertEnded', text(1), (alertId) => sink.alertEnded(alertId)),
    presence(agents) {
      if (!Array.isArray(agents)) return report(nonsense('presence must be a list'));
      sink.presence(sound('presence', agents, fact.colleague, report));
    },
    signal: take('signal', fact.signal, (signal) => sink.signal(signal)),
    reset: take('reset', text(), (why) => sink.reset(why)),
  };
}

/** Copies of those that pass. */
function sound<Value>(name: string, values: readonly Value[], check: Check, report: Report): Value[] {
  const kept: Value[] = [];
  for (const value of values) {
    try {
      const copy = plainCopy(value);
      const problem = check(copy);
      if (problem === undefined) kept.push(copy as Value);
      else report(nonsense(`${name}${placeOf(copy)}${problem}`));
    } catch (cause) {
      report(nonsense(`${name} cannot be read`, cause));
    }
  }
  return kept;
}

/** The answer, if it passes. */
function must<Answer>(name: string, answer: Answer, check: Check, report: Report): Answer {
  const problem = problemOf(check, answer);
  if (problem === undefined) return answer;
  const error = nonsense(`the answer of ${name}()${problem}`);
  report(error);
  throw error;
}

/** What was asked, rejected with nothing but errors. */
async function settled<Answer>(name: string, report: Report, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof Error) throw cause;
    const error = nonsense(`${name}() was rejected with what is no error`, cause);
    report(error);
    throw error;
  }
}

/** What a check says, or that it could not even look. */
function problemOf(check: Check, value: unknown): string | undefined {
  try {
    return check(value);
  } catch {
    return ' cannot be read';
  }
}

/** Which conversation it is about, where that can be told. */
function placeOf(value: unknown): string {
  const id = isObject(value) ? (value.conversationId ?? value.id) : undefined;
  return typeof id === 'string' ? ` (${id.slice(0, 64)})` : '';
}

function nonsense(what: string, cause?: unknown): TakeoverError {
  return new TakeoverError('bad-event', `The connector told what makes no sense, and it was left out: ${what}. Mend the connector.`, { cause });
}
