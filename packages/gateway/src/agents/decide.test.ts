import type { ConversationEvent, NewEvent } from '@live-takeover/sdk/core';
import { TakeoverError, defaultBotRules, fold } from '@live-takeover/sdk/core';
import type { Agent, CommandBody, Conversation, ConversationCommand, TakeoverErrorCode } from '@live-takeover/sdk/core';
import { describe, expect, test } from 'vitest';
import type { BotConfig } from '../config/config.js';
import type { Circumstances, Decision } from './decide.js';
import { decide } from './decide.js';

const startedAt = 1_000_000;
const ana: Agent = { id: 'ana', name: 'Ana', role: 'agent' };
const ben: Agent = { id: 'ben', name: 'Ben', role: 'agent' };
const sue: Agent = { id: 'sue', name: 'Sue', role: 'supervisor' };
const bot: BotConfig = {
  id: 'bank',
  name: 'Bank Bot',
  tenant: 'default',
  protocol: 'webhook',
  url: 'http://bot.test/',
  timeoutMs: 10_000,
  deliveryMode: 'callback',
  defaultAnswers: [],
  rules: defaultBotRules,
  teams: [],
  agentRequests: 'agents',
  whileWaiting: 'answer',
  requestTimeoutMs: 120_000,
  onNoAgents: 'keep',
  onUnreachable: 'requeue',
  attachments: { whenBot: 'refuse' },
  messages: {
    start: 'Hello {customer}, {agent} here, about {reference}.',
    exit: '{bot} is back.',
    confirmation: 'Someone is coming.',
    noAgents: 'Nobody is there.',
    notOffered: 'No.',
    requestExpired: 'Still busy.',
    filesNotNow: '',
    fileTooLarge: '',
    fileNotAllowed: '',
    fileNotStored: '',
  },
};

const start: NewEvent = {
  type: 'conversation-started',
  id: 'started',
  bot: { id: 'bank', name: 'Bank Bot' },
  channel: 'web',
  contact: { name: '{agent}', verified: false },
  attributes: {},
  reference: 'ABCD2345',
  thread: 't1',
};
const message: NewEvent = { type: 'message-sent', id: 'm1', from: 'customer', text: 'Hi' };
const taken = (agent: Agent, term = 1): NewEvent => ({ type: 'takeover-started', id: `t${term}`, operator: { kind: 'agent', id: agent.id, name: agent.name }, term });
const asked: NewEvent = { type: 'agent-requested', id: 'r1', target: 'agents' };
const closed: NewEvent = { type: 'conversation-closed', id: 'x', why: 'ended' };
const defaultAnswers = [1, 2, 3].flatMap((count): NewEvent[] => [
  { type: 'message-sent', id: `q${count}`, from: 'customer', text: '?' },
  { type: 'message-sent', id: `a${count}`, from: 'bot', text: 'Sorry?', defaultAnswer: true },
]);

function headOf(...events: readonly NewEvent[]): Conversation {
  let head: Conversation | undefined;
  for (const [index, event] of [start, message, ...events].entries())
    head = fold(head, { ...event, conversationId: 'c1', seq: index + 1, at: startedAt } as ConversationEvent);
  return head as Conversation;
}

function run(command: CommandBody, head: Conversation, agent: Agent, extra: Partial<Circumstances> = {}): Decision {
  return decide({ ...(command as ConversationCommand), id: 'k' }, {
    head,
    agent,
    bot,
    isAnyoneAvailable: true,
    availableColleague: (id) => [ana, ben].find((one) => one.id === id),
    now: startedAt,
    ...extra,
  });
}

/** Type and what distinguishes it, of each event. */
function summary(decision: Decision): readonly string[] {
  if (!decision.ok) return [`refused: ${decision.error.code}`];
  return decision.events.map((event) => {
    switch (event.type) {
      case 'message-sent':
        return `${event.id} ${event.automatic ?? event.from}: ${event.text} (term ${event.term ?? '–'})`;
      case 'takeover-started':
        return `${event.id} started ${event.operator.name} ${event.term}`;
      case 'takeover-ended':
        return `${event.id} ended ${event.term}→${event.endedInto} ${event.why}`;
      case 'agent-request-ended':
      case 'conversation-closed':
        return `${event.id} ${event.type} ${event.why}`;
      default:
        return `${event.id} ${event.type}`;
    }
  });
}

const take = (seenTerm: number, force?: boolean): CommandBody => ({ name: 'take-over', conversationId: 'c1', seenTerm, ...(force === undefined ? {} : { force }) });
const handBack = (term: number): CommandBody => ({ name: 'hand-back', conversationId: 'c1', term });
const transfer = (term: number, to: string | null): CommandBody => ({ name: 'transfer', conversationId: 'c1', term, to });
const send = (term: number): CommandBody => ({ name: 'send', conversationId: 'c1', term, text: 'Hello' });
const dismiss = (term: number): CommandBody => ({ name: 'dismiss-action', conversationId: 'c1', term });
const close = (term: number): CommandBody => ({ name: 'close', conversationId: 'c1', term });
const note: CommandBody = { name: 'add-note', conversationId: 'c1', text: 'VIP' };

const withBot = headOf();
const withAna = headOf(taken(ana));
const handedBack = headOf(taken(ana), { type: 'takeover-ended', id: 'e', term: 1, endedInto: 2, why: 'handed-back' });
const start1 = 'k:1 start: Hello {agent}, Ana here, about ABCD2345. (term 1)';

describe('what a command does', () => {
  const rows: readonly [string, CommandBody, Conversation, Agent, readonly string[]][] = [
    ['a takeover starts the next term, and greets right after it', take(0), withBot, ana, ['k:0 started Ana 1', start1]],
    ['a takeover answers a request by itself', take(0), headOf(asked), ana, ['k:0 started Ana 1', start1]],
    ['taking over what one has already changes nothing', take(0), withAna, ana, []],
    ['a supervisor takes over from an agent by force', take(1, true), withAna, sue, ['k:0 ended 1→2 transferred', 'k:1 started Sue 2', 'k:2 start: Hello {agent}, Sue here, about ABCD2345. (term 2)']],
    ['handing back ends the term and says so', handBack(1), withAna, ana, ['k:0 ended 1→2 handed-back', 'k:1 exit: Bank Bot is back. (term 2)']],
    ['a supervisor may hand back for an agent', handBack(1), withAna, sue, ['k:0 ended 1→2 handed-back', 'k:1 exit: Bank Bot is back. (term 2)']],
    ['a transfer ends one takeover and starts the other', transfer(1, 'ben'), withAna, ana, ['k:0 ended 1→2 transferred', 'k:1 started Ben 2', 'k:2 start: Hello {agent}, Ben here, about ABCD2345. (term 2)']],
    ['a transfer to the queue opens a request', transfer(1, null), withAna, ana, ['k:0 ended 1→2 requeued', 'k:1 agent-requested', 'k:2 confirmation: Someone is coming. (term 2)']],
    ['a message carries its term', send(1), withAna, ana, ['k:0 agent: Hello (term 1)']],
    ['anyone in scope may add a note', note, withAna, ben, ['k:0 note-added']],
    ['a note may follow the end', note, headOf(closed), ben, ['k:0 note-added']],
    ['dismissing ends the need for action', dismiss(0), headOf(...defaultAnswers), ben, ['k:0 action-dismissed']],
    ["dismissing a bot's failure too", dismiss(0), headOf({ type: 'bot-failed', id: 'f', problem: 'unreachable' }), ben, ['k:0 action-dismissed']],
    ['closing ends everything that is open', close(1), withAna, ana, ['k:0 ended 1→2 closed', 'k:1 exit: Bank Bot is back. (term 2)', 'k:2 conversation-closed closed-by-agent']],
    ['closing ends a request', close(0), headOf(asked), ben, ['k:0 agent-request-ended dismissed', 'k:1 conversation-closed closed-by-agent']],
  ];
  test.each(rows)('%s', (_title, command, head, agent, expected) => {
    expect(summary(run(command, head, agent))).toEqual(expected);
  });
});

describe('what a command is refused for', () => {
  const rows: readonly [string, CommandBody, Conversation, Agent, TakeoverErrorCode, string | undefined][] = [
    ['taking over what a colleague has', take(0), withAna, ben, 'already-taken', 'Ana'],
    ['taking over by force without being supervisor', take(1, true), withAna, ben, 'forbidden', 'Ana'],
    ['taking over by force what changed hands since', take(0, true), withAna, sue, 'stale-term', 'Ana'],
    ['taking over what was taken and handed back since', take(0), handedBack, ben, 'stale-term', undefined],
    ['taking over what is closed', take(0), headOf(closed), ana, 'conversation-closed', undefined],
    ['handing back what the bot has', handBack(0), withBot, ana, 'not-yours', undefined],
    ['handing back what a colleague has', handBack(1), withAna, ben, 'not-yours', 'Ana'],
    ['handing back under an old term', handBack(1), handedBack, ana, 'stale-term', undefined],
    ['transferring to someone who is not there', transfer(1, 'nobody'), withAna, ana, 'not-available', undefined],
    ['transferring to oneself', transfer(1, 'ana'), withAna, ana, 'bad-request', undefined],
    ['transferring what a colleague has', transfer(1, 'ben'), withAna, ben, 'not-yours', 'Ana'],
    ['sending while the bot answers', send(0), withBot, ana, 'not-yours', undefined],
    ['sending while a colleague answers', send(1), withAna, ben, 'not-yours', 'Ana'],
    ['sending in the name of an agent, as supervisor', send(1), withAna, sue, 'not-yours', 'Ana'],
    ['sending under an old term', send(1), handedBack, ana, 'stale-term', undefined],
    ['dismissing where nothing is to be done', dismiss(0), withBot, ana, 'nothing-to-dismiss', undefined],
    ['dismissing what meanwhile asks for an agent', dismiss(0), headOf(...defaultAnswers, asked), ben, 'nothing-to-dismiss', undefined],
    ['closing what a colleague has', close(1), withAna, ben, 'not-yours', 'Ana'],
    ['asking for a desk', { name: 'request-desk', conversationId: 'c1', term: 0, desk: 'salesforce' }, withBot, ana, 'not-supported', undefined],
  ];
  test.each(rows)('%s', (_title, command, head, agent, code, holder) => {
    const decision = run(command, head, agent);
    expect(decision.ok ? undefined : { code: decision.error.code, holder: decision.error.holder }).toEqual({ code, holder });
  });
});

test('with nobody there, a transfer to the queue says so, and ends where the bot says so', () => {
  const absent = { isAnyoneAvailable: false };
  expect(summary(run(transfer(1, null), withAna, ana, absent))).toEqual(['k:0 ended 1→2 requeued', 'k:1 agent-requested', 'k:2 no-agents: Nobody is there. (term 2)']);
  const ending = { ...absent, bot: { ...bot, onNoAgents: 'end' } as const };
  expect(summary(run(transfer(1, null), withAna, ana, ending)).at(-1)).toBe('k:3 agent-request-ended no-agents');
});

test('an empty text is not sent', () => {
  const silent = { ...bot, messages: { ...bot.messages, start: '', exit: '' } };
  expect(summary(run(take(0), withBot, ana, { bot: silent }))).toEqual(['k:0 started Ana 1']);
  expect(summary(run(handBack(1), withAna, ana, { bot: silent }))).toEqual(['k:0 ended 1→2 handed-back']);
});

test('what another event in between could make wrong is bound to the version', () => {
  const isBound = (decision: Decision): boolean | undefined => (decision.ok ? decision.isVersionBound : undefined);
  expect(isBound(run(take(0), withBot, ana))).toBe(true);
  expect(isBound(run(close(0), withBot, ana))).toBe(true);
  expect(isBound(run(send(1), withAna, ana))).toBe(false);
});

describe('a message with files', () => {
  const stored = { name: 'a.png', contentType: 'image/png', url: 'http://gw.example/v1/attachments/x', sizeBytes: 5 };
  const command: CommandBody = { name: 'send', conversationId: 'c1', term: 1, text: '', attachments: [{ ...stored, name: 'b.exe' }] };

  test('carries them as they were stored', () => {
    expect(run(command, withAna, ana, { files: { ok: true, attachments: [stored] } })).toMatchObject({ ok: true, events: [{ type: 'message-sent', text: '', attachments: [stored] }] });
  });

  test('is refused for the reason for which they are', () => {
    const error = new TakeoverError('attachment-expired', 'Gone.');
    expect(run(command, withAna, ana, { files: { ok: false, error } })).toEqual({ ok: false, error });
  });

  test('is refused first of all to who does not hold the conversation', () => {
    const error = new TakeoverError('attachment-expired', 'Gone.');
    expect(summary(run(command, withAna, ben, { files: { ok: false, error } }))).toEqual(['refused: not-yours']);
  });
});
