import type { Agent, CommandBody, Conversation, NewEvent, TakeoverErrorCode } from '@live-takeover/sdk/core';
import { describe, expect, test } from 'vitest';
import { ana, asked, assign, ben, bot, closed, endOf, ended, handedBack, headOf, run, send, start1, sue, summary, take, taken, transfer, undo, withAna, withBot } from './decide.test-support.js';
import type { Circumstances } from './decision.js';

describe('a change of hands', () => {
  const rows: readonly [string, CommandBody, Conversation, Agent, readonly string[]][] = [
    ['a takeover starts the next term, and greets right after it', take(0), withBot, ana, ['k:0 started Ana 1', start1]],
    ['a takeover answers a request by itself', take(0), headOf(asked), ana, ['k:0 started Ana 1', start1]],
    ['taking over what one has already changes nothing', take(0), withAna, ana, []],
    ['a supervisor takes over from an agent by force', take(1, true), withAna, sue, ['k:0 ended 1→2 transferred by Sue', 'k:1 started Sue 2', 'k:2 start: Hello {agent}, Sue here, about ABCD2345. (term 2)']],
    ['a transfer ends one takeover and starts the other', transfer(1, 'ben'), withAna, ana, ['k:0 ended 1→2 transferred by Ana', 'k:1 started Ben 2 by Ana', 'k:2 start: Hello {agent}, Ben here, about ABCD2345. (term 2)']],
    ['a transfer to the queue opens a request', transfer(1, null), withAna, ana, ['k:0 ended 1→2 requeued by Ana', 'k:1 agent-requested', 'k:2 confirmation: Someone is coming. (term 2)']],
    ['a transfer with a note has it first', { ...transfer(1, 'ben'), note: 'Wants a refund' } as CommandBody, withAna, ana, ['k:0 note by Ana: Wants a refund', 'k:1 ended 1→2 transferred by Ana', 'k:2 started Ben 2 by Ana', 'k:3 start: Hello {agent}, Ben here, about ABCD2345. (term 2)']],
    ['so has one to the queue', { ...transfer(1, null), note: 'Wants a refund' } as CommandBody, withAna, ana, ['k:0 note by Ana: Wants a refund', 'k:1 ended 1→2 requeued by Ana', 'k:2 agent-requested', 'k:3 confirmation: Someone is coming. (term 2)']],
    ['an empty note is none', { ...transfer(1, 'ben'), note: '  ' } as CommandBody, withAna, ana, ['k:0 ended 1→2 transferred by Ana', 'k:1 started Ben 2 by Ana', 'k:2 start: Hello {agent}, Ben here, about ABCD2345. (term 2)']],
    ['a supervisor who transfers what an agent has to themselves took it', transfer(1, 'sue'), withAna, sue, ['k:0 ended 1→2 transferred by Sue', 'k:1 started Sue 2', 'k:2 start: Hello {agent}, Sue here, about ABCD2345. (term 2)']],
    ['a supervisor assigns what the bot has', assign(0, 'ben'), withBot, sue, ['k:0 started Ben 1 by Sue', 'k:1 start: Hello {agent}, Ben here, about ABCD2345. (term 1)']],
    ['a supervisor assigns what an agent has, with a note', { ...assign(1, 'ben'), note: 'Ana is ill' } as CommandBody, withAna, sue, ['k:0 note by Sue: Ana is ill', 'k:1 ended 1→2 transferred by Sue', 'k:2 started Ben 2 by Sue', 'k:3 start: Hello {agent}, Ben here, about ABCD2345. (term 2)']],
    ['a hand-back of one’s own is taken back, and the customer is greeted again', undo(2), handedBack, ana, ['k:0 started Ana 3', 'k:1 start: Hello {agent}, Ana here, about ABCD2345. (term 3)']],
    ['taking back what one has already changes nothing', undo(2), withAna, ana, []],
  ];
  test.each(rows)('%s', (_title, command, head, agent, expected) => {
    expect(summary(run(command, head, agent, endOf(ended(ana))))).toEqual(expected);
  });
});

describe('a change of hands is refused for', () => {
  const rows: readonly [string, CommandBody, Conversation, Agent, TakeoverErrorCode, string | undefined][] = [
    ['taking over what a colleague has', take(0), withAna, ben, 'already-taken', 'Ana'],
    ['taking over by force without being supervisor', take(1, true), withAna, ben, 'forbidden', 'Ana'],
    ['taking over by force what changed hands since', take(0, true), withAna, sue, 'stale-term', 'Ana'],
    ['taking over what was taken and handed back since', take(0), handedBack, ben, 'stale-term', undefined],
    ['taking over what is closed', take(0), headOf(closed), ana, 'conversation-closed', undefined],
    ['transferring to someone who is not there', transfer(1, 'nobody'), withAna, ana, 'not-available', undefined],
    ['transferring to oneself', transfer(1, 'ana'), withAna, ana, 'bad-request', undefined],
    ['transferring what a colleague has', transfer(1, 'ben'), withAna, ben, 'not-yours', 'Ana'],
    ['transferring to someone with a full desk', transfer(1, 'cem'), withAna, ana, 'at-capacity', undefined],
    ['transferring to someone who has gone', transfer(1, 'dan'), withAna, ana, 'not-available', undefined],
    ['assigning without being supervisor', assign(0, 'ben'), withBot, ana, 'forbidden', undefined],
    ['assigning what changed hands since', assign(0, 'ben'), withAna, sue, 'stale-term', 'Ana'],
    ['assigning to someone who is not there', assign(0, 'dan'), withBot, sue, 'not-available', undefined],
    ['assigning to someone with a full desk', assign(0, 'cem'), withBot, sue, 'at-capacity', undefined],
    ['assigning to who has it', assign(1, 'ana'), withAna, sue, 'bad-request', undefined],
    ['assigning what is closed', assign(0, 'ben'), headOf(closed), sue, 'conversation-closed', undefined],
  ];
  test.each(rows)('%s', (_title, command, head, agent, code, holder) => {
    const decision = run(command, head, agent);
    expect(decision.ok ? undefined : { code: decision.error.code, holder: decision.error.holder }).toEqual({ code, holder });
  });
});

describe('a hand-back is not taken back', () => {
  const written: NewEvent = { type: 'message-sent', id: 'm2', from: 'customer', text: 'And?' };
  const answered: NewEvent = { type: 'message-sent', id: 'm3', from: 'bot', text: 'Well' };
  const rows: readonly [string, number, readonly NewEvent[], Agent, TakeoverErrorCode, string | undefined][] = [
    ['once the customer has written', 2, [taken(ana), ended(ana), written, answered], ana, 'too-late', undefined],
    ['by a colleague', 2, [taken(ana), ended(ana)], ben, 'bad-request', undefined],
    ['by the supervisor who made it for somebody else', 2, [taken(ana), ended(sue)], sue, 'bad-request', undefined],
    ['by the agent for whom a supervisor made it', 2, [taken(ana), ended(sue)], ana, 'bad-request', undefined],
    ['if it was a transfer to the queue', 2, [taken(ana), ended(ana, 'requeued')], ana, 'bad-request', undefined],
    ['if there was none', 0, [], ana, 'bad-request', undefined],
    ['once somebody else took it', 2, [taken(ana), ended(ana), taken(ben, 3)], ana, 'too-late', 'Ben'],
    ['once somebody else took it and handed it back', 2, [taken(ana), ended(ana), taken(ben, 3), { ...ended(ben), id: 'e2', term: 3, endedInto: 4 } as NewEvent], ana, 'too-late', undefined],
  ];
  test.each(rows)('%s', (_title, seenTerm, events, agent, code, holder) => {
    const decision = run(undo(seenTerm), headOf(...events), agent, endOf(...events));
    expect(decision.ok ? undefined : { code: decision.error.code, holder: decision.error.holder }).toEqual({ code, holder });
  });

  test('but what only the bot and colleagues wrote is no obstacle', () => {
    const events = [taken(ana), ended(ana), answered, { type: 'note-added', id: 'n', by: { id: 'ben', name: 'Ben' }, text: 'Hm' } as const];
    expect(summary(run(undo(2), headOf(...events), ana, endOf(...events)))[0]).toBe('k:0 started Ana 3');
  });
});

describe('who holds as many conversations as they may', () => {
  const full = { load: { holding: 3, capacity: 3 } };
  const rows: readonly [string, CommandBody, Conversation, Agent][] = [
    ['takes over no other', take(0), withBot, ana],
    ['takes back no hand-back', undo(2), handedBack, ana],
    ['takes none by force, as supervisor', take(1, true), withAna, sue],
  ];
  test.each(rows)('%s', (_title, command, head, agent) => {
    const decision = run(command, head, agent, { ...full, ...endOf(ended(ana)) });
    expect(decision.ok ? undefined : [decision.error.code, decision.error.message]).toEqual(['at-capacity', 'You hold 3 conversations, and may hold 3. Hand one back or transfer it first.']);
  });

  test('is told of a stale look and of a holder first', () => {
    expect(summary(run(take(0), handedBack, ana, full))).toEqual(['refused: stale-term']);
    expect(summary(run(take(0), withAna, ben, full))).toEqual(['refused: already-taken']);
  });

  test('does with what they hold whatever they like', () => {
    expect(summary(run(send(1), withAna, ana, full))).toEqual(['k:0 agent: Hello (term 1)']);
  });

  test('is named with the number to who would give them one', () => {
    const decision = run(transfer(1, 'cem'), withAna, ana);
    expect(decision.ok ? '' : decision.error.message).toBe('Cem holds as many conversations as they may (2). Choose someone else, or put it in the queue.');
  });
});

describe('what comes into the queue is told', () => {
  const opensAt = Date.UTC(2026, 0, 5, 8);
  const rows: readonly [string, Circumstances['staffing'], string][] = [
    ['that someone comes', { state: 'available' }, 'k:2 confirmation: Someone is coming. (term 2)'],
    ['that all are busy', { state: 'all-busy' }, 'k:2 all-busy: All are busy. (term 2)'],
    ['that nobody is there', { state: 'no-agents' }, 'k:2 no-agents: Nobody is there. (term 2)'],
    ['when the desk opens', { state: 'outside-hours', opensAt }, 'k:2 outside-hours: Back at 2026-01-05 09:00 (Europe/Berlin). (term 2)'],
  ];
  test.each(rows)('%s', (_title, staffing, expected) => {
    expect(summary(run(transfer(1, null), withAna, ana, { staffing }))[2]).toBe(expected);
  });

  test('and where nobody there ends a request, everyone busy does not', () => {
    const ending = { bot: { ...bot, onNoAgents: 'end' } as const };
    const last = (staffing: Circumstances['staffing']): string | undefined => summary(run(transfer(1, null), withAna, ana, { ...ending, staffing })).at(-1);
    expect(last({ state: 'outside-hours', opensAt })).toBe('k:3 agent-request-ended no-agents');
    expect(last({ state: 'all-busy' })).toBe('k:2 all-busy: All are busy. (term 2)');
  });
});

test('with nobody there, a transfer to the queue says so, and ends where the bot says so', () => {
  const absent = { staffing: { state: 'no-agents' } } as const;
  expect(summary(run(transfer(1, null), withAna, ana, absent))).toEqual(['k:0 ended 1→2 requeued by Ana', 'k:1 agent-requested', 'k:2 no-agents: Nobody is there. (term 2)']);
  const ending = { ...absent, bot: { ...bot, onNoAgents: 'end' } as const };
  expect(summary(run(transfer(1, null), withAna, ana, ending)).at(-1)).toBe('k:3 agent-request-ended no-agents');
});
