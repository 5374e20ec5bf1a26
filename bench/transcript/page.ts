/** The page that `run.mjs` drives: the pane with one very long conversation. */
import '@live-takeover/elements/define';
import { allCapabilities, createTakeoverClient, fold, type Connector, type ConnectorSink, type Conversation, type ConversationEvent, type TakeoverClient } from '@live-takeover/sdk';
import { framesUntil, painted } from '../table/page/frames.js';

const conversationId = 'conversation-1';
const startAt = Date.now() - 60_000;
const words = 'my order did not arrive and the card was charged twice please check the invoice for last month thank you'.split(' ');
let sink: ConnectorSink;
let messages = 0;
let pages = 0;

/** Any message of the conversation, made when it is asked for. */
function eventAt(seq: number): ConversationEvent {
  const envelope = { id: `${conversationId}:${seq}`, conversationId, seq, at: startAt + seq };
  if (seq === 1)
    return { ...envelope, type: 'conversation-started', bot: { id: 'bot', name: 'Bot' }, channel: 'web', contact: { name: 'Maria', verified: false }, attributes: {}, reference: '00000001', thread: 'thread' };
  const text = `Message ${seq}: ${Array.from({ length: 3 + ((seq * 7) % 40) }, (_, word) => words[(seq * 13 + word * 5) % words.length]).join(' ')}`;
  return { ...envelope, type: 'message-sent', from: seq % 2 === 0 ? 'customer' : 'bot', text, term: 0 };
}

const connector: Connector = {
  capabilities: allCapabilities,
  open: (_scope, to) => void (sink = to),
  send: () => Promise.reject(new Error('The bench sends nothing.')),
  transcript(_conversationId, before, limit) {
    pages += 1;
    const last = before === null ? messages : before - 1;
    const first = Math.max(1, last - limit + 1);
    return Promise.resolve({ events: Array.from({ length: last - first + 1 }, (_, index) => eventAt(first + index)), hasMore: first > 1 });
  },
  head: () => Promise.reject(new Error('The bench leaves no gaps.')),
  contactConversations: () => Promise.resolve([]),
};
const client = createTakeoverClient({ connector });
const pane = document.createElement('live-takeover-conversation') as HTMLElement & { client: TakeoverClient; conversationId: string };

function scroller(): HTMLElement {
  return [...(pane.shadowRoot?.querySelectorAll<HTMLElement>('*') ?? [])].find((element) => element.querySelector('[data-key]') !== null && /auto|scroll/u.test(getComputedStyle(element).overflowY)) as HTMLElement;
}

/** Whether a message is under the point that a click would hit. */
function showsAt(place: 'top' | 'bottom', text: string): boolean {
  if (scroller() === undefined) return false;
  const box = scroller().getBoundingClientRect();
  for (let offset = 10; offset < box.height; offset += 20) {
    const y = place === 'top' ? box.top + offset : box.bottom - offset;
    for (const x of [box.left + box.width * 0.2, box.left + box.width * 0.8]) {
      const hit = pane.shadowRoot?.elementFromPoint(x, y)?.closest('[data-key]');
      if (hit?.textContent?.includes(text)) return true;
    }
  }
  return false;
}

const bench = {
  start(count: number): void {
    messages = count;
    sink.connection({ state: 'catching-up' });
    sink.serverTime(Date.now());
    sink.agent({ id: 'me', name: 'Ana', role: 'agent' });
    let head: Conversation = fold(undefined, eventAt(1));
    for (let seq = Math.max(2, count - 100); seq <= count; seq += 1) head = fold(head, eventAt(seq));
    sink.snapshot({ heads: [head], isFirst: true, isLast: true });
    sink.connection({ state: 'up-to-date' });
  },
  /** @returns frames until the newest message was on screen */
  open(): Promise<number> {
    pane.client = client;
    pane.conversationId = conversationId;
    document.querySelector('main')?.append(pane);
    return framesUntil(() => showsAt('bottom', `Message ${messages}:`));
  },
  /** Scrolls to the first message. @returns how many nodes there were at most, and frames without a message under the eye */
  async toStart(): Promise<{ readonly nodes: number; readonly frames: number; readonly blank: number; readonly pages: number }> {
    let nodes = 0;
    let frames = 0;
    let blank = 0;
    for (; frames < 5_000 && !showsAt('top', 'Message 2:'); frames += 1) {
      scroller().scrollTop = 0;
      await painted();
      nodes = Math.max(nodes, pane.shadowRoot?.querySelectorAll('*').length ?? 0);
      if (!showsAt('top', 'Message') && !showsAt('bottom', 'Message')) blank += 1;
    }
    return { nodes, frames, blank, pages };
  },
  /** Scrolls back to the newest message, as far as a wheel goes in a frame. */
  async toEnd(): Promise<{ readonly nodes: number; readonly frames: number; readonly blank: number }> {
    let nodes = 0;
    let frames = 0;
    let blank = 0;
    for (; frames < 5_000 && !showsAt('bottom', `Message ${messages}:`); frames += 1) {
      scroller().scrollTop += 4_000;
      await painted();
      nodes = Math.max(nodes, pane.shadowRoot?.querySelectorAll('*').length ?? 0);
      if (!showsAt('top', 'Message') && !showsAt('bottom', 'Message')) blank += 1;
    }
    return { nodes, frames, blank };
  },
  /** @returns frames until one more message was on screen */
  receive(): Promise<number> {
    messages += 1;
    sink.events([eventAt(messages)]);
    return framesUntil(() => showsAt('bottom', `Message ${messages}:`));
  },
};
Object.assign(window, { bench });
document.documentElement.dataset['ready'] = 'true';
