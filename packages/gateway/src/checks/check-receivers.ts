/** Servers of the integrator's that share a secret with us: hooks, bots with their own widget, providers of texts. */
import { namedSecret } from '../config/secrets.js';
import { timedSignature, timedSignatureHeader } from '../http/timed-signature.js';
import type { Check, CheckContext, Finding } from './check.js';
import { ask, unanswered } from './check.js';

interface Receiver {
  readonly path: string;
  readonly url: string;
  readonly secret: string;
}

/** Whether each answers, takes what we sign, and refuses what somebody else signed. */
export const checkReceivers: Check = async (context) => (await Promise.all(receiversOf(context).map((receiver) => checkReceiver(context, receiver)))).flat();

function receiversOf({ config: { hooks, channels } }: CheckContext): readonly Receiver[] {
  return [
    ...hooks.map(({ url, secret }, index) => ({ path: `hooks[${index}]`, url, secret })),
    ...(channels.webhook?.bots ?? []).map(({ url, secret }, index) => ({ path: `channels.webhook.bots[${index}]`, url, secret })),
    ...(channels.sms?.numbers ?? []).flatMap((number, index) =>
      number.provider === 'webhook' ? [{ path: `channels.sms.numbers[${index}]`, url: number.url, secret: number.secret }] : [],
    ),
  ];
}

async function checkReceiver(context: CheckContext, receiver: Receiver): Promise<readonly Finding[]> {
  const { path, url, secret } = receiver;
  const known = namedSecret(context.secrets, secret);
  if (known === undefined) return [];
  const signed = await post(context, url, known.current);
  if (signed.kind !== 'answered') return [unanswered(`${path}.url`, url, signed)];
  if (signed.status === 401 || signed.status === 403)
    return [{ state: 'bad', path: `${path}.secret`, text: `What we sign is refused (HTTP ${signed.status}). Give both ends the same secret, and check their clocks.` }];
  if (signed.status >= 500) return [{ state: 'bad', path: `${path}.url`, text: `Answered ${signed.status}. See why in that server's log.` }];
  // A signature of nobody's: a server that takes it would take anybody's words.
  const forged = await post(context, url, context.runtime.newId());
  if (forged.kind === 'answered' && forged.status >= 200 && forged.status < 300)
    return [{ state: 'bad', path: `${path}.url`, text: 'Takes what nobody signed. Check the signature there, as docs/hooks.md shows.' }];
  return [{ state: 'good', path, text: 'Takes what we sign, and refuses what somebody else signed.' }];
}

/** News of version 1 that say nothing: their receiver has nothing to do but to answer. */
async function post(context: CheckContext, url: string, secret: string): ReturnType<typeof ask> {
  const body = JSON.stringify({ version: 1, id: `check-${context.runtime.newId()}`, event: 'check', at: context.runtime.now() });
  const headers = { 'content-type': 'application/json', [timedSignatureHeader]: timedSignature({ current: secret }, body, context.runtime.now()) };
  return ask(context, url, { method: 'POST', headers, body });
}
