/** What Twilio's error codes mean for a message. Pure. */
import type { DeliveryFailure } from '@live-takeover/sdk/core';

/** UNVERIFIED beside 21610, 21211, 20003, 20429, 30003 and 30007: what the others mean is Twilio's public list of codes, not seen happen. */
const failures: Readonly<Record<number, DeliveryFailure>> = {
  20003: 'not-authorized',
  20404: 'not-authorized',
  21211: 'no-such-customer',
  21212: 'not-authorized',
  21217: 'no-such-customer',
  21408: 'not-authorized',
  21606: 'not-authorized',
  21610: 'opted-out',
  21612: 'unreachable',
  21614: 'no-such-customer',
  21703: 'not-authorized',
  30001: 'provider-unavailable',
  30002: 'not-authorized',
  30003: 'unreachable',
  30004: 'filtered',
  30005: 'no-such-customer',
  30006: 'no-such-customer',
  30007: 'filtered',
  30008: 'unreachable',
  30034: 'not-authorized',
};

/** Why a message failed; undefined for a code that is not known. */
export function failureOfCode(code: number): DeliveryFailure | undefined {
  return failures[code];
}
