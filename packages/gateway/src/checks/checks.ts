/** All checks, in the order in which their findings are told. */
import type { Check } from './check.js';
import { checkMessenger } from './check-messenger.js';
import { checkReceivers } from './check-receivers.js';
import { checkSalesforce } from './check-salesforce.js';
import { checkSurroundings } from './check-surroundings.js';
import { checkTwilio } from './check-twilio.js';

/** Each looks at one part of the configuration. */
export const checks: readonly Check[] = [checkSurroundings, checkMessenger, checkTwilio, checkReceivers, checkSalesforce];
