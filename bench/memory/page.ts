/** The page that `run.mjs` drives: a table with its pane and agent presence, on a clock that it moves. */
import '@live-takeover/elements/define';
import { createTakeoverClient, type TakeoverClient } from '@live-takeover/sdk';
import { fakeClock } from '@live-takeover/testing';
import { Backend, serve } from './backend.js';

type WithClient = HTMLElement & { client: TakeoverClient | undefined; conversationId?: string | null; clock?: unknown };

const tickMs = 1000;
/** Ticks from one frame to the next: enough of them for everything to be drawn, few enough to finish. */
const ticksPerFrame = 4;
const clock = fakeClock();
const backend = new Backend(() => clock.now());
const client = createTakeoverClient({ connector: backend, clock, locale: 'en' });
const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

function mount(): () => void {
  const table = document.createElement('live-takeover-table') as WithClient;
  const presence = document.createElement('agent-presence') as WithClient;
  table.clock = clock;
  for (const element of [table, presence]) element.client = client;
  document.querySelector('main')?.append(presence, table);
  return () => {
    table.remove();
    presence.remove();
  };
}

const bench = {
  start(open: number): void {
    mount();
    backend.start(open);
  },
  /** So many seconds in which so many events happen, and one conversation after another is opened, served and left. */
  async pass(seconds: number, eventsPerSecond: number, secondsPerConversation: number): Promise<void> {
    const table = document.querySelector('live-takeover-table') as WithClient;
    for (let second = 1; second <= seconds; second += 1) {
      backend.happen(eventsPerSecond);
      clock.advance(tickMs);
      if (second % secondsPerConversation === 1) {
        const conversationId = backend.turnOver();
        table.conversationId = conversationId;
        await frame();
        void serve(client, conversationId);
      }
      if (second % secondsPerConversation === Math.floor(secondsPerConversation / 2)) table.conversationId = null;
      if (second % ticksPerFrame === 0) await frame();
    }
    table.conversationId = null;
    for (let count = 0; count < 10; count += 1) await frame();
  },
  /** Puts a table and a presence on the page and takes them off again. */
  async remount(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const unmount = mount();
      if (round % 10 === 0) await frame();
      unmount();
    }
    for (let count = 0; count < 5; count += 1) await frame();
  },
};
Object.assign(window, { bench });
document.documentElement.dataset['ready'] = 'true';
