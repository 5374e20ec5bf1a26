import type { Agent, CommandBody, Conversation, NewEvent, TakeoverErrorCode } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import { describe, expect, test } from 'vitest';
import { ana, asked, assign, ben, bot, close, closed, defaultAnswers, dismiss, endOf, ended, handBack, handedBack, headOf, note, run, send, sue, summary, take, taken, transfer, undo, withAna, withBot } from './decide.test-support.js';
import type { Circumstances, Decision } from './decision.js';

describe('what a command does', () => {
  const rows: readonly [string, CommandBody, Conversation, Agent, readonly string[]][] = [
    ['handing back ends the term and says so', handBack(1), withAna, ana, ['k:0 ended 1→2 handed-back by Ana', 'k:1 exit: Bank Bot is back. (term 2)']],
    ['a supervisor may hand back for an agent', handBack(1), withAna, sue, ['k:0 ended 1→2 handed-back by Sue', 'k:1 exit: Bank Bot is back. (term 2)']],
    ['a message carries its term', send(1), withAna, ana, ['k:0 agent: Hello (term 1)']],
    ['anyone in scope may add a note', note, withAna, ben, ['k:0 note by Ben: VIP']],
    ['a note may follow the end', note, headOf(closed), ben, ['k:0 note by Ben: VIP']],
    ['dismissing ends the need for action', dismiss(0), headOf(...defaultAnswers), ben, ['k:0 action-dismissed']],
    ["dismissing a bot's failure too", dismiss(0), headOf({ type: 'bot-failed', id: 'f', problem: 'unreachable' }), ben, ['k:0 action-dismissed']],
    ['closing ends everything that is open', close(1), withAna, ana, ['k:0 ended 1→2 closed by Ana', 'k:1 exit: Bank Bot is back. (term 2)', 'k:2 conversation-closed closed-by-agent']],
    ['closing ends a request', close(0), headOf(asked), ben, ['k:0 agent-request-ended dismissed', 'k:1 conversation-closed closed-by-agent']],
  ];
  test.each(rows)('%s', (_title, command, head, agent, expected) => {
    expect(summary(run(command, head, agent, endOf(ended(ana))))).toEqual(expected);
  });
});

describe('what a command is refused for', () => {
  const rows: readonly [string, CommandBody, Conversation, Agent, TakeoverErrorCode, string | undefined][] = [
    ['handing back what the bot has', handBack(0), withBot, ana, 'not-yours', undefined],
    ['handing back what a colleague has', handBack(1), withAna, ben, 'not-yours', 'Ana'],
    ['handing back under an old term', handBack(1), handedBack, ana, 'stale-term', undefined],
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

describe('a request for a desk outside', () => {
  const requestDesk = (term: number): CommandBody => ({ name: 'request-desk', conversationId: 'c1', term, desk: 'salesforce' });
  const desks = { desks: ['salesforce'] };
  const deskAsked: NewEvent = { type: 'agent-requested', id: 'd1', target: 'salesforce' };
  const atDesk = headOf({ type: 'takeover-started', id: 't1', operator: { kind: 'desk', id: 'salesforce', name: 'Sam' }, term: 1 });

  test.each<[string, CommandBody, Conversation, Agent, readonly string[]]>([
    ['of what the bot has opens it', requestDesk(0), headOf(), ana, ['k:0 agent-requested', 'k:1 confirmation: Someone is coming. (term 0)']],
    ['of what our agents were asked for takes that back', requestDesk(0), headOf(asked), ana, ['k:0 agent-request-ended dismissed', 'k:1 agent-requested', 'k:2 confirmation: Someone is coming. (term 0)']],
    ['of what one holds lets go of it', requestDesk(1), headOf(taken(ana)), ana, ['k:0 ended 1→2 requeued by Ana', 'k:1 agent-requested', 'k:2 confirmation: Someone is coming. (term 2)']],
    ['of what a colleague holds is a supervisor’s', requestDesk(1), headOf(taken(ana)), sue, ['k:0 ended 1→2 requeued by Sue', 'k:1 agent-requested', 'k:2 confirmation: Someone is coming. (term 2)']],
    ['of what a colleague holds is nobody else’s', requestDesk(1), headOf(taken(ana)), ben, ['refused: not-yours']],
    ['of what it was asked for changes nothing', requestDesk(0), headOf(deskAsked), ana, []],
    ['of what it has changes nothing', requestDesk(1), atDesk, ana, []],
    ['under an old term is refused', requestDesk(0), headOf(taken(ana)), ana, ['refused: stale-term']],
    ['that nobody configured is refused', { name: 'request-desk', conversationId: 'c1', term: 0, desk: 'zendesk' }, headOf(), ana, ['refused: not-supported']],
  ])('%s', (_title, command, head, agent, expected) => {
    expect(summary(run(command, head, agent, desks))).toEqual(expected);
  });
});

describe('a wrap-up reason', () => {
  const asking = { bot: { ...bot, wrapUp: { reasons: [{ id: 'solved', label: 'Solved' }, { id: 'spam', label: 'Spam' }], isRequired: true } } };
  const wishing = { bot: { ...bot, wrapUp: { ...asking.bot.wrapUp, isRequired: false } } };
  const withReason = (command: CommandBody, wrapUp: string): CommandBody => ({ ...command, wrapUp }) as CommandBody;
  const rows: readonly [string, CommandBody, Conversation, Partial<Circumstances>, string][] = [
    ['is kept with the end of the takeover', withReason(handBack(1), 'solved'), withAna, asking, 'k:0 ended 1→2 handed-back by Ana (solved)'],
    ['is kept with a close too', withReason(close(1), 'spam'), withAna, asking, 'k:0 ended 1→2 closed by Ana (spam)'],
    ['is asked for where the bot requires one', handBack(1), withAna, asking, 'refused: wrap-up-missing'],
    ['is asked for on closing too', close(1), withAna, asking, 'refused: wrap-up-missing'],
    ['may be left out elsewhere', handBack(1), withAna, wishing, 'k:0 ended 1→2 handed-back by Ana'],
    ['must be one of the bot’s', withReason(handBack(1), 'solvd'), withAna, wishing, 'refused: bad-request'],
    ['is refused where none is asked for', withReason(handBack(1), 'solved'), withAna, {}, 'refused: bad-request'],
    ['is not asked for where no takeover ends', close(0), withBot, asking, 'k:0 conversation-closed closed-by-agent'],
    ['is refused where no takeover ends', withReason(close(0), 'solved'), withBot, asking, 'refused: bad-request'],
    ['is not asked of who passes a conversation on', transfer(1, 'ben'), withAna, asking, 'k:0 ended 1→2 transferred by Ana'],
  ];
  test.each(rows)('%s', (_title, command, head, extra, expected) => {
    expect(summary(run(command, head, ana, extra))[0]).toBe(expected);
  });
});

test('an empty text is not sent', () => {
  const silent = { ...bot, messages: { ...bot.messages, start: '', exit: '' } };
  expect(summary(run(take(0), withBot, ana, { bot: silent }))).toEqual(['k:0 started Ana 1']);
  expect(summary(run(handBack(1), withAna, ana, { bot: silent }))).toEqual(['k:0 ended 1→2 handed-back by Ana']);
});

test('what another event in between could make wrong is bound to the version', () => {
  const isBound = (decision: Decision): boolean | undefined => (decision.ok ? decision.isVersionBound : undefined);
  expect(isBound(run(take(0), withBot, ana))).toBe(true);
  expect(isBound(run(close(0), withBot, ana))).toBe(true);
  expect(isBound(run(assign(0, 'ben'), withBot, sue))).toBe(true);
  expect(isBound(run(undo(2), handedBack, ana, endOf(ended(ana))))).toBe(true);
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
