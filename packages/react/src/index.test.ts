import { AgentPresence, LiveTakeoverConversation, LiveTakeoverProvider, LiveTakeoverSettings, LiveTakeoverTable } from '@live-takeover/react';
import { createRequire } from 'node:module';
import type { ReactElement } from 'react';
import { createElement } from 'react';
import { expect, test } from 'vitest';

const { renderToString } = createRequire(import.meta.url)('react-dom/server') as { renderToString(element: ReactElement): string };

test('importing needs no window', () => {
  expect('window' in globalThis).toBe(false);
  expect([AgentPresence, LiveTakeoverConversation, LiveTakeoverProvider, LiveTakeoverSettings, LiveTakeoverTable].every(Boolean)).toBe(true);
});

test.each([
  ['agent-presence', createElement(AgentPresence, { endpoint: '/v1/agents', onNavigateRequest: () => undefined })],
  ['live-takeover-conversation', createElement(LiveTakeoverConversation, { conversationId: 'c1', onTakeoverRequest: () => undefined })],
  ['live-takeover-provider', createElement(LiveTakeoverProvider, { endpoint: '/v1/agents', tokenUrl: '/token' })],
  ['live-takeover-settings', createElement(LiveTakeoverSettings, { botId: 'bank', onSettingsChangeRequest: () => undefined })],
  ['live-takeover-table', createElement(LiveTakeoverTable, { className: 'desk', onConversationOpened: () => undefined })],
])('a server renders <%s> without running it', (tag, element) => {
  expect(renderToString(element)).toMatch(new RegExp(`^<${tag}[^>]*></${tag}>$`));
});
