/** The gateway's own address, the keys of agents' tokens, and the bots. */
import type { BotConfig } from '../config/config.js';
import { isLoopback } from '../config/config.js';
import type { Check, CheckContext, Finding } from './check.js';
import { ask, member, unanswered } from './check.js';

/** Whether others find the gateway, agents' tokens can be checked, and bots are there. */
export const checkSurroundings: Check = async (context) => {
  const { publicUrl, agents, bots } = context.config;
  const findings = await Promise.all([
    checkPublicUrl(context, publicUrl),
    ...(agents.jwksUrl === undefined ? [] : [checkKeys(context, agents.jwksUrl)]),
    ...bots.map((bot, index) => checkBot(context, bot, `bots[${index}].url`)),
  ]);
  return findings.flat();
};

async function checkPublicUrl(context: CheckContext, publicUrl: string | undefined): Promise<readonly Finding[]> {
  const path = 'publicUrl';
  const { channels } = context.config;
  const needsIt = channels.messenger !== undefined || channels.sms !== undefined;
  if (publicUrl === undefined)
    return needsIt ? [{ state: 'bad', path, text: 'Is not set, and providers sign their webhooks with it. Set it to the address under which they reach this gateway.' }] : [];
  const address = new URL(publicUrl);
  if (needsIt && (address.protocol !== 'https:' || isLoopback(address.hostname)))
    return [{ state: 'bad', path, text: `Is ${publicUrl}, which providers do not post to. Use an https address that is reached from outside.` }];
  const answer = await ask(context, `${publicUrl.replace(/\/$/, '')}/healthz`);
  if (answer.kind !== 'answered') return [{ state: 'unsure', path, text: `Nothing answered at ${publicUrl}/healthz (${answer.code}). Start the gateway, or check what stands before it.` }];
  return answer.status === 200
    ? [{ state: 'good', path, text: 'A gateway answers there.' }]
    : [{ state: 'bad', path, text: `${publicUrl}/healthz was answered ${answer.status}. Check that what stands before the gateway passes every path on.` }];
}

async function checkKeys(context: CheckContext, url: string): Promise<readonly Finding[]> {
  const path = 'agents.jwksUrl';
  const answer = await ask(context, url);
  if (answer.kind !== 'answered') return [unanswered(path, url, answer)];
  const keys = member(answer.text, 'keys');
  return Array.isArray(keys) && keys.length > 0
    ? [{ state: 'good', path, text: `Holds ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}.` }]
    : [{ state: 'bad', path, text: `Was answered ${answer.status} without keys. Name the address of the JSON Web Key Set of whoever signs agents' tokens.` }];
}

/** A bot is not spoken to: that would be a conversation. */
async function checkBot(context: CheckContext, { url }: BotConfig, path: string): Promise<readonly Finding[]> {
  if (url === undefined) return [];
  const answer = await ask(context, url, { method: 'HEAD' });
  return answer.kind === 'answered' ? [{ state: 'good', path, text: `Somebody answers there (HTTP ${answer.status} to a bare question).` }] : [unanswered(path, url, answer)];
}
