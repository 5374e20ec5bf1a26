import type { MessageSent } from '@live-takeover/sdk/core';
import { describe, expect, test } from 'vitest';
import type { DirectLineHarness, IssuedToken } from '../../../testing/direct-line-harness.js';
import { directLineHarness, gatewayOrigin } from '../../../testing/direct-line-harness.js';
import type { StoredFile } from '../../attachments/attachment-store.js';

const conversations = '/v3/directline/conversations';
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const filesNotNow = 'Files can be sent only while you are talking to a person. Yours was not sent.';

/** What Web Chat sends: the activity as a template, the files beside it. */
function formOf(text: string | undefined, files: readonly (readonly [name: string, contentType: string, bytes: Uint8Array<ArrayBuffer>])[]): FormData {
  const form = new FormData();
  const attachments = files.map(([name, contentType]) => ({ name, contentType, thumbnailUrl: 'data:image/png;base64,AAAA' }));
  const channelData = { clientActivityID: 'k1', attachmentSizes: files.map(([, , bytes]) => bytes.length) };
  const activity = { type: 'message', from: { id: 'x', role: 'user' }, attachments, channelData, localTimestamp: '2026-11-22T15:01:06.000+01:00', ...(text === undefined ? {} : { text }) };
  form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }));
  for (const [name, contentType, bytes] of files) form.append('file', new Blob([bytes], { type: contentType }), name);
  return form;
}

interface Setting {
  readonly harness: DirectLineHarness;
  readonly issued: IssuedToken;
  readonly conversationId: string;
  upload(form: FormData): Promise<Response>;
  /** The messages that the conversation holds, oldest first. */
  messages(): Promise<readonly MessageSent[]>;
  /** What the customer's client sees. */
  activities(): Promise<readonly Record<string, unknown>[]>;
  takeOver(): Promise<void>;
}

async function setUp(options: Parameters<typeof directLineHarness>[0] = {}): Promise<Setting> {
  const harness = await directLineHarness(options);
  const issued = await harness.begin();
  const { conversationId: thread, token } = issued;
  const conversationId = (await harness.store.threadConversations('default', thread))[0] ?? '';
  return {
    harness,
    issued,
    conversationId,
    upload: (form) => harness.call('POST', `${conversations}/${thread}/upload?userId=x`, { token, body: form }),
    messages: async () => (await harness.store.read('default', conversationId, 0)).filter((event) => event.type === 'message-sent'),
    activities: async () => (await harness.json('GET', `${conversations}/${thread}/activities`, { token }))['activities'] as Record<string, unknown>[],
    takeOver: () => harness.append(thread, [{ type: 'takeover-started', id: 't', operator: { kind: 'agent', id: 'ana', name: 'Ana' }, term: 1 }]),
  };
}

async function described({ harness }: Setting): Promise<readonly (Pick<StoredFile, 'name' | 'contentType' | 'sizeBytes'> | undefined)[]> {
  return Promise.all(harness.files.ids.map(async (id) => harness.files.find(id)));
}

describe('during a takeover', () => {
  test('a file is kept, stands in the message, and comes back to the customer as Web Chat shows it', async () => {
    const setting = await setUp();
    await setting.takeOver();
    const response = await setting.upload(formOf('here it is', [['bill.png', 'image/png', png]]));
    expect([response.status, await response.json()]).toEqual([200, { id: expect.stringContaining('|') }]);
    const [message] = await setting.messages();
    expect(message).toMatchObject({ from: 'customer', text: 'here it is', attachments: [{ name: 'bill.png', contentType: 'image/png', sizeBytes: 11, expiresAt: setting.harness.runtime.now() + 86_400_000 }] });
    const url = message?.attachments?.[0]?.url ?? '';
    expect(url).toMatch(new RegExp(`^${gatewayOrigin}/v1/attachments/\\d+\\.[\\w-]{22}\\.c`));
    const [activity] = await setting.activities();
    expect(activity).toMatchObject({
      text: 'here it is',
      attachments: [{ name: 'bill.png', contentType: 'image/png', contentUrl: url, thumbnailUrl: url }],
      channelData: { clientActivityID: 'k1', attachmentSizes: [11] },
    });
    expect(JSON.stringify(await setting.messages())).not.toContain('thumbnailUrl');
  });

  test('a file needs no words', async () => {
    const setting = await setUp();
    await setting.takeOver();
    expect((await setting.upload(formOf(undefined, [['a.png', 'image/png', png]]))).status).toBe(200);
    expect(await setting.messages()).toMatchObject([{ text: '', attachments: [{ name: 'a.png' }] }]);
    expect((await setting.activities())[0]).not.toHaveProperty('text');
  });

  test('a single file as the body is a message too', async () => {
    const setting = await setUp();
    await setting.takeOver();
    const { conversationId, token } = setting.issued;
    const headers = { 'content-type': 'image/png', 'content-disposition': 'name="file"; filename="badjokeeel.png"' };
    expect((await setting.harness.call('POST', `${conversations}/${conversationId}/upload?userId=x`, { token, body: png, headers })).status).toBe(200);
    expect(await setting.messages()).toMatchObject([{ text: '', attachments: [{ name: 'badjokeeel.png', contentType: 'image/png' }] }]);
  });

  test('a file inside an activity is taken out of it', async () => {
    const setting = await setUp();
    await setting.takeOver();
    const contentUrl = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
    expect((await setting.harness.say(setting.issued, 'see', { attachments: [{ name: 'in.png', contentType: 'image/png', contentUrl }] })).status).toBe(200);
    expect(await setting.messages()).toMatchObject([{ text: 'see', attachments: [{ name: 'in.png', sizeBytes: 11 }] }]);
    expect(JSON.stringify(await setting.messages())).not.toContain('base64');
  });

  test.each<[string, readonly [string, string, Uint8Array<ArrayBuffer>], string]>([
    ['too large', ['a.txt', 'text/plain', new Uint8Array(10_000_001).fill(0x20)], 'Your file was not sent: at most 5 × 10 MB are possible.'],
    ['a program that calls itself a picture', ['a.png', 'image/png', Buffer.from('MZ\0\0')], 'Your file was not sent: files of this kind are not accepted here.'],
    ['empty', ['a.png', 'image/png', new Uint8Array()], 'Your file was not sent: files of this kind are not accepted here.'],
  ])('a file that is %s is refused with a reason, and the words beside it go through', async (_title, file, why) => {
    const setting = await setUp();
    await setting.takeOver();
    expect((await setting.upload(formOf('my words', [file]))).status).toBe(200);
    const messages = await setting.messages();
    expect(messages.map(({ from, text }) => [from, text])).toEqual([['customer', 'my words'], ['system', why]]);
    expect(messages[0]).not.toHaveProperty('attachments');
    expect(messages[1]).toMatchObject({ causedBy: messages[0]?.id });
    expect(setting.harness.files.ids).toEqual([]);
  });

  test('of more files than one message may have the first are taken, and the customer is told', async () => {
    const setting = await setUp();
    await setting.takeOver();
    const files = Array.from({ length: 7 }, (_, index) => [`${String(index)}.png`, 'image/png', png] as const);
    expect((await setting.upload(formOf('all of it', files))).status).toBe(200);
    const [sent, told] = await setting.messages();
    expect(sent?.attachments?.map(({ name }) => name)).toEqual(['0.png', '1.png', '2.png', '3.png', '4.png']);
    expect(told?.automatic).toBe('file-too-large');
  });

  test('a disk that is full is told of, and nothing of the file stays', async () => {
    const setting = await setUp();
    await setting.takeOver();
    setting.harness.files.roomBytes = 5;
    const response = await setting.upload(formOf(undefined, [['a.png', 'image/png', png]]));
    expect(response.status).toBe(400);
    expect((await setting.messages()).map(({ automatic }) => automatic)).toEqual(['file-not-stored']);
    expect(setting.harness.files.ids).toEqual([]);
    expect(setting.harness.runtime.lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'attachment-not-stored' }));
  });

  test('the same upload again is one message, and its second copy of the file goes', async () => {
    const setting = await setUp();
    await setting.takeOver();
    const form = (): FormData => formOf('twice', [['a.png', 'image/png', png]]);
    const [first, second] = [await setting.upload(form()), await setting.upload(form())];
    expect(await second.json()).toEqual(await first.json());
    expect(await setting.messages()).toHaveLength(1);
    expect(setting.harness.files.ids).toHaveLength(1);
  });

  test('files go when the takeover ends while they come in', async () => {
    const setting = await setUp();
    await setting.takeOver();
    const { put } = setting.harness.files;
    setting.harness.files.put = async (file, bytes) => {
      await setting.harness.append(setting.issued.conversationId, [{ type: 'takeover-ended', id: 'e', term: 1, endedInto: 2, why: 'handed-back' }]);
      return put(file, bytes);
    };
    expect((await setting.upload(formOf('late', [['a.png', 'image/png', png]]))).status).toBe(200);
    expect((await setting.messages()).map(({ text }) => text)).toEqual(['late', filesNotNow]);
    expect(setting.harness.files.ids).toEqual([]);
  });

  test('a message that may be stored keeps its files', async () => {
    const setting = await setUp();
    await setting.takeOver();
    setting.harness.store.append = () => Promise.reject(new Error('unreachable'));
    expect((await setting.upload(formOf('perhaps', [['a.png', 'image/png', png]]))).status).toBe(503);
    expect(setting.harness.files.ids).toHaveLength(1);
  });
});

describe('while the bot answers', () => {
  test('a file is refused in the bot’s words, and the words beside it go through', async () => {
    const setting = await setUp();
    expect((await setting.upload(formOf('my words', [['a.png', 'image/png', png]]))).status).toBe(200);
    expect((await setting.messages()).map(({ from, text }) => [from, text])).toEqual([
      ['customer', 'my words'],
      ['system', filesNotNow],
    ]);
    expect(setting.harness.files.ids).toEqual([]);
  });

  test('nothing but a file is refused as a whole, and no empty message is stored', async () => {
    const setting = await setUp();
    const response = await setting.upload(formOf(undefined, [['a.png', 'image/png', png]]));
    expect([response.status, await response.json()]).toEqual([415, { error: { code: 'NotSupported', message: filesNotNow } }]);
    expect(await setting.messages()).toMatchObject([{ from: 'system', automatic: 'files-not-now' }]);
    const [activity] = await setting.activities();
    expect(activity).toMatchObject({ text: filesNotNow, from: { role: 'bot' } });
  });

  test('a file inside an activity, or what calls itself one, fares the same', async () => {
    const setting = await setUp();
    expect((await setting.harness.say(setting.issued, 'see', { attachments: [{ contentType: 'image/png' }] })).status).toBe(200);
    expect((await setting.messages()).map(({ text }) => text)).toEqual(['see', filesNotNow]);
  });

  test('without a word where the bot’s text is empty', async () => {
    const setting = await setUp({ bot: { messages: { ...(await directLineHarness()).bot.messages, filesNotNow: '' } } });
    expect((await setting.upload(formOf(undefined, [['a.png', 'image/png', png]]))).status).toBe(415);
    expect(await setting.messages()).toEqual([]);
  });

  test('a bot that wants files gets them', async () => {
    const setting = await setUp({ bot: { attachments: { whenBot: 'accept' } } });
    expect((await setting.upload(formOf('for the bot', [['a.png', 'image/png', png]]))).status).toBe(200);
    expect(await setting.messages()).toMatchObject([{ from: 'customer', attachments: [{ name: 'a.png' }] }]);
    expect(await described(setting)).toMatchObject([{ name: 'a.png', contentType: 'image/png', sizeBytes: 11 }]);
  });

  test('a bot that wants files gets them even as the first words of a conversation', async () => {
    const harness = await directLineHarness({ bot: { attachments: { whenBot: 'accept' } } });
    const { conversationId, token } = await harness.token();
    const body = formOf('first', [['a.png', 'image/png', png]]);
    expect((await harness.call('POST', `${conversations}/${conversationId}/upload?userId=x`, { token, body })).status).toBe(200);
    expect(harness.files.ids).toHaveLength(1);
  });
});

describe('an upload that cannot be read', () => {
  test.each<[string, string, string]>([
    ['is cut off', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf'],
    ['is no form', 'multipart/form-data; boundary=b', 'hello'],
    ['holds an activity that is none', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="activity"\r\n\r\n{\r\n--b--'],
    ['holds an activity that says nothing', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="activity"\r\n\r\n{"type":"typing"}\r\n--b--'],
  ])('because it %s is refused, and nothing of it stays', async (_title, contentType, body) => {
    const setting = await setUp();
    await setting.takeOver();
    const { conversationId, token } = setting.issued;
    const response = await setting.harness.call('POST', `${conversations}/${conversationId}/upload`, { token, body, headers: { 'content-type': contentType } });
    expect(response.status).toBe(400);
    expect(await setting.messages()).toEqual([]);
    expect(setting.harness.files.ids).toEqual([]);
  });

  test('files without end are refused, the words before them go through', async () => {
    const setting = await setUp();
    await setting.takeOver();
    const huge = new Uint8Array(12_000_000).fill(0x20);
    const files = Array.from({ length: 6 }, (_, index) => [`${String(index)}.txt`, 'text/plain', huge] as const);
    expect((await setting.upload(formOf('my words', files))).status).toBe(200);
    expect((await setting.messages()).map(({ text }) => text)).toEqual(['my words', 'Your file was not sent: at most 5 × 10 MB are possible.']);
    expect(setting.harness.files.ids).toEqual([]);
  });
});
