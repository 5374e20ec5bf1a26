import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { encodeFrame } from './codec.js';
import { decodeJson, encodeJson } from './json.js';
import { decodeServerFrame } from './server-frames.js';

type Patched = { toJSON?: () => unknown };
const nativeStringify = JSON.stringify;
const nativeParse = JSON.parse;

afterEach(() => {
  delete (Array.prototype as Patched).toJSON;
  delete (Object.prototype as Patched).toJSON;
  delete (String.prototype as Patched).toJSON;
  JSON.stringify = nativeStringify;
  JSON.parse = nativeParse;
});

const frame = {
  type: 'hello',
  token: 'a "quoted"\n\u2028 token \ud800',
  topics: { alerts: true, conversations: ['c1', 'c2'] },
  clientId: 'tab',
} as const;
const expected = nativeStringify(frame);

test.each([
  ['Array.prototype.toJSON', () => ((Array.prototype as Patched).toJSON = () => 'broken')],
  ['Object.prototype.toJSON', () => ((Object.prototype as Patched).toJSON = () => 'broken')],
  ['String.prototype.toJSON', () => ((String.prototype as Patched).toJSON = () => 'broken')],
  ['JSON.stringify', () => (JSON.stringify = () => 'broken')],
])('a host page that patched %s does not change a frame', (_what, patch) => {
  patch();
  expect(encodeFrame(frame)).toBe(expected);
});

test('a host page that patched JSON.parse does not change what is read', () => {
  JSON.parse = () => ({ type: 'broken' });
  expect(decodeServerFrame('{"type":"ping","serverTime":5}')).toEqual({ ok: true, frame: { type: 'ping', serverTime: 5 } });
});

test('under a hostile page any plain data is written as JSON.stringify writes it otherwise', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const usual = encodeJson(value);
      (Object.prototype as Patched).toJSON = () => 'broken';
      const underPatch = encodeJson(value);
      delete (Object.prototype as Patched).toJSON;
      expect(underPatch).toBe(usual);
      expect(decodeJson(usual)).toEqual(nativeParse(usual));
    }),
  );
});

test('fields that are undefined are left out', () => {
  (Object.prototype as Patched).toJSON = () => 'broken';
  expect(encodeJson({ a: undefined, b: [undefined], c: 1 })).toBe('{"b":[null],"c":1}');
});
