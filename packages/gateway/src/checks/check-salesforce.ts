/** The Salesforce desk: whether its deployment gives a customer's token. */
import type { Check } from './check.js';
import { ask, unanswered } from './check.js';

/**
 * Whether the organization, its address and the deployment fit together: asks for the token that a conversation would
 * begin with, and begins none. UNVERIFIED: which status tells which of the three is wrong.
 */
export const checkSalesforce: Check = async (context) => {
  const { salesforce } = context.config.desks;
  if (salesforce === undefined) return [];
  const path = 'desks.salesforce';
  const { url, orgId, esDeveloperName } = salesforce;
  const body = JSON.stringify({ orgId, esDeveloperName, capabilitiesVersion: '1', platform: 'Web', context: { appName: 'live-takeover', clientVersion: '1' } });
  const answer = await ask(context, `${url.replace(/\/$/, '')}/iamessage/api/v2/authorization/unauthenticated/access-token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (answer.kind !== 'answered') return [unanswered(`${path}.url`, 'Salesforce', answer)];
  return answer.status === 200
    ? [{ state: 'good', path, text: 'Salesforce gives a token for that organization and deployment.' }]
    : [{ state: 'bad', path, text: `Salesforce answered ${answer.status}. Check orgId and esDeveloperName, and that the deployment is published and of type Custom Client.` }];
};
