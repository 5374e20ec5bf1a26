/** What parts of a configuration say of each other, and of secrets. Pure. */
import type { GatewayConfig } from './config.js';
import type { Secrets } from './secrets.js';
import { namedSecret, variableOf } from './secrets.js';

/** A secret that the configuration names, and where. */
export interface NamedSecret {
  readonly path: string;
  readonly name: string;
}

/** Every secret that a configuration names. */
export function namedSecretsOf({ channels: { messenger, sms, webhook }, hooks, bots }: GatewayConfig): readonly NamedSecret[] {
  const ofMessenger = messenger === undefined ? [] : [
    { path: 'channels.messenger.appSecret', name: messenger.appSecret },
    { path: 'channels.messenger.verifyToken', name: messenger.verifyToken },
    ...messenger.pages.map(({ accessToken }, index) => ({ path: `channels.messenger.pages[${index}].accessToken`, name: accessToken })),
  ];
  const ofSms = (sms?.numbers ?? []).map((number, index) =>
    number.provider === 'twilio'
      ? { path: `channels.sms.numbers[${index}].authToken`, name: number.authToken }
      : { path: `channels.sms.numbers[${index}].secret`, name: number.secret },
  );
  const ofWidgets = (webhook?.bots ?? []).map(({ secret }, index) => ({ path: `channels.webhook.bots[${index}].secret`, name: secret }));
  const ofHooks = hooks.map(({ secret }, index) => ({ path: `hooks[${index}].secret`, name: secret }));
  const ofBots = bots.flatMap(({ auth }, index) => (auth.kind === 'none' ? [] : [{ path: `bots[${index}].auth.secret`, name: auth.secret }]));
  return [...ofMessenger, ...ofSms, ...ofWidgets, ...ofHooks, ...ofBots];
}

/** One sentence for each secret that is named and not set. */
export function missingSecrets(config: GatewayConfig, secrets: Pick<Secrets, 'named'>): readonly string[] {
  return namedSecretsOf(config)
    .filter(({ name }) => namedSecret(secrets, name) === undefined)
    .map(({ path, name }) => `${path}: names ${name}, which is not set. Set ${variableOf(name)}, or ${variableOf(name)}_FILE.`);
}

/** One sentence for each bot, desk or thing of the provider's that is named and not there, or there twice. */
export function strayReferences(config: GatewayConfig): readonly string[] {
  return [...unknownBots(config), ...repeated(config), ...missingDesk(config), ...unreachableBots(config)];
}

function unknownBots({ channels: { messenger, sms, webhook }, hooks, bots }: GatewayConfig): readonly string[] {
  const known = new Map(bots.map(({ id, tenant }) => [id, tenant]));
  const named = [
    ...(messenger?.pages ?? []).map(({ botId }, index) => [`channels.messenger.pages[${index}].botId`, botId] as const),
    ...(sms?.numbers ?? []).map(({ botId }, index) => [`channels.sms.numbers[${index}].botId`, botId] as const),
    ...(webhook?.bots ?? []).map(({ botId }, index) => [`channels.webhook.bots[${index}].botId`, botId] as const),
    ...hooks.flatMap(({ botIds, tenant }, index) =>
      botIds.filter((botId) => known.get(botId) !== tenant).map((botId, at) => [`hooks[${index}].botIds[${at}]`, botId] as const),
    ),
  ];
  return named
    .filter(([path, botId]) => path.startsWith('hooks') || !known.has(botId))
    .map(([path, botId]) => `${path}: is ${JSON.stringify(botId)}, and there is no such bot there. Write the id of one of "bots" of the same tenant.`);
}

function repeated({ channels: { messenger, sms, webhook } }: GatewayConfig): readonly string[] {
  return [
    ...repeatsIn('channels.messenger.pages', 'pageId', (messenger?.pages ?? []).map(({ pageId }) => pageId)),
    ...repeatsIn('channels.sms.numbers', 'number', (sms?.numbers ?? []).map(({ number }) => number)),
    ...repeatsIn('channels.webhook.bots', 'botId', (webhook?.bots ?? []).map(({ botId }) => botId)),
  ];
}

function repeatsIn(path: string, property: string, ids: readonly string[]): readonly string[] {
  return ids.flatMap((id, index) =>
    ids.indexOf(id) < index ? [`${path}[${index}].${property}: is ${JSON.stringify(id)}, like that of ${path}[${ids.indexOf(id)}]. Name each once.`] : [],
  );
}

/** Bots that nobody could call, or that would be called although their own server answers. */
function unreachableBots({ bots, channels: { webhook } }: GatewayConfig): readonly string[] {
  const own = new Set((webhook?.bots ?? []).map(({ botId }) => botId));
  return bots.flatMap(({ id, protocol, url }, index) => {
    if (protocol === 'own') return own.has(id) ? [] : [`bots[${index}].protocol: is "own", and the bot is not in channels.webhook.bots, so nobody would answer. Add it there, or say how it is called.`];
    if (own.has(id)) return [`bots[${index}].protocol: is ${JSON.stringify(protocol)}, and the bot is in channels.webhook.bots, so it would answer twice. Write "own".`];
    return url === undefined ? [`bots[${index}].url: is missing. Write where the bot is called.`] : [];
  });
}

function missingDesk({ bots, desks }: GatewayConfig): readonly string[] {
  if (desks.salesforce !== undefined) return [];
  return bots.flatMap(({ agentRequests }, index) =>
    agentRequests === 'salesforce' ? [`bots[${index}].agentRequests: is "salesforce", and no such desk is configured. Add desks.salesforce, or write "agents".`] : [],
  );
}
