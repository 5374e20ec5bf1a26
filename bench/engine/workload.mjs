/**
 * The seeded workload of the engine benchmark: conversations of 40 bots, and
 * events of customer 44 %, bot 46 %, default answer 4 %, request 2 %, takeover
 * 2 %, release 2 %; 60 % of them in a hot tenth of the conversations. An event
 * that makes no sense where it falls (a takeover of something taken) is a
 * customer's message instead.
 */

const words = 'my order did not arrive and the card was charged twice please check the invoice for last month thank you'.split(' ');
const operators = Array.from({ length: 60 }, (_, index) => ({ kind: 'agent', id: `agent-${index}`, name: `Agent ${index}` }));

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Conversations that go on for as long as they are asked.
 *
 * @param {{ conversations: number, seed: number, startAt: number, spreadMs?: number, reserved?: number }} size
 *   spreadMs: how long before `startAt` the first of them started; reserved: how many of the first ones `next` leaves alone
 * @returns {{ starts: object[], next: (at: number) => object, said: (index: number, at: number, text: string) => object, asked: (index: number, at: number) => object, indexOf: (id: string) => number }}
 */
export function conversationsOf({ conversations, seed, startAt, spreadMs = 240_000, reserved = 0 }) {
  const random = randomFrom(seed);
  const states = [];
  const starts = [];
  const indexes = new Map();
  for (let index = 0; index < conversations; index += 1) {
    const id = `conversation-${index.toString(36).padStart(6, '0')}-${Math.floor(random() * 1e6).toString(36)}`;
    states.push({ id, seq: 1, term: 0, isHeld: false, isAsked: false });
    indexes.set(id, index);
    starts.push(startOf(id, index, conversations, random, startAt - Math.floor(random() * spreadMs)));
  }
  starts.sort((first, second) => first.at - second.at);
  const open = conversations - reserved;
  const hot = Math.max(1, Math.floor(open / 10));
  const envelope = (state, at) => ({ id: `${state.id}:${(state.seq += 1)}`, conversationId: state.id, seq: state.seq, at });
  return {
    starts,
    next: (at) => eventOf(states[reserved + Math.floor(random() * (random() < 0.6 ? hot : open))], random, at),
    said: (index, at, text) => ({ ...envelope(states[index], at), type: 'message-sent', from: 'customer', text }),
    asked: (index, at) => ({ ...envelope(states[index], at), type: 'agent-requested', target: 'agents', reason: 'the customer asked' }),
    indexOf: (id) => indexes.get(id) ?? -1,
  };
}

/**
 * @param {{ conversations: number, events: number, seed: number, startAt: number, warmUpEvents?: number }} size
 *   warmUpEvents: by default twice as many as there are conversations, which brings them into the state they stay in
 * @returns {{ starts: object[], warmUp: string[], batches: string[] }} the first events of all conversations, then JSON
 *   arrays of 100 events each, one event per conversation and 10 s: the warm-up, then those that count
 */
export function workload({ conversations, events, seed, startAt, warmUpEvents = 2 * conversations }) {
  const { starts, next } = conversationsOf({ conversations, seed, startAt });
  const batches = [];
  let batch = [];
  for (let index = 0; index < events + warmUpEvents; index += 1) {
    batch.push(next(Math.floor(startAt + (index * 10_000) / conversations)));
    if (batch.length < 100) continue;
    batches.push(JSON.stringify(batch));
    batch = [];
  }
  return { starts, warmUp: batches.slice(0, -events / 100), batches: batches.slice(-events / 100) };
}

function startOf(id, index, conversations, random, at) {
  const bot = Math.floor(random() * 40);
  return {
    id: `${id}:1`,
    conversationId: id,
    seq: 1,
    at,
    type: 'conversation-started',
    bot: { id: `bot-${bot}`, name: `Bot ${bot}` },
    channel: ['web', 'messenger', 'sms'][index % 3],
    contact: { name: `Customer ${Math.floor(random() * conversations)}`, phone: `+48${600_000_000 + index}`, verified: false },
    attributes: {},
    reference: (1e9 + index).toString(32).toUpperCase().padStart(8, '0'),
    thread: `thread-${index}`,
  };
}

function eventOf(state, random, at) {
  state.seq += 1;
  const envelope = { id: `${state.id}:${state.seq}`, conversationId: state.id, seq: state.seq, at };
  const dice = random();
  const message = (from, more) => ({ ...envelope, type: 'message-sent', from, text: textOf(random), ...more });
  if (dice < 0.44) return message('customer');
  if (dice < 0.9) return state.isHeld ? message('agent', { term: state.term }) : message('bot', { term: state.term });
  if (dice < 0.94 && !state.isHeld) return message('bot', { term: state.term, defaultAnswer: true });
  if (dice >= 0.94 && dice < 0.96 && !state.isHeld && !state.isAsked) {
    state.isAsked = true;
    return { ...envelope, type: 'agent-requested', target: 'agents', reason: 'the customer asked' };
  }
  if (dice >= 0.96 && dice < 0.98 && !state.isHeld) {
    Object.assign(state, { isHeld: true, isAsked: false, term: state.term + 1 });
    return { ...envelope, type: 'takeover-started', operator: operators[Math.floor(random() * operators.length)], term: state.term };
  }
  if (dice >= 0.98 && state.isHeld) {
    Object.assign(state, { isHeld: false, term: state.term + 1 });
    return { ...envelope, type: 'takeover-ended', term: state.term - 1, endedInto: state.term, why: 'handed-back' };
  }
  return message('customer');
}

/** 3 to 70 words. */
function textOf(random) {
  const count = 3 + Math.floor(random() * 68);
  return Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ');
}
