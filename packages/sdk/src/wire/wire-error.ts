import { TakeoverError } from '../base/errors.js';
import { given } from '../base/given.js';
import type { WireError } from './frames.js';

/** An error as it travels: its cause stays at home. */
export function toWireError(error: TakeoverError): WireError {
  const { code, message, retry, holder, reference } = error;
  return { code, message, retry, ...given({ holder, reference }) };
}

/** The error that a frame tells of. */
export function fromWireError({ code, message, retry, holder, reference }: WireError): TakeoverError {
  return new TakeoverError(code, message, { retry, holder, reference });
}
