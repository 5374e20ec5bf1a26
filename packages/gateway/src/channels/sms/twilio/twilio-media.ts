import type { RemoteAccess } from '../../../attachments/fetch-remote.js';
import type { Settings } from '../../../config/settings.js';
import type { TwilioNumber } from './twilio-provider.js';
import { twilioAuthorization } from './twilio-provider.js';

/**
 * The credentials by which Twilio gives out the media of a text: shown to its API alone.
 *
 * UNVERIFIED: that it answers with a redirect to where the file lies, which takes none.
 *
 * @returns undefined for a name that is not of a number at Twilio
 */
export function twilioMediaAccess(settings: Pick<Settings, 'config' | 'secrets'>, name: string): RemoteAccess | undefined {
  const number = settings.config.channels.sms?.numbers.find((one): one is TwilioNumber => one.provider === 'twilio' && `twilio:${one.number}` === name);
  const authorization = number === undefined ? undefined : twilioAuthorization(settings, number);
  if (number === undefined || authorization === undefined) return undefined;
  const { origin } = new URL(number.apiUrl);
  return { authorization, isMeant: (url) => url.origin === origin, followsRedirect: true };
}
