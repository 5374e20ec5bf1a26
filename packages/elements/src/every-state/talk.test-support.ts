/** A conversation in which everything happens that the transcript can show. */
import type { NewEvent } from '@live-takeover/sdk';
import { fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import type { Staging } from './stage.test-support.js';

/** An event without its id. */
type Fact = NewEvent extends infer Event ? (Event extends NewEvent ? Omit<Event, 'id'> : never) : never;

let count = 0;

/** Appends facts under ids of their own, a minute apart. @returns the id of the last */
export function say(fake: FakeClient, id: string, ...facts: readonly Fact[]): string {
  let eventId = '';
  for (const fact of facts) fake.append(id, { id: (eventId = `s${(count += 1)}`), ...fact } as NewEvent);
  return eventId;
}

/** A customer has begun, and the bot had no answer. */
export function begin(fake: FakeClient, id: string, text: Staging['text']): void {
  say(
    fake,
    id,
    {
      type: 'conversation-started',
      bot: { id: 'bank', name: text('Bank helper') },
      channel: 'web',
      contact: { id: text('cust-1'), name: text('Maria Lopez'), phone: text('+14155550134'), verified: true },
      attributes: { [text('Segment')]: text('Premium'), [text('Since')]: 2019, [text('Insured')]: true },
      reference: text('7K3QX9TM'),
      thread: 't',
    },
    { type: 'message-sent', from: 'customer', text: text('My card was declined') },
    { type: 'message-sent', from: 'bot', text: text('Sorry?'), defaultAnswer: true },
  );
}

/** Everything, at the end of which Ana holds the conversation. */
export function talk(fake: FakeClient, id: string, text: Staging['text']): void {
  const ana = { kind: 'agent', id: 'ana', name: text('Ana') } as const;
  const ben = { kind: 'agent', id: 'ben', name: text('Ben') } as const;
  const desk = { kind: 'desk', id: 'salesforce', name: 'Salesforce' } as const;
  const file = { name: text('statement.pdf'), contentType: text('application/pdf'), url: 'https://files.example/1', sizeBytes: 52_000 };
  const customer = (said: string): Fact => ({ type: 'message-sent', from: 'customer', text: text(said) });
  begin(fake, id, text);
  say(
    fake,
    id,
    { type: 'agent-requested', target: 'agents', reason: text('a human please') },
    { type: 'agent-request-ended', why: 'withdrawn' },
    { type: 'agent-requested', target: 'agents' },
    { type: 'agent-request-ended', why: 'expired' },
    { type: 'agent-requested', target: 'salesforce' },
    { type: 'takeover-started', operator: desk, term: 1 },
    { type: 'message-sent', from: 'desk', author: { id: 'd', name: text('Dora') }, text: text('Hello from the desk'), term: 1 },
    { type: 'takeover-ended', term: 1, endedInto: 2, why: 'desk-failed' },
    { type: 'unsupported-received', kind: text('reaction') },
    { type: 'message-sent', from: 'customer', text: '', unsupported: text('contacts') },
    { type: 'bot-failed', problem: 'unreachable' },
    { type: 'bot-failed', problem: 'bad-answer' },
    { type: 'action-dismissed', by: { id: 'ben', name: text('Ben') } },
    { type: 'takeover-started', operator: ben, term: 3 },
    { type: 'message-sent', from: 'system', text: text('You are now talking to an agent'), automatic: 'start' },
    { type: 'note-added', by: { id: 'ben', name: text('Ben') }, text: text('Speaks Spanish') },
    { type: 'bot-reply-suppressed', text: text('Anything else?'), term: 2 },
    { type: 'takeover-ended', term: 3, endedInto: 4, why: 'handed-back', by: { id: 'ben', name: text('Ben') } },
    { type: 'customer-left', why: 'connection-lost' },
    { type: 'customer-returned' },
    { type: 'agent-requested', target: 'agents' },
    { type: 'takeover-started', operator: ben, term: 5 },
    { type: 'takeover-ended', term: 5, endedInto: 6, why: 'agent-unreachable' },
    { type: 'takeover-started', operator: ana, term: 7 },
    { ...customer('Here is the letter'), attachments: [file, { ...file, expiresAt: fakeNow + 2 * 3_600_000 }, { ...file, expiresAt: fakeNow + 20 * 60_000 }, { ...file, expiresAt: fakeNow - 1 }] } as Fact,
  );
  for (const [state, reason] of [['sent'], ['delivered'], ['read'], ['failed', 'Number unknown'], ['failed', 'outside-window'], ['unknown']] as const) {
    const messageId = say(fake, id, { type: 'message-sent', from: 'agent', author: { id: 'ana', name: text('Ana') }, text: text('One moment please'), term: 7 });
    say(fake, id, { type: 'delivery-changed', messageId, state, ...(reason === undefined ? {} : { reason: reason === 'outside-window' ? reason : text(reason) }) }, customer('Fine'));
  }
}
