/** What was captured from directlinejs and the documented service, against ours. */
import { describe, expect, test } from 'vitest';
import { directLineHarness, directLineSecret } from '../../../testing/direct-line-harness.js';
import { eventually } from '../../../testing/fake-runtime.js';
import { sharedFixture } from '../../../testing/shared-fixtures.js';
import { isRecord, recordField } from '../../activity/activity.js';
import type { JsonRecord } from '../../activity/activity.js';
import { badToken, directLineProblem } from './problem.js';

/** The names in a JSON value and the kinds of their values, whatever those are. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (!isRecord(value)) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shapeOf(field)]));
}

const names = ['tokens-generate', 'start-conversation', 'post-activity', 'get-activities', 'reconnect', 'tokens-refresh'] as const;

describe('a captured session', () => {
  test('is answered with the same statuses and shapes', async () => {
    const captured = names.map((name) => sharedFixture(`directline/${name}.json`));
    if (captured.includes(undefined)) return;
    const harness = await directLineHarness();
    let [token, thread] = [directLineSecret, ''];
    for (const exchange of captured as readonly JsonRecord[]) {
      const { method, path, body } = recordField(exchange, 'request');
      const ours = String(path).replace(/6865cb5f[0-9a-f-]*/, thread).replace(/watermark=\d+/, 'watermark=');
      const response = await harness.call(String(method), ours, { token, ...(body === undefined ? {} : { body }) });
      const answer = (await response.json()) as Record<string, unknown>;
      const expected = recordField(exchange, 'response');
      expect(response.status, ours).toBe(expected['status']);
      expect(shapeOf(answer), ours).toMatchObject(withoutEmpty(shapeOf(expected['body'])));
      if (typeof answer['token'] === 'string') token = answer['token'];
      if (typeof answer['conversationId'] === 'string') thread = answer['conversationId'];
    }
  });

  test('is echoed on the stream with everything the client sent', async () => {
    const [posted, frame] = [sharedFixture('directline/post-activity.json'), sharedFixture('directline/ws-frame-echo.json')];
    if (posted === undefined || frame === undefined) return;
    const harness = await directLineHarness();
    const issued = await harness.token({ id: 'dl_ann', name: 'Ann' });
    const started = await harness.json('POST', '/v3/directline/conversations', { token: issued.token, body: {} });
    const socket = await harness.stream(String(started['streamUrl']));
    if (socket instanceof Response) throw new Error('Refused.');
    await harness.call('POST', `/v3/directline/conversations/${issued.conversationId}/activities`, {
      token: issued.token,
      body: recordField(posted, 'request')['body'],
    });
    const sent = await eventually(() => socket.frames[0]);
    expect(shapeOf(sent)).toMatchObject(withoutEmpty(shapeOf(frame)));
    const [activity] = (sent as { activities: JsonRecord[] }).activities;
    const body = recordField(recordField(posted, 'request'), 'body');
    for (const field of ['text', 'channelData', 'from', 'locale', 'localTimestamp', 'localTimezone', 'textFormat']) expect(activity?.[field]).toEqual(body[field]);
  });

  test('is told of typing as it was', async () => {
    const frame = sharedFixture('directline/ws-frame-typing.json');
    if (frame === undefined) return;
    const harness = await directLineHarness();
    const issued = await harness.begin();
    const socket = await harness.stream(issued.streamUrl);
    if (socket instanceof Response) throw new Error('Refused.');
    const [head] = harness.projection.heads('default');
    if (head === undefined) throw new Error('No conversation.');
    const before = socket.frames.length;
    const [captured] = (frame as { activities: JsonRecord[] }).activities;
    harness.channel.signal('default', head, { signal: 'typing', conversationId: head.id, from: { kind: 'agent', id: '7', name: 'Agent Bo' }, isActive: true });
    const told = (await eventually(() => socket.frames[before])) as { activities: JsonRecord[]; watermark?: unknown };
    expect(told).not.toHaveProperty('watermark');
    expect(shapeOf(told)).toEqual(shapeOf(frame));
    expect(told.activities[0]).toMatchObject({ type: 'typing', from: captured?.['from'] });
  });

  test('is refused with the same errors', async () => {
    const errors = sharedFixture('directline/errors.json');
    if (errors === undefined) return;
    const ours = {
      bad_token: badToken(),
      expired: directLineProblem('TokenExpired', 'Token has expired'),
      gone: directLineProblem('ResourceNotFound', 'Conversation not found'),
    };
    for (const [name, response] of Object.entries(ours))
      expect({ status: response.status, body: await response.json() }).toEqual(recordField(errors, name));
  });
});

/** Without empty lists, which mean the same as nothing and are not kept. */
function withoutEmpty(shape: unknown): object {
  if (Array.isArray(shape)) return shape.map((item) => (isRecord(item) ? withoutEmpty(item) : (item as object)));
  const fields = Object.entries(shape as JsonRecord).filter(([, field]) => !(Array.isArray(field) && field.length === 0));
  return Object.fromEntries(fields.map(([name, field]) => [name, typeof field === 'object' && field !== null ? withoutEmpty(field) : field]));
}
