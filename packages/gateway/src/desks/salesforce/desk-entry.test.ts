import { expect, test } from 'vitest';
import { sharedFixture } from '../../../testing/shared-fixtures.js';
import type { DeskEntry } from './desk-entry.js';
import { entriesOfList, entryOfEvent, inOrder } from './desk-entry.js';

const agent = { role: 'Agent', appType: 'agent', subject: '005', clientIdentifier: 'agent' };
const system = { role: 'System', appType: 'conversation', subject: 'conversation', clientIdentifier: 'conversation-svc' };

function eventOf(entryType: string, payload: unknown, sender: unknown = agent): string {
  return JSON.stringify({
    conversationId: 'c',
    conversationEntry: { senderDisplayName: 'Sam', identifier: 'i', entryType, entryPayload: JSON.stringify(payload), sender, transcriptedTimestamp: 7 },
  });
}

const text = (words: string): unknown => ({ id: 'i', abstractMessage: { messageType: 'StaticContentMessage', staticContent: { formatType: 'Text', text: words } } });
const files = { id: 'i', abstractMessage: { staticContent: { formatType: 'Attachments', text: 'See', attachments: [{ name: 'bill.pdf', url: 'https://files.test/1' }] } } };
const joined = { entries: [{ operation: 'add', participant: agent, displayName: 'Sam' }, { operation: 'add', participant: { role: 'EndUser', subject: 'u' } }] };

test.each<[string, string, unknown, unknown, readonly unknown[]]>([
  ['an agent’s text', 'Message', text('Hi'), agent, [{ kind: 'message', id: 'i', role: 'Agent', name: 'Sam', text: 'Hi' }]],
  ['an agent’s file', 'Message', files, agent, [{ kind: 'message', id: 'i', role: 'Agent', name: 'Sam', text: 'See\nbill.pdf: https://files.test/1' }]],
  ['our own text', 'Message', text('Hi'), { role: 'EndUser' }, [{ kind: 'nothing' }]],
  ['content of another kind', 'Message', { abstractMessage: { messageType: 'ChoicesMessage', choices: {} } }, agent, [{ kind: 'unknown', type: 'Message' }]],
  ['an agent’s coming', 'ParticipantChanged', joined, system, [{ kind: 'joined', agentId: '005', name: 'Sam' }]],
  ['a search for an agent', 'RoutingResult', { routingType: 'Initial', failureType: 'None' }, system, [{ kind: 'routed', hasFailed: false, isInitial: true }]],
  ['a search in vain', 'RoutingResult', { routingType: 'Transfer', failureType: 'RoutingError' }, system, [{ kind: 'routed', hasFailed: true, isInitial: false }]],
  ['the end', 'CloseConversation', {}, system, [{ kind: 'closed' }]],
  ['an agent’s typing', 'TypingStartedIndicator', {}, agent, [{ kind: 'typing', name: 'Sam', isActive: true }]],
  ['our own typing', 'TypingStoppedIndicator', {}, { role: 'EndUser' }, [{ kind: 'nothing' }]],
  ['a receipt', 'ReadAcknowledgement', {}, { role: 'EndUser' }, [{ kind: 'nothing' }]],
  ['what nobody knows', 'HologramProjected', {}, agent, [{ kind: 'unknown', type: 'HologramProjected' }]],
  ['a search that says nothing', 'RoutingResult', { routingType: 4 }, system, [{ kind: 'unknown', type: 'RoutingResult' }]],
])('%s is understood as what it is', (_name, entryType, payload, sender, news) => {
  expect(entryOfEvent(eventOf(entryType, payload, sender))).toEqual({ conversationId: 'c', identifier: 'i', at: 7, news });
});

test.each(['', 'no JSON', '{}', '[]', '{"conversationEntry":{}}', '{"conversationEntry":{"identifier":"","entryType":"Message"}}'])('%j is no entry', (data) => {
  expect(entryOfEvent(data)).toBeUndefined();
});

test('a list gives its entries oldest first, whose payloads are objects, and leaves out what is none', () => {
  const entry = (identifier: string, transcriptedTimestamp: number): unknown => ({ identifier, entryType: 'CloseConversation', entryPayload: {}, transcriptedTimestamp });
  expect(entriesOfList(JSON.stringify({ conversationEntries: [entry('b', 2), { bad: true }, entry('a', 1)] })).map(({ identifier }) => identifier)).toEqual(['a', 'b']);
  expect(entriesOfList('nothing')).toEqual([]);
});

test('entries of one instant stay in the order they came in', () => {
  const entry = (identifier: string, at: number): DeskEntry => ({ conversationId: undefined, identifier, at, news: [] });
  expect(inOrder([entry('c', 2), entry('a', 1), entry('b', 1)]).map(({ identifier }) => identifier)).toEqual(['a', 'b', 'c']);
});

const captured: readonly (readonly [string, readonly unknown[]])[] = [
  ['sse-message-agent', [{ kind: 'message', id: '00000000-0000-4000-8000-000000000003', role: 'Agent', name: 'Sam from Sales', text: 'Hi, this is Sam. How can I help?' }]],
  ['sse-message-enduser-echo', [{ kind: 'nothing' }]],
  ['sse-participant-added-agent', [{ kind: 'joined', agentId: '005xx000001X8UzAAK', name: 'Sam from Sales' }]],
  ['sse-participant-removed-agent', [{ kind: 'left', agentId: '005xx000001X8UzAAK', name: 'Sam from Sales' }]],
  ['sse-routing-result-initial', [{ kind: 'routed', hasFailed: false, isInitial: true }]],
  ['sse-routing-result-transfer-failed', [{ kind: 'routed', hasFailed: true, isInitial: false }]],
  ['sse-typing-started', [{ kind: 'typing', name: 'Sam from Sales', isActive: true }]],
  ['sse-typing-stopped', [{ kind: 'typing', name: 'Sam from Sales', isActive: false }]],
  ['sse-delivery-ack', [{ kind: 'nothing' }]],
  ['sse-read-ack', [{ kind: 'nothing' }]],
  ['sse-close-conversation', [{ kind: 'closed' }]],
];
const present = captured.flatMap(([name, news]) => {
  const fixture = sharedFixture(`salesforce/miaw/${name}.json`);
  return fixture === undefined ? [] : [[name, fixture['data'], news] as const];
});

test.each(present)('the captured event %s is understood', (_name, data, news) => {
  expect(entryOfEvent(JSON.stringify(data))?.news).toEqual(news);
});
