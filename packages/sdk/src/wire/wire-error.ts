import { TakeoverError } from '../base/errors.js';
import type { WireError } from './frames.js';

/** An error as it travels: its cause stays at home. */
export function toWireError(error: TakeoverError): WireError {
  const { code, message, retry, holder } = error;
  return { code, message, retry, ...(holder === undefined ? {} : { holder }) };
}

/** The error that a frame tells of. */
export function fromWireError({ code, message, retry, holder }: WireError): TakeoverError {
  return new TakeoverError(code, message, { retry, holder });
}
