/** Twilio's numbers: the account, the number, and where its webhooks go. */
import type { SmsNumber } from '../config/channels-config.js';
import { namedSecret } from '../config/secrets.js';
import { smsPath } from '../channels/sms/sms-destination.js';
import type { Check, CheckContext, Finding } from './check.js';
import { ask, member, unanswered } from './check.js';

type TwilioNumber = Extract<SmsNumber, { provider: 'twilio' }>;

/** Whether Twilio knows the account and its number, and posts what comes in to this gateway. */
export const checkTwilio: Check = async (context) => {
  const numbers = context.config.channels.sms?.numbers ?? [];
  const findings = await Promise.all(
    numbers.map((number, index) => (number.provider === 'twilio' ? checkNumber(context, number, `channels.sms.numbers[${index}]`) : [])),
  );
  return findings.flat();
};

async function checkNumber(context: CheckContext, number: TwilioNumber, path: string): Promise<readonly Finding[]> {
  const { accountSid, apiUrl, authToken } = number;
  const token = namedSecret(context.secrets, authToken)?.current ?? '';
  const headers = { authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}` };
  const account = await ask(context, `${apiUrl}/2010-04-01/Accounts/${accountSid}.json`, { headers });
  if (account.kind !== 'answered') return [unanswered(path, 'Twilio', account)];
  if (account.status === 401 || account.status === 403)
    return [{ state: 'bad', path: `${path}.authToken`, text: `Twilio does not accept it (HTTP ${account.status}). Copy the Auth Token of account ${accountSid} from Twilio's console.` }];
  if (account.status !== 200) return [{ state: 'bad', path: `${path}.accountSid`, text: `Twilio answered ${account.status}. Copy the Account SID from Twilio's console.` }];
  if (member(account.text, 'status') !== undefined && member(account.text, 'status') !== 'active')
    return [{ state: 'bad', path: `${path}.accountSid`, text: `The account is ${String(member(account.text, 'status'))}. Activate it in Twilio's console.` }];
  const query = new URLSearchParams({ PhoneNumber: number.number });
  const listed = await ask(context, `${apiUrl}/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json?${query.toString()}`, { headers });
  if (listed.kind !== 'answered' || listed.status !== 200)
    return [{ state: 'unsure', path, text: 'Twilio knows the account, but did not say where its webhooks go. Compare them with docs/sms.md in its console.' }];
  return [webhookFinding(context, number, path, listed.text)];
}

function webhookFinding({ config: { publicUrl = '' } }: CheckContext, { number, messagingServiceSid }: TwilioNumber, path: string, text: string): Finding {
  const numbers = member(text, 'incoming_phone_numbers');
  const found = Array.isArray(numbers) ? (numbers as readonly Record<string, unknown>[]).find((one) => one['phone_number'] === number) : undefined;
  const wanted = `${publicUrl.replace(/\/$/, '')}${smsPath}twilio`;
  if (messagingServiceSid !== undefined) return { state: 'unsure', path, text: `Twilio knows the account. Check in its console that the Messaging Service posts to ${wanted}.` };
  if (found === undefined) return { state: 'bad', path: `${path}.number`, text: 'The account has no such number. Write it in E.164, as Twilio\'s console shows it.' };
  const given = String(found['sms_url'] ?? '').replace(/#.*$/, '');
  if (given === wanted) return { state: 'good', path, text: 'Twilio knows the account and the number, and posts its messages here.' };
  return { state: 'bad', path: `${path}.number`, text: `Twilio posts its messages to ${given === '' ? 'nowhere' : given}. Set "A message comes in" to ${wanted} in its console.` };
}
