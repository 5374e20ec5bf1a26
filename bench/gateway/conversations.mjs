/** Conversations to fill a store with, the same in every run. */
import { workload } from '../engine/workload.mjs';

export const tenant = 'default';
export const botId = 'bank';
const eventsEach = 5;
const hour = 60 * 60_000;

/** Texts of 3 to 70 words. */
export const texts = workload({ conversations: 100, events: 10_000, seed: 1, startAt: 0, warmUpEvents: 0 })
  .batches.flatMap((batch) => JSON.parse(batch))
  .flatMap(({ text }) => (text === undefined ? [] : [text]));

/**
 * Open conversations that began in the last twenty hours, two messages of the customer's in each, both answered by the bot.
 *
 * @returns {Generator<object[]>} the events of one conversation at a time
 */
export function* conversations(count, now) {
  for (let index = 0; index < count; index += 1) yield eventsOf(index, now - 60_000 - Math.floor((20 * hour * (count - index)) / count));
}

/** @param {number} index - 0 for the one that has been silent longest */
export function conversationIdOf(index) {
  return `conversation-${index.toString(36).padStart(6, '0')}`;
}

function eventsOf(index, startedAt) {
  const conversationId = conversationIdOf(index);
  const envelope = (seq) => ({ id: `${conversationId}:${seq}`, conversationId, seq, at: startedAt + seq * 5_000 });
  const events = [
    {
      ...envelope(1),
      type: 'conversation-started',
      bot: { id: botId, name: 'Bank Bot' },
      channel: ['web', 'messenger', 'sms'][index % 3],
      contact: { id: `contact-${index}`, name: `Customer ${index}`, phone: `+48${600_000_000 + index}`, verified: false },
      attributes: { page: 'https://bank.example/cards', language: 'en' },
      reference: (1_000_000_000 + index).toString(32).toUpperCase().padStart(8, '0'),
      thread: `thread-${index}`,
    },
  ];
  for (let seq = 2; seq <= eventsEach; seq += 1) {
    const from = seq % 2 === 0 ? 'customer' : 'bot';
    const text = texts[(index * eventsEach + seq) % texts.length];
    events.push({ ...envelope(seq), type: 'message-sent', from, text, ...(from === 'bot' ? { term: 0, causedBy: `${conversationId}:${seq - 1}` } : {}) });
  }
  return events;
}

/** Fills a store by its door for past conversations, many at a time. */
export async function fill(store, count) {
  const source = conversations(count, store.now());
  const worker = async () => {
    for (const events of source) await store.importConversation(tenant, events);
  };
  await Promise.all(Array.from({ length: 500 }, worker));
}
