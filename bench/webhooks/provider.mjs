/** What Twilio posts here: ready bodies and their signatures, so that making them is not measured. */
import { createHmac } from 'node:crypto';
import { request, Agent } from 'node:http';
import { shipped } from '../gateway/shipped.mjs';

const { textFields } = await shipped('./twilio/twilio-payloads');

export const account = {
  accountSid: 'AC0123456789abcdef0123456789abcdef',
  authToken: 'token-of-the-account',
  number: '+15005550006',
};
/** Where the gateway is reached from outside. Providers sign this address, whatever the one behind it is. */
export const publicUrl = 'https://gateway.bench.test';
const path = '/channels/sms/twilio';

/** @param {number} index - of a customer, from 0 */
export function customerOf(index) {
  return `+1415${String(index).padStart(7, '0')}`;
}

/**
 * A customer's text as Twilio posts it, each repeat of it the same.
 *
 * @param {number} index - the text's own, from 0
 * @returns {{ body: string, signature: string }}
 */
export function webhookOf(index, from, text) {
  const { accountSid, authToken, number } = account;
  const fields = textFields({ sid: `SM${index.toString(16).padStart(32, '0')}`, accountSid, from, to: number, body: text, media: [] });
  const names = [...new Set(fields.keys())].sort();
  const signed = names.map((name) => `${name}${fields.get(name)}`).join('');
  return { body: fields.toString(), signature: createHmac('sha1', authToken).update(`${publicUrl}${path}${signed}`).digest('base64') };
}

/** Connections to gateways, kept open as providers keep them. */
export function createProvider(connections) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    /** @returns {Promise<number>} the status of the answer, once all of it has come */
    post: (url, { body, signature }, more = {}) =>
      new Promise((resolve, reject) => {
        const headers = {
          ...more,
          'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
          'content-length': Buffer.byteLength(body),
          'x-twilio-signature': signature,
        };
        const call = request(`${url}${path}`, { agent, method: 'POST', headers }, (response) => {
          response.resume().once('end', () => resolve(response.statusCode)).once('error', reject);
        });
        call.once('error', reject).end(body);
      }),
    close: () => agent.destroy(),
  };
}
