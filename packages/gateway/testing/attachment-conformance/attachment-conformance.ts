/** What every store of files must show, whatever its engine. */
import assert from 'node:assert/strict';
import { attachmentId } from '../../src/attachments/attachment-id.js';
import type { AttachmentStore, NewFile } from '../../src/attachments/attachment-store.js';
import { AttachmentStoreError } from '../../src/attachments/attachment-store.js';
import type { ConformanceRunner } from '../store-conformance/subject.js';

/** A store of files, as the suite needs it. */
export interface AttachmentSubject {
  /** Opens an empty one; every test gets its own. */
  open(): Promise<OpenedAttachments>;
}

export interface OpenedAttachments {
  readonly store: AttachmentStore;
  /** Another one over the same data, as another node has it. Absent: the data cannot be shared. */
  readonly another?: () => AttachmentStore;
  dispose(): Promise<void>;
}

const at = 1_700_000_000_000;
const hourMs = 3_600_000;
const hour = Math.floor(at / hourMs);
let drawn = 0;

/** A file of a conversation, sent so many hours after the first. */
function fileOf(conversationId: string, hoursLater = 0, tenant = 'default'): NewFile {
  const random = `random-${String((drawn += 1)).padStart(6, '0')}`;
  const sentAt = at + hoursLater * hourMs;
  const id = attachmentId(tenant, conversationId, 'customer', sentAt, random);
  return { id, name: 'Straße 🙂 «q».png', contentType: 'image/png', expiresAt: sentAt + 24 * hourMs };
}

async function* inPieces(bytes: Uint8Array, sizeBytes = 1_000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += sizeBytes) yield bytes.subarray(start, start + sizeBytes);
}

async function readAll(store: AttachmentStore, id: string): Promise<Buffer | undefined> {
  const opened = await store.open(id);
  if (opened === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened.bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Registers the tests with the given runner; an engine's own test file is its
 * subject and its special cases.
 */
export function attachmentConformance(subject: AttachmentSubject, { test }: ConformanceRunner): void {
  const check = (title: string, run: (opened: OpenedAttachments) => Promise<void>): void =>
    test(title, async () => {
      const opened = await subject.open();
      try {
        await run(opened);
      } finally {
        await opened.dispose();
      }
    });

  check('a file comes back byte for byte, with what is known of it', async ({ store }) => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const file = fileOf('c1');
    const stored = await store.put(file, inPieces(bytes));
    assert.deepEqual(stored, { ...file, sizeBytes: bytes.length });
    assert.deepEqual(await store.find(file.id), stored);
    assert.deepEqual((await store.open(file.id))?.file, stored);
    assert.ok((await readAll(store, file.id))?.equals(Buffer.from(bytes)));
  });

  check('an empty file is a file', async ({ store }) => {
    const file = fileOf('c1');
    assert.equal((await store.put(file, inPieces(new Uint8Array()))).sizeBytes, 0);
    assert.equal((await readAll(store, file.id))?.length, 0);
  });

  check('what was never sent is not there, and neither is what is no id at all', async ({ store }) => {
    for (const id of [fileOf('c1').id, '', '..', '1.2.3', '../../etc/passwd', '472222.aaaaaaaaaaaaaaaaaaaaaa.c/../../x']) {
      assert.equal(await store.find(id), undefined);
      assert.equal(await store.open(id), undefined);
      await store.remove(id);
    }
    await assert.rejects(store.put({ ...fileOf('c1'), id: '../../x' }, inPieces(new Uint8Array(1))), AttachmentStoreError);
  });

  check('a file whose bytes break off was never there, and counts for nothing', async ({ store }) => {
    const file = fileOf('c1');
    const failure = new Error('the sender hung up');
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(5_000);
      assert.equal(await store.find(file.id), undefined);
      throw failure;
    };
    await assert.rejects(store.put(file, broken()), failure);
    assert.equal(await store.find(file.id), undefined);
    assert.equal(await store.heldBytes('default', 'c1'), 0);
  });

  check('a conversation holds what its files weigh, and no other’s', async ({ store }) => {
    for (const [conversation, hoursLater] of [['c1', 0], ['c1', 5], ['c2', 0]] as const)
      await store.put(fileOf(conversation, hoursLater), inPieces(new Uint8Array(10_000)));
    await store.put(fileOf('c1', 0, 'other'), inPieces(new Uint8Array(10_000)));
    const held = await store.heldBytes('default', 'c1');
    assert.ok(held >= 20_000 && held < 21_000, String(held));
    assert.equal(await store.heldBytes('default', 'unknown'), 0);
  });

  check('a removed file is gone, its neighbour stays, and removing again changes nothing', async ({ store }) => {
    const [first, second] = [fileOf('c1'), fileOf('c1')];
    for (const file of [first, second]) await store.put(file, inPieces(new Uint8Array(10)));
    await store.remove(first.id);
    await store.remove(first.id);
    assert.equal(await store.find(first.id), undefined);
    assert.equal((await store.find(second.id))?.sizeBytes, 10);
  });

  check('erasing takes every file of the conversations that are named, of whatever hour, and nobody else’s', async ({ store }) => {
    const erased = [fileOf('c1'), fileOf('c1', 7), fileOf('c2')];
    const left = [fileOf('c3'), fileOf('c1', 0, 'other')];
    for (const file of [...erased, ...left]) await store.put(file, inPieces(new Uint8Array(10)));
    await store.erase('default', ['c1', 'c2', 'unknown']);
    await store.erase('default', ['c1', 'c2']);
    for (const { id } of erased) assert.equal(await store.find(id), undefined);
    for (const { id } of left) assert.notEqual(await store.find(id), undefined);
  });

  check('sweeping takes the hours before the one that is named', async ({ store }) => {
    const [old, young] = [fileOf('c1', 0), fileOf('c1', 1)];
    for (const file of [old, young]) await store.put(file, inPieces(new Uint8Array(10)));
    await store.sweep(hour);
    assert.notEqual(await store.find(old.id), undefined);
    await store.sweep(hour + 1);
    assert.equal(await store.find(old.id), undefined);
    assert.notEqual(await store.find(young.id), undefined);
  });

  check('a reader that leaves early keeps nothing open, and one that never begins neither', async ({ store }) => {
    const file = fileOf('c1');
    await store.put(file, inPieces(new Uint8Array(500_000)));
    for (let round = 0; round < 50; round += 1) {
      const opened = await store.open(file.id);
      assert.ok(opened);
      if (round % 2 === 0) continue;
      for await (const _chunk of opened.bytes) break;
    }
    assert.equal((await readAll(store, file.id))?.length, 500_000);
  });

  check('many at once do not meet', async ({ store }) => {
    const files = Array.from({ length: 30 }, (_, index) => fileOf(`c${String(index % 3)}`));
    await Promise.all(files.map((file, index) => store.put(file, inPieces(new Uint8Array(2_000).fill(index)))));
    for (const [index, { id }] of files.entries()) assert.ok((await readAll(store, id))?.every((byte) => byte === index));
  });

  check('who works on the same place has the same identity, and the same files', async ({ store, another }) => {
    const identity = await store.identity();
    assert.equal(await store.identity(), identity);
    if (another === undefined) return;
    const file = fileOf('c1');
    await store.put(file, inPieces(new Uint8Array(10)));
    const other = another();
    assert.equal(await other.identity(), identity);
    assert.equal((await readAll(other, file.id))?.length, 10);
    await other.erase('default', ['c1']);
    assert.equal(await store.find(file.id), undefined);
  });
}
