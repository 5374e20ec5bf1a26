import type { Attributes } from '@live-takeover/sdk/core';
import { isRecord } from '../../activity/activity.js';

/** They stand in the token, and that in the URL of the stream: so much as JSON, so many, so long. */
const jsonLength = 1_000;
const countLimit = 20;
const nameLength = 64;
const textLength = 200;

/**
 * What an integrator attaches to a customer: flat, of few words.
 *
 * @returns undefined for what is anything else
 */
export function customerAttributes(value: unknown): Attributes | undefined {
  if (value === undefined) return {};
  if (!isRecord(value) || JSON.stringify(value).length > jsonLength) return undefined;
  const entries = Object.entries(value);
  return entries.length <= countLimit && entries.every(isAttribute) ? (value as Attributes) : undefined;
}

function isAttribute([name, value]: readonly [string, unknown]): boolean {
  if (name === '' || name.length > nameLength) return false;
  return typeof value === 'string' ? value.length <= textLength : typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
