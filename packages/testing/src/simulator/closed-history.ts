import type { ConversationEvent } from '@live-takeover/sdk';
import { colleagues } from './cast.js';
import { beginning, conversationIdOf, historyOf } from './history.js';
import { phrasebooks } from './phrases/phrasebooks.js';
import { between, pick, randomFrom } from './random.js';
import { Scene } from './scene.js';

const second = 1000;
const hour = 60 * 60 * second;
const day = 24 * hour;

/**
 * Everything that happened in one conversation that is over. The same arguments
 * give the same events. Every other one was with somebody who writes today.
 *
 * @param number - above `open`
 * @param open - how many conversations are not over; theirs are the numbers 1 to `open`
 */
export function closedHistoryOf(seed: number, number: number, open: number, endAt: number): readonly ConversationEvent[] {
  const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0xc2b2ae35));
  const phrases = phrasebooks[(number - 1) % phrasebooks.length] ?? pick(random, phrasebooks);
  const scene = new Scene(random, phrases);
  const started = beginning(number, random, phrases.language);
  scene.add({ type: 'conversation-started', ...(number % 2 === 0 && open > 0 ? againBy(seed, 1 + ((number / 2) % open), endAt, started) : started) });
  for (let asked = between(random, 1, 3); asked > 0; asked -= 1) {
    if (random() < 0.3) scene.failedExchange();
    else scene.exchange();
  }
  finish(scene);
  return scene.placed(conversationIdOf(number), endAt - between(random, 26 * hour, 40 * day));
}

type Beginning = ReturnType<typeof beginning>;

/** The same beginning, by the customer of an open conversation. */
function againBy(seed: number, number: number, endAt: number, started: Beginning): Beginning {
  const [first] = historyOf(seed, number, endAt);
  if (first?.type !== 'conversation-started') return started;
  const { channel, contact, thread } = first;
  return { ...started, channel, contact, thread };
}

function finish(scene: Scene): void {
  const { random } = scene;
  const chance = random();
  if (chance < 0.45) {
    scene.withAgent(pick(random, colleagues));
    const ended = { type: 'takeover-ended', term: 1, endedInto: 2 } as const;
    if (chance < 0.2) scene.add({ ...ended, why: 'closed', wrapUp: 'solved' }, between(random, 20, 90) * second);
    else scene.add({ ...ended, why: 'handed-back', wrapUp: pick(random, ['solved', 'passed-on', 'no-answer']) }, between(random, 20, 90) * second);
    if (chance < 0.2) return scene.add({ type: 'conversation-closed', why: 'closed-by-agent' });
  }
  scene.add({ type: 'conversation-closed', why: 'timed-out' }, day);
}
