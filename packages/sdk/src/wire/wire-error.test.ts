import { expect, test } from 'vitest';
import { TakeoverError } from '../base/errors.js';
import { fromWireError, toWireError } from './wire-error.js';

test('an error arrives as it was sent, without its cause', () => {
  const error = new TakeoverError('already-taken', 'Ben has it.', { holder: 'Ben', retry: true, cause: new Error('secret') });
  const wire = toWireError(error);
  expect(wire).toEqual({ code: 'already-taken', message: 'Ben has it.', retry: true, holder: 'Ben' });
  const arrived = fromWireError(wire);
  expect(arrived).toBeInstanceOf(TakeoverError);
  expect({ ...arrived, message: arrived.message }).toEqual({ name: 'TakeoverError', ...wire });
  expect(toWireError(new TakeoverError('internal', 'Sorry.'))).not.toHaveProperty('holder');
});
