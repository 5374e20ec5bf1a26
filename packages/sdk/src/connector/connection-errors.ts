import { TakeoverError } from '../base/errors.js';
import type { TakeoverErrorCode } from '../base/errors.js';

/** What the codes that end it for good mean, as in the table of close codes. */
const refusals: Readonly<Record<number, TakeoverErrorCode>> = {
  4500: 'unauthorized',
  4501: 'forbidden-origin',
  4502: 'version-unsupported',
  4503: 'bad-frame',
  4504: 'message-too-large',
  4506: 'forbidden',
};

/** The error of a connection that was closed with a code after which none comes back. */
export function refusal(code: number): TakeoverError {
  return new TakeoverError(refusals[code] ?? 'connection-lost', `The gateway ended the connection for good (${code}).`);
}

/** The error while the gateway is there, and its store is not. */
export function storeIsAway(): TakeoverError {
  return new TakeoverError('store-unavailable', 'The gateway cannot reach its store. It goes on by itself when it can.', { retry: true });
}
