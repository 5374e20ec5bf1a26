import type { StatusReason } from './status.js';

/** When each of the status rules holds, for the documentation: pages have no use for these sentences and do not carry them. */
export const statusRuleWords: Readonly<Record<StatusReason['code'], string>> = {
  closed: 'The conversation is closed.',
  'timed-out': 'The bot is operator, no request is open, and the customer has been silent for `timeoutMs`.',
  'customer-ended': 'The customer ended the chat and wrote nothing since.',
  asked: 'An agent request is open.',
  'desk-requested': 'An external desk was asked for and has not accepted yet.',
  'with-agent': 'An agent or a desk is operator.',
  'connection-lost': "The customer's connection was lost and has not returned.",
  'silent-long': 'The customer has been silent for `abandonedAfterMs`.',
  'default-answers': 'Default answers since the start, the last hand-back or the last dismissal reach `agentThreshold`, unless that is 0; at most one counts per customer message.',
  'bot-failed': "The bot failed to answer the customer's last message, and nobody has answered since.",
  silent: 'The customer has been silent for `stalledAfterMs`.',
  active: 'Otherwise.',
};
