import { expect, test } from 'vitest';
import { MultipartError, boundaryOf, fileNameOf, partsOf } from './multipart.js';

/** What a browser sends of a form, cut into pieces of so many bytes. */
async function* pieces(body: string | Uint8Array, sizeBytes: number): AsyncGenerator<Uint8Array> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  for (let at = 0; at < bytes.length; at += sizeBytes) yield bytes.subarray(at, at + sizeBytes);
}

const read = async (source: AsyncIterable<Uint8Array>, boundary = 'b'): Promise<readonly (readonly unknown[])[]> => {
  const parts: (readonly unknown[])[] = [];
  for await (const { name, fileName, contentType, body } of partsOf(source, boundary)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    parts.push([name, fileName, contentType, Buffer.concat(chunks).toString()]);
  }
  return parts;
};

const form = [
  'a preamble that nobody reads',
  '--b',
  'Content-Disposition: form-data; name="activity"; filename="blob"',
  'Content-Type: application/vnd.microsoft.activity',
  '',
  '{"type":"message"}',
  '--b \t',
  'content-disposition: form-data; name="file"; filename="a \\"quoted\\" %22name%22.txt"',
  '',
  'first line\r\n-\r\n--',
  '--b',
  'Content-Disposition: form-data; name="empty"',
  '',
  '',
  '--b--',
  'an epilogue',
].join('\r\n');

const parts = [
  ['activity', 'blob', 'application/vnd.microsoft.activity', '{"type":"message"}'],
  ['file', 'a "quoted" "name".txt', '', 'first line\r\n-\r\n--'],
  ['empty', undefined, '', ''],
];

test.each([1, 2, 3, 7, 64, 100_000])('a form is read the same in pieces of %i bytes', async (sizeBytes) => {
  expect(await read(pieces(form, sizeBytes))).toEqual(parts);
});

test('a part that is not read, or not to its end, is skipped', async () => {
  const names: string[] = [];
  for await (const { name, body } of partsOf(pieces(form, 5), 'b')) {
    names.push(name);
    if (name === 'file') for await (const _chunk of body) break;
  }
  expect(names).toEqual(['activity', 'file', 'empty']);
});

test('what Node makes of a form is read back byte by byte', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  const given = new FormData();
  given.append('file', new Blob([bytes], { type: 'image/png' }), 'weiß "x"\r\n.png');
  const response = new Response(given);
  const boundary = boundaryOf(response.headers.get('content-type')) ?? '';
  for await (const { fileName, contentType, body } of partsOf(pieces(new Uint8Array(await response.arrayBuffer()), 4_001), boundary)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    expect([fileName, contentType]).toEqual(['weiß "x"\r\n.png', 'image/png']);
    expect(Buffer.concat(chunks).equals(Buffer.from(bytes))).toBe(true);
  }
});

test.each([
  ['is cut off in a part', '--b\r\n\r\nhalf'],
  ['is cut off in a header', '--b\r\nContent-Type: a'],
  ['has no boundary at all', 'hello'],
  ['goes on behind a boundary', '--bc\r\n\r\nx\r\n--b--'],
  ['describes a part without end', `--b\r\n${'x'.repeat(20_000)}`],
  ['has more parts than anyone sends', `${'--b\r\n\r\nx\r\n'.repeat(200)}--b--`],
])('a form that %s is refused', async (_title, body) => {
  await expect(read(pieces(body, 1_000))).rejects.toThrow(MultipartError);
});

test('a sender that hangs up is told of as it is', async () => {
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('--b\r\n\r\nhalf');
    throw new Error('gone');
  };
  await expect(read(broken())).rejects.toThrow('gone');
});

test.each<[string | null, string | undefined]>([
  ['multipart/form-data; boundary=----WebKitFormBoundaryx', '----WebKitFormBoundaryx'],
  ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
  ['multipart/form-data', undefined],
  ['application/json; boundary=x', undefined],
  [null, undefined],
])('the boundary of %j is %j', (contentType, boundary) => expect(boundaryOf(contentType)).toBe(boundary));

test.each([
  [`attachment; filename="plain.txt"`, 'plain.txt'],
  [`attachment; filename=plain.txt`, 'plain.txt'],
  [`name="file"; filename="badjokeeel.jpg"`, 'badjokeeel.jpg'],
  [`attachment; filename="x.txt"; filename*=UTF-8''na%C3%AFve.txt`, 'naïve.txt'],
  [`attachment; filename*=UTF-8''%E0%A4%A`, '%E0%A4%A'],
  ['attachment', undefined],
])('the file name in %j is %j', (disposition, name) => expect(fileNameOf(disposition)).toBe(name));
