import { describe, expect, test } from 'vitest';
import { createFakeRuntime, settled } from '../../testing/fake-runtime.js';
import type { FakeRuntime } from '../../testing/fake-runtime.js';
import type { MemoryAttachments } from '../../testing/memory-attachments.js';
import { createMemoryAttachments } from '../../testing/memory-attachments.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import type { AttachmentsConfig } from '../config/config.js';
import { gatewayConfigSchema } from '../config/schema.js';
import type { Attachments, AttachmentsOptions, Upload } from './attachments.js';
import { createAttachments } from './attachments.js';

const day = 24 * 60 * 60_000;
const upload: Upload = { tenant: 'default', conversationId: 'c1', uploader: 'agent', name: 'a.txt', contentType: 'text/plain' };

async function* bytes(length: number, pieceBytes = 1_000): AsyncGenerator<Uint8Array> {
  for (let left = length; left > 0; left -= pieceBytes) yield new Uint8Array(Math.min(left, pieceBytes)).fill(0x61);
}

interface Setting {
  readonly runtime: FakeRuntime;
  readonly files: MemoryAttachments;
  readonly attachments: Attachments;
}

function setUp(overrides: Partial<AttachmentsConfig> = {}, options: Partial<AttachmentsOptions> = {}): Setting {
  const runtime = createFakeRuntime();
  const files = createMemoryAttachments();
  const { attachments: defaults } = gatewayConfigSchema.parse({ bots: [{ id: 'b', name: 'B', protocol: 'webhook', url: 'http://b.example' }] });
  const events = createMemoryStore({ now: () => runtime.now() });
  const config = (): AttachmentsConfig => ({ ...defaults, ...overrides });
  return { runtime, files, attachments: createAttachments({ store: files, config, runtime, publicUrl: () => 'https://gw.example/', events, ...options }) };
}

const idOf = (url: string): string => url.split('/').at(-1) ?? '';

describe('taking a file in', () => {
  test('answers what a message needs to name it', async () => {
    const { attachments, runtime } = setUp();
    const attachment = await attachments.receive({ ...upload, name: '../naïve.txt' }, bytes(10));
    expect(attachment).toEqual({ name: 'naïve.txt', contentType: 'text/plain', sizeBytes: 10, expiresAt: runtime.now() + day, url: expect.stringMatching(/^https:\/\/gw\.example\/v1\/attachments\/\d+\.[\w-]{22}\.a/) });
    expect(attachment.url).not.toContain('c1');
  });

  test('a file of exactly the limit is taken, a byte more is not', async () => {
    const { attachments, files } = setUp({ sizeBytes: 5_000 });
    await attachments.receive(upload, bytes(5_000));
    await expect(attachments.receive(upload, bytes(5_001))).rejects.toMatchObject({ code: 'attachment-too-large' });
    expect(files.ids).toHaveLength(1);
  });

  test('no more is read of a file than its limit', async () => {
    const { attachments } = setUp({ sizeBytes: 5_000 });
    let read = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) {
        read += 1_000;
        yield new Uint8Array(1_000).fill(0x61);
      }
    };
    await expect(attachments.receive(upload, endless())).rejects.toMatchObject({ code: 'attachment-too-large' });
    expect(read).toBe(6_000);
  });

  test('what a conversation holds is limited, together with what comes in at the same time, and counts anew once it failed', async () => {
    const { attachments, files } = setUp({ conversationBytes: 25_000 });
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => attachments.receive(upload, bytes(10_000))));
    const full = outcomes.filter(({ status }) => status === 'rejected');
    expect(full.length).toBeGreaterThanOrEqual(2);
    for (const outcome of full) expect(outcome).toMatchObject({ reason: { code: 'attachments-full' } });
    while (files.ids.length < 2) await attachments.receive(upload, bytes(10_000));
    await expect(attachments.receive(upload, bytes(10_000))).rejects.toMatchObject({ code: 'attachments-full' });
    await attachments.receive(upload, bytes(5_000));
    await attachments.receive({ ...upload, conversationId: 'c2' }, bytes(10_000));
    await attachments.receive({ ...upload, tenant: 'other' }, bytes(10_000));
  });

  test('what the sender’s connection says is not taken for the store’s', async () => {
    const { attachments } = setUp();
    const gone = Object.assign(new Error('aborted'), { code: 'ENOSPC', syscall: 'read' });
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield* bytes(10_000);
      throw gone;
    };
    await expect(attachments.receive(upload, broken())).rejects.toBe(gone);
  });

  test('a sender whose file is refused by its first bytes is let go', async () => {
    const { attachments } = setUp();
    let isLeft = false;
    const program = async function* (): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.concat([Buffer.from('MZ'), Buffer.alloc(5_000)]);
        yield Buffer.alloc(1_000);
      } finally {
        isLeft = true;
      }
    };
    await expect(attachments.receive(upload, program())).rejects.toMatchObject({ code: 'attachment-not-allowed' });
    expect(isLeft).toBe(true);
  });

  test('without a place for them files are refused', async () => {
    const { attachments } = setUp({}, { store: undefined });
    expect([attachments.isOn, attachments.offer]).toEqual([false, null]);
    await expect(attachments.receive(upload, bytes(1))).rejects.toMatchObject({ code: 'not-supported' });
    expect(await attachments.find('1.aaaaaaaaaaaaaaaaaaaaaa.cx')).toBe('unknown');
    await attachments.erase('default', ['c1']);
  });
});

describe('giving a file out', () => {
  test('for a day, then it has expired, swept or not', async () => {
    const { attachments, runtime, files } = setUp();
    await attachments.start();
    const id = idOf((await attachments.receive(upload, bytes(10))).url);
    await runtime.advance(day - 1);
    expect(await attachments.find(id)).toMatchObject({ file: { sizeBytes: 10 } });
    await runtime.advance(1);
    expect([await attachments.find(id), files.ids.length]).toEqual(['expired', 1]);
    await runtime.advance(2 * 60 * 60_000);
    expect([await attachments.find(id), files.ids.length]).toEqual(['expired', 0]);
    attachments.stop();
    await runtime.advance(day);
  });

  test('what was never there is unknown', async () => {
    const { attachments } = setUp();
    const id = idOf((await attachments.receive(upload, bytes(10))).url);
    expect(await attachments.find(`${id}x`)).toBe('unknown');
    expect(await attachments.find('anything')).toBe('unknown');
  });

  test('a link is known as long as it leads somewhere, and what is not ours stays where it is', async () => {
    const { attachments, runtime } = setUp();
    const attachment = await attachments.receive(upload, bytes(10));
    expect(await attachments.linkTo('default', 'c1', attachment)).toBe(attachment.url);
    await runtime.advance(day);
    expect(await attachments.linkTo('default', 'c1', attachment)).toBeUndefined();
    const foreign = { ...attachment, url: 'https://bot.example/a.png' };
    expect(await attachments.linkTo('default', 'c1', foreign)).toBe(foreign.url);
  });
});

describe('a command that names files', () => {
  test('gets them as they were stored, whatever it says of them', async () => {
    const { attachments } = setUp();
    const attachment = await attachments.receive(upload, bytes(10));
    const given = { name: 'evil.exe', contentType: 'text/html', url: attachment.url.replace('https://gw.example', 'https://evil.example'), sizeBytes: 1 };
    expect(await attachments.ofCommand('default', 'c1', [given])).toEqual({ ok: true, attachments: [attachment] });
  });

  test.each<[string, Partial<Upload>, string]>([
    ['of another conversation', { conversationId: 'c2' }, 'attachment-unknown'],
    ['of another tenant', { tenant: 'other' }, 'attachment-unknown'],
    ['of the customer’s', { uploader: 'customer' }, 'attachment-unknown'],
  ])('is refused one %s', async (_title, whose, code) => {
    const { attachments } = setUp();
    const attachment = await attachments.receive({ ...upload, ...whose }, bytes(10));
    expect(await attachments.ofCommand('default', 'c1', [attachment])).toMatchObject({ ok: false, error: { code } });
  });

  test('is refused one from elsewhere, one that expired, and more than a message may have', async () => {
    const { attachments, runtime } = setUp();
    const attachment = await attachments.receive(upload, bytes(10));
    const refusal = async (given: readonly (typeof attachment)[]): Promise<unknown> => attachments.ofCommand('default', 'c1', given);
    expect(await refusal([{ ...attachment, url: 'https://elsewhere.example/a.txt' }])).toMatchObject({ error: { code: 'attachment-unknown' } });
    expect(await refusal(Array(6).fill(attachment))).toMatchObject({ error: { code: 'attachment-too-large' } });
    await runtime.advance(day);
    expect(await refusal([attachment])).toMatchObject({ error: { code: 'attachment-expired' } });
  });
});

describe('letting go', () => {
  test('erasing takes all of a conversation’s files, those too that nobody sent on', async () => {
    const { attachments, files } = setUp();
    for (const whose of [{}, { uploader: 'customer' }, { conversationId: 'c2' }, { tenant: 'other' }] as const) await attachments.receive({ ...upload, ...whose }, bytes(10));
    await attachments.erase('default', ['c1']);
    expect(files.ids).toHaveLength(2);
  });

  test('what came to nothing is discarded; what cannot be removed now is logged and expires', async () => {
    const { attachments, files, runtime } = setUp();
    const attachment = await attachments.receive(upload, bytes(10));
    const { remove } = files;
    files.remove = () => Promise.reject(new Error('busy'));
    await attachments.discard([attachment, { ...attachment, url: 'https://elsewhere.example/' }]);
    expect(runtime.lines).toEqual([expect.objectContaining({ event: 'attachment-not-removed' })]);
    files.remove = remove;
    await attachments.discard([attachment]);
    expect(files.ids).toEqual([]);
  });
});

describe('nodes that share a store', () => {
  const shared = (settings: Map<string, string>): AttachmentsOptions['events'] => ({
    isShared: true,
    setting: async (tenant, key) => settings.get(`${tenant} ${key}`),
    putSetting: async (tenant, key, value) => void settings.set(`${tenant} ${key}`, value),
  });
  const warnings = async (...identities: readonly string[]): Promise<readonly string[]> => {
    const settings = new Map<string, string>();
    const lines: string[] = [];
    for (const identity of identities) {
      const { attachments, runtime } = setUp({}, { store: { ...createMemoryAttachments(), identity: async () => identity }, events: shared(settings) });
      await attachments.start();
      attachments.stop();
      lines.push(...runtime.lines.map(({ event }) => event));
    }
    return lines;
  };

  test('are warned when they do not share the place of their files', async () => {
    expect(await warnings('one', 'one', 'one')).toEqual([]);
    expect(await warnings('one', 'two', 'two')).toEqual(['attachments-directory-changed']);
  });

  test('are told that files are refused without one', async () => {
    const { attachments, runtime } = setUp({}, { store: undefined, events: shared(new Map()) });
    await attachments.start();
    expect(runtime.lines).toMatchObject([{ level: 'warn', event: 'attachments-off' }]);
  });

  test('start although the place does not answer, and say so', async () => {
    const failing = { ...createMemoryAttachments(), identity: () => Promise.reject(new Error('gone')), sweep: () => Promise.reject(new Error('gone')) };
    const { attachments, runtime } = setUp({}, { store: failing, events: shared(new Map()) });
    await attachments.start();
    await settled();
    expect(runtime.lines.map(({ event }) => event)).toEqual(['attachments-unusable', 'attachments-not-swept']);
  });
});
