import { afterEach, expect, test } from 'vitest';
import { messagePartsOf } from './message-parts.js';
import type { MessengerFixture } from './messenger.test-support.js';
import { createMessengerFixture, psid } from './messenger.test-support.js';

const fixtures: MessengerFixture[] = [];
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function said(message: Readonly<Record<string, unknown>>, options?: Parameters<typeof createMessengerFixture>[0]): Promise<unknown> {
  const fixture = await createMessengerFixture(options);
  fixtures.push(fixture);
  await fixture.graph.write(psid, message);
  return (await fixture.log()).find((event) => event.type === 'message-sent');
}

test.each([
  ['a place', { attachments: [{ type: 'location', payload: { coordinates: { lat: 52.37, long: 4.89 } } }] }, { text: '52.37, 4.89', unsupported: 'location' }],
  ['a shared link', { attachments: [{ type: 'fallback', payload: { url: 'https://example.test/x', title: 'A title' } }] }, { text: 'A title\nhttps://example.test/x' }],
  ['what Facebook cannot show', { is_unsupported: true }, { text: '', unsupported: 'message' }],
  ['a template', { attachments: [{ type: 'template', payload: {} }] }, { text: '', unsupported: 'template' }],
  ['nothing at all', {}, { text: '', unsupported: 'empty message' }],
  ['a pressed quick reply', { text: 'Red', quick_reply: { payload: 'PICK_RED' } }, { text: 'Red', channelData: { activity: { value: 'PICK_RED' } } }],
  ['an answer to a message', { text: 'yes', reply_to: { mid: 'm_1' } }, { text: 'yes', channelData: { activity: { channelData: { replyTo: 'm_1' } } } }],
])('%s is a message that tells what it is', async (_what, message, expected) => {
  expect(await said(message)).toMatchObject(expected);
});

test('a text longer than any of ours is kept as far as it goes, and says so', async () => {
  expect(await said({ text: 'x'.repeat(5_000) })).toMatchObject({ text: 'x'.repeat(4_000), unsupported: 'too long text' });
});

test('a picture is an attachment of ours where files are wanted, whatever address it is at', async () => {
  const message = { text: 'look', attachments: [{ type: 'image', payload: { url: 'https://scontent.example.test/photo.jpg?secret=1' } }] };
  const stored = await said(message, { bot: { attachments: { whenBot: 'accept' } } });
  expect(stored).toMatchObject({ text: 'look', attachments: [{ url: expect.stringMatching(/^https:\/\/gateway\.test\/v1\/remote-files\//) as string }] });
  expect(JSON.stringify(stored)).not.toContain('scontent');
});

test('a reaction is kept beside the messages, and the bot is not asked about it', async () => {
  const fixture = await createMessengerFixture();
  fixtures.push(fixture);
  await fixture.graph.write(psid, { text: 'Hi' });
  await fixture.runtime.advance(1_000);
  const asked = fixture.asked.length;
  const reaction = fixture.graph.webhook({ sender: { id: psid }, recipient: { id: '404217156637689' }, timestamp: 2, reaction: { reaction: 'love', emoji: '❤️', action: 'react', mid: 'm_1' } });
  for (const webhook of [reaction.clone(), reaction]) expect((await fixture.gateway.fetch(webhook)).status).toBe(200);
  await fixture.runtime.advance(1_000);
  expect((await fixture.log()).filter(({ type }) => type === 'unsupported-received')).toEqual([expect.objectContaining({ kind: 'reaction' })]);
  expect(fixture.asked).toHaveLength(asked);
});

test('buttons of a bot go with its last words, after its files', () => {
  const suggestedActions = { actions: [{ type: 'imBack', title: 'A title that is far too long', value: 'long' }, { type: 'openUrl', title: 'Site', value: 'https://x.test' }, { type: 'postBack', title: 'Yes', value: 'yes' }] };
  const parts = messagePartsOf({ text: 'Which?', attachments: [{ name: 'a.png', contentType: 'image/png', url: 'https://gateway.test/a' }, { name: 'b.pdf', contentType: 'application/pdf', url: 'https://gateway.test/b' }], channelData: { activity: { suggestedActions } } });
  expect(parts).toEqual([
    { attachment: { type: 'image', payload: { url: 'https://gateway.test/a', is_reusable: false } } },
    { attachment: { type: 'file', payload: { url: 'https://gateway.test/b', is_reusable: false } } },
    { text: 'Which?', quick_replies: [{ content_type: 'text', title: 'A title that is far ', payload: 'long' }, { content_type: 'text', title: 'Yes', payload: 'yes' }] },
  ]);
});
