import type { BotFailed, Contact, ConversationEvent, ConversationId } from '@live-takeover/sdk';
import { bots, channels, colleagues, customerNames } from './cast.js';
import { phrasebooks } from './phrases/phrasebooks.js';
import type { Random } from './random.js';
import { between, pick, randomFrom } from './random.js';
import type { Happening } from './scene.js';
import { Scene } from './scene.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** How a seeded conversation ends, and so which status it opens with. */
export type Ending =
  | 'live'
  | 'stalled'
  | 'asked'
  | 'with-agent'
  | 'default-answers'
  | 'bot-failed'
  | 'silent-long'
  | 'customer-ended'
  | 'connection-lost';

/** The endings in proportion; conversation `n` has the `n`th, round and round. */
export const endings: readonly Ending[] = [
  'live', 'asked', 'default-answers', 'stalled', 'with-agent', 'customer-ended', 'live', 'silent-long', 'bot-failed', 'connection-lost',
  'live', 'stalled', 'live', 'with-agent', 'default-answers', 'live', 'silent-long', 'stalled', 'live', 'stalled',
];

const segments = ['private', 'business', 'student'];

/** The id of the conversation with this number: `c1`, `c2` … */
export function conversationIdOf(number: number): ConversationId {
  return `c${number}`;
}

/** The number in an id made by {@link conversationIdOf}. */
export function numberOf(conversationId: ConversationId): number {
  return Number(conversationId.slice(1));
}

/**
 * Everything that happened in one conversation before `endAt`. The same
 * arguments give the same events, so that a hundred thousand histories need not
 * be kept: they are made again when someone opens one.
 *
 * @param number - 1 for the first
 */
export function historyOf(seed: number, number: number, endAt: number): readonly ConversationEvent[] {
  const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));
  const ending = endings[(number - 1) % endings.length] ?? 'live';
  const phrases = phrasebooks[(number - 1) % phrasebooks.length] ?? pick(random, phrasebooks);
  const scene = new Scene(random, phrases);
  scene.add({ type: 'conversation-started', ...beginning(number, random, phrases.language) });
  const questions = between(random, 0, 3);
  for (let asked = 0; asked < questions; asked += 1) scene.exchange();
  finish(scene, ending);
  return scene.placed(conversationIdOf(number), endAt - silenceMs(ending, random));
}

/** How a conversation begins: who writes to which bot, and where. */
export function beginning(number: number, random: Random, language: string): Omit<Extract<Happening, { type: 'conversation-started' }>, 'type'> {
  const channel = pick(random, channels);
  return {
    bot: pick(random, bots),
    channel,
    contact: contactOn(channel, number, random),
    attributes: {
      language,
      segment: segments[number % segments.length] ?? '',
      ...(random() < 0.3 ? { plan: pick(random, ['S', 'M', 'L']), customerSince: between(random, 1998, 2026), isVip: number % 7 === 0 } : {}),
    },
    reference: referenceOf(number),
    thread: `${channel}:${number}`,
  };
}

function contactOn(channel: string, number: number, random: Random): Contact {
  const name = pick(random, customerNames);
  // +1 …-555-01xx and +44 7700 900xxx are reserved for fiction.
  const phone =
    random() < 0.5 ? `+120255501${String(number % 100).padStart(2, '0')}` : `+447700900${String(number % 1000).padStart(3, '0')}`;
  switch (channel) {
    case 'web':
      return random() < 0.4 ? { id: `customer-${number}`, name, verified: true } : { verified: false };
    case 'sms':
      return { phone, verified: false };
    default:
      return { id: `${channel}-${number}`, name, verified: false, ...(channel === 'whatsapp' ? { phone } : {}) };
  }
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Eight characters of Crockford base32, another for every number. */
export function referenceOf(number: number): string {
  // Multiplying by an odd number modulo 2^40 meets no value twice.
  let rest = (679_530_000_000 + number * 6_364_136_223) % 2 ** 40;
  let reference = '';
  for (let place = 0; place < 8; place += 1) {
    reference = (crockford[rest % 32] ?? '0') + reference;
    rest = Math.floor(rest / 32);
  }
  return reference;
}

function finish(scene: Scene, ending: Ending): void {
  const { random, phrases } = scene;
  switch (ending) {
    case 'live':
    case 'stalled':
    case 'silent-long':
      return random() < 0.15 ? scene.failedExchange() : scene.exchange();
    case 'asked':
      scene.customer(pick(random, phrases.asksForAgent));
      return scene.add({ type: 'agent-requested', target: 'agents', reason: pick(random, phrases.outOfScope) }, 400);
    case 'with-agent':
      return scene.withAgent(pick(random, colleagues));
    case 'default-answers':
      for (let answer = 0; answer < 3; answer += 1) scene.failedExchange();
      return;
    case 'bot-failed':
      scene.customer(pick(random, phrases.exchanges)[0]);
      return scene.add({ type: 'bot-failed', problem: pick<BotFailed['problem']>(random, ['unreachable', 'timed-out']) }, 10_000);
    case 'customer-ended':
      scene.exchange();
      return scene.add({ type: 'customer-left', why: 'ended' }, 8 * second);
    case 'connection-lost':
      scene.exchange();
      return scene.add({ type: 'customer-left', why: 'connection-lost' }, minute);
  }
}

/** How long ago the customer last wrote. */
function silenceMs(ending: Ending, random: Random): number {
  switch (ending) {
    case 'live':
    case 'default-answers':
    case 'bot-failed':
      return between(random, 15 * second, 4 * minute);
    case 'stalled':
      return between(random, 6 * minute, 28 * minute);
    case 'asked':
    case 'with-agent':
      return between(random, 20 * second, 12 * minute);
    case 'silent-long':
      return between(random, 31 * minute, 20 * hour);
    case 'customer-ended':
      return between(random, 2 * minute, 3 * hour);
    case 'connection-lost':
      return between(random, 2 * minute, 25 * minute);
  }
}
