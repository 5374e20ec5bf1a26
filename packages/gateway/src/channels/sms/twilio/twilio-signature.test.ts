import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { sharedFixture } from '../../../../testing/shared-fixtures.js';
import { isSignedByTwilio, twilioSignature } from './twilio-signature.js';

interface Vector {
  readonly authToken: string;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly signature: string;
}

const published: Vector = {
  authToken: '12345',
  url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
  params: { CallSid: 'CA1234567890ABCDE', Caller: '+14158675309', Digits: '1234', From: '+14158675309', To: '+18005551212' },
  signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
};
const captured = sharedFixture('twilio/signature-vectors.json') as unknown as readonly Vector[] | undefined;
const inbound = sharedFixture('twilio/inbound-sms.json') as unknown as (Omit<Vector, 'signature'> & { readonly headers: { readonly 'X-Twilio-Signature': string } }) | undefined;
const vectors = [published, ...(captured ?? []), ...(inbound === undefined ? [] : [{ ...inbound, signature: inbound.headers['X-Twilio-Signature'] }])];

test.each(vectors)('a published signature is recognised: $signature', ({ authToken, url, params, signature }) => {
  const body = new URLSearchParams(params).toString();
  const call = { url, body, headers: new Headers({ 'x-twilio-signature': signature }) };
  expect(twilioSignature(authToken, url, body)).toBe(signature);
  expect(isSignedByTwilio(call, ['another', authToken])).toBe(true);
  expect(isSignedByTwilio(call, ['another'])).toBe(false);
  expect(isSignedByTwilio(call, [])).toBe(false);
});

test.each([
  ['http instead of https', { url: published.url.replace('https', 'http') }],
  ['another query', { url: published.url.replace('foo=1', 'foo=2') }],
  ['one field more', { body: `${new URLSearchParams(published.params).toString()}&New=1` }],
  ['an empty field more whose name is signed', { body: `${new URLSearchParams(published.params).toString()}&New=` }],
  ['no signature', { headers: new Headers() }],
  ['a cut signature', { headers: new Headers({ 'x-twilio-signature': published.signature.slice(0, 12) }) }],
])('%s is not what was signed', (_what, altered) => {
  const call = { url: published.url, body: new URLSearchParams(published.params).toString(), headers: new Headers({ 'x-twilio-signature': published.signature }), ...altered };
  expect(isSignedByTwilio(call, [published.authToken])).toBe(false);
});

test.each([
  ['https://gateway.test/hook', 'https://gateway.test:443/hook'],
  ['https://gateway.test:443/hook?a=1', 'https://gateway.test/hook?a=1'],
  ['http://gateway.test/hook', 'http://gateway.test:80/hook'],
])('%s signed as %s is the same address', (url, signedUrl) => {
  const headers = new Headers({ 'x-twilio-signature': twilioSignature('token', signedUrl, 'A=1') });
  expect(isSignedByTwilio({ url, body: 'A=1', headers }, ['token'])).toBe(true);
});

test('of a field that comes twice each different value is signed, in order; empty ones too', () => {
  const signature = createHmac('sha1', 'token').update('https://gateway.test/hookABlankMediaMedia1Media2').digest('base64');
  const body = 'Media=2&Media=1&Media=2&ABlank=&Media=';
  expect(isSignedByTwilio({ url: 'https://gateway.test/hook', body, headers: new Headers({ 'x-twilio-signature': signature }) }, ['token'])).toBe(true);
});

test('a JSON body is known by its hash in the address', () => {
  const body = '{"MessageSid":"SM1"}';
  const url = `https://gateway.test/hook?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
  const headers = new Headers({ 'x-twilio-signature': createHmac('sha1', 'token').update(url).digest('base64') });
  expect(isSignedByTwilio({ url, body, headers }, ['token'])).toBe(true);
  expect(isSignedByTwilio({ url, body: body.replace('SM1', 'SM2'), headers }, ['token'])).toBe(false);
});
