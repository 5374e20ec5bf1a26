import { fakeClock } from '@live-takeover/testing';
import type { FakeClock } from '@live-takeover/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Conversation } from '../conversation/conversation.js';
import type { ConversationEvent } from '../conversation/event.js';
import { shortRules, startAt, Story } from '../conversation/history.test-support.js';
import { statusOf } from '../conversation/status.js';
import type { ConversationSet } from './conversation-set.js';
import { openingQuery } from './query.js';
import type { RowView } from './row-source.js';
import { createConversationSet } from './tracked-conversations.js';

const minute = 60_000;
const hour = 60 * minute;

let clock: FakeClock;
let set: ConversationSet;
let resynced: string[];

beforeEach(() => {
  clock = fakeClock(startAt);
  resynced = [];
  set = createConversationSet({ clock, resync: (id) => resynced.push(id), locale: 'en' });
});

/** A conversation in which the customer wrote at the present time of the clock. */
function started(id: string): Story {
  return new Story(id, clock.now()).customer();
}

function idsOf(view: RowView): string[] {
  return view.rows(0, Infinity).map((row) => row.id);
}

function countOf(view: RowView): { calls: number } {
  const count = { calls: 0 };
  view.subscribe(() => (count.calls += 1));
  return count;
}

describe('time alone', () => {
  test('takes a conversation from Live through Stalled and Abandoned off the page, each at its exact instant', () => {
    set.applyEvents(started('c1').events);
    const view = set.view();
    const seen: [status: string | undefined, at: number][] = [];
    view.subscribe(() => seen.push([view.row('c1')?.status, clock.now() - startAt]));
    clock.advance(25 * hour);
    expect(seen).toEqual([['stalled', 5 * minute], ['abandoned', 30 * minute], [undefined, 24 * hour]]);
    expect([view.total, view.indexOf('c1')]).toEqual([0, -1]);
  });

  test('keeps since when a status holds true through more silences than are remembered', () => {
    set.setRules({ helper: shortRules });
    const story = started('c1');
    set.applyEvents(story.events);
    const view = set.view();
    for (const silenceMs of [100_000, ...Array.from({ length: 20 }, (_, index) => 59_000 - index * 1_000)]) {
      clock.advance(silenceMs);
      set.applyEvents(story.after(silenceMs).customer().events.slice(-1));
      expect(view.row('c1')?.since).toBe(statusOf(story.conversation, shortRules, clock.now()).since);
    }
  });

  test('is undone by a message', () => {
    const story = started('c1');
    set.applyEvents(story.events);
    const view = set.view();
    clock.advance(24 * hour);
    set.applyEvents(story.after(24 * hour).customer('Hello again').events.slice(-1));
    expect(view.row('c1')).toMatchObject({ status: 'live', since: startAt + 24 * hour, lastMessage: { text: 'Hello again' } });
  });

  test('counts by the store’s clock, however wrong this machine’s is', () => {
    set.setOffset(2 * minute);
    set.applyEvents(new Story('c1', startAt + 2 * minute).customer().events);
    const view = set.view();
    clock.advance(5 * minute - 1);
    expect(view.row('c1')?.status).toBe('live');
    clock.advance(1);
    expect(view.row('c1')?.status).toBe('stalled');
  });

  test('is put right in both directions when the store’s clock is learned', () => {
    set.applyEvents(started('c1').events);
    const view = set.view();
    set.setOffset(5 * minute);
    expect(view.row('c1')?.status).toBe('stalled');
    set.setOffset(0);
    expect(view.row('c1')?.status).toBe('live');
  });

  test('that passed while the machine slept is caught up with by a tick', () => {
    let now = startAt;
    const sleepy = createConversationSet({ clock: { now: () => now, schedule: () => () => undefined }, resync: () => undefined });
    sleepy.applyEvents(started('c1').events);
    now += 31 * minute;
    sleepy.tick();
    expect(sleepy.statusOf('c1')?.status).toBe('abandoned');
  });

  test('needs one timer for any number of conversations and views, and none after closing', () => {
    for (let number = 0; number < 50; number += 1) set.applyEvents(started(`c${number}`).events);
    set.view();
    set.view();
    expect(clock.pending).toBe(1);
    set.close();
    set.applyEvents(started('late').events);
    expect(clock.pending).toBe(0);
  });
});

describe('a batch', () => {
  test('is told of once to each view, and not at all when it changes nothing', () => {
    const first = started('c1');
    const counts = [countOf(set.view()), countOf(set.view({ ...openingQuery, search: 'nothing' }))];
    set.applyEvents([...first.events, ...started('c2').events]);
    set.applyEvents(first.events);
    expect(counts.map((count) => count.calls)).toEqual([1, 1]);
  });

  test('moves a row by what came early too, once what it followed is there', () => {
    const [first, second] = [started('c1'), started('c2').after(1).customer()];
    set.applyEvents([...first.events, ...second.events]);
    const view = set.view({ ...openingQuery, sort: { column: 'last-message', isDescending: false } });
    first.after(1_000).bot().customer('news');
    set.applyEvents(first.events.slice(-1));
    expect(idsOf(view)).toEqual(['c1', 'c2']);
    set.applyEvents(first.events.slice(-2));
    expect(idsOf(view)).toEqual(['c2', 'c1']);
  });

  test('is told of by watching one conversation only if that one changed', () => {
    const [first, second] = [started('c1'), started('c2')];
    set.applyEvents([...first.events, ...second.events]);
    let calls = 0;
    const stop = set.watch('c1', () => (calls += 1));
    set.applyEvents(second.customer().events.slice(-1));
    expect(calls).toBe(0);
    set.applyEvents(first.customer().bot().events.slice(-2));
    expect(calls).toBe(1);
    clock.advance(5 * minute);
    expect(calls).toBe(2);
    set.setRules({ helper: shortRules });
    expect(calls).toBe(3);
    stop();
    set.applyEvents(first.customer().events.slice(-1));
    expect(calls).toBe(3);
  });

  test('leaves an unchanged conversation the same object', () => {
    const story = started('c1');
    set.applyEvents(story.events);
    const before = set.get('c1');
    expect(before).toEqual(story.conversation);
    set.applyEvents(started('c2').events);
    expect(set.get('c1')).toBe(before);
    set.applyEvents(story.customer().events.slice(-1));
    expect(set.get('c1')).toEqual(story.conversation);
    expect(before?.seq).toBe(2);
  });
});

describe('an event that is missing', () => {
  const [first, second, third, fourth] = new Story('c1').customer('1').customer('2').customer('3').events as [ConversationEvent, ConversationEvent, ConversationEvent, ConversationEvent];

  test('has its conversation read anew after 5 s, again and again', () => {
    set.applyEvents([first, third]);
    clock.advance(4_999);
    expect(resynced).toEqual([]);
    clock.advance(1);
    expect(resynced).toEqual(['c1']);
    clock.advance(5_000);
    expect(resynced).toEqual(['c1', 'c1']);
  });

  test('and comes in time is no matter', () => {
    set.applyEvents([first, third]);
    clock.advance(4_000);
    set.applyEvents([second]);
    clock.advance(60_000);
    expect(resynced).toEqual([]);
    expect(set.get('c1')?.lastCustomerText).toBe('2');
  });

  test('is made good by a head, after which early events go on', () => {
    set.applyEvents([first, fourth]);
    set.applyHead(new Story('c1').customer('1').customer('2').conversation);
    expect(set.get('c1')).toMatchObject({ seq: 4, lastCustomerText: '3' });
    clock.advance(60_000);
    expect(resynced).toEqual([]);
  });

  test('is asked for no longer once its conversation is forgotten', () => {
    set.applyEvents([third]);
    set.forget('c1');
    clock.advance(60_000);
    expect([resynced, set.get('c1')]).toEqual([[], undefined]);
  });
});

describe('a head', () => {
  test('older than what is held is ignored', () => {
    const story = started('c1');
    const early = story.conversation;
    set.applyEvents(story.customer('newer').events);
    set.applyHead(early);
    expect(set.get('c1')?.lastCustomerText).toBe('newer');
  });
});

describe('a snapshot', () => {
  const heads = (count: number): Conversation[] => Array.from({ length: count }, (_, number) => started(`c${String(number).padStart(4, '0')}`).conversation);

  test('shows its first part at once, and with the last drops what no part named', () => {
    set.applyEvents(started('gone').events);
    const view = set.view();
    const all = heads(3);
    set.applySnapshot({ heads: all.slice(0, 2), isFirst: true, isLast: false });
    expect(idsOf(view)).toEqual(['c0000', 'c0001', 'gone']);
    set.applySnapshot({ heads: all.slice(2), isFirst: false, isLast: true });
    expect(idsOf(view)).toEqual(['c0000', 'c0001', 'c0002']);
    expect(set.size).toBe(3);
  });

  test('of very many is one batch, and held rows stay where they are', () => {
    const all = heads(1_000);
    set.applyEvents(started('z').events);
    const view = set.view({ ...openingQuery, sort: { column: 'id', isDescending: true } });
    view.hold();
    const count = countOf(view);
    set.applySnapshot({ heads: [...all, started('z').conversation], isFirst: true, isLast: true });
    expect([count.calls, view.total, view.waitingChanges]).toEqual([1, 1, 1_000]);
    view.release();
    expect(view.total).toBe(1_001);
    expect(idsOf(view).slice(0, 2)).toEqual(['z', 'c0999']);
  });

  test('is the end of a conversation that a watcher looks at', () => {
    set.applyEvents(started('c1').events);
    let calls = 0;
    set.watch('c1', () => (calls += 1));
    set.applySnapshot({ heads: [], isFirst: true, isLast: true });
    expect([calls, set.get('c1'), set.statusOf('c1')]).toEqual([1, undefined, undefined]);
  });
});

describe('a held order', () => {
  test('keeps rows in place while their cells change, and says what waits', () => {
    const [first, second] = [started('c1'), started('c2').after(1)];
    set.applyEvents([...first.events, ...second.events]);
    const view = set.view({ ...openingQuery, sort: { column: 'last-message', isDescending: false } });
    view.hold();
    clock.advance(1_000);
    set.applyEvents(first.after(1_000).customer('news').events.slice(-1));
    expect(idsOf(view)).toEqual(['c1', 'c2']);
    expect(view.rows(0, 1)[0]?.lastMessage?.text).toBe('news');
    expect(view.waitingChanges).toBe(1);
    view.release();
    expect([idsOf(view), view.waitingChanges]).toEqual([['c2', 'c1'], 0]);
  });

  test('shows at once, in a band, who asked since and who needs action since', () => {
    const [first, second, waiting] = [started('c1'), started('c2'), started('c3').request()];
    set.applyEvents([...first.events, ...second.events, ...waiting.events]);
    const view = set.view();
    view.hold();
    expect(view.band).toEqual([]);
    clock.advance(1_000);
    set.applyEvents(second.after(1_000).add({ type: 'bot-failed', problem: 'timed-out' }).events.slice(-1));
    set.applyEvents(new Story('c4', clock.now()).request().events);
    expect(view.band.map((row) => row.id)).toEqual(['c4', 'c2']);
    set.applyEvents(second.takeOver().events.slice(-1));
    expect(view.band.map((row) => row.id)).toEqual(['c4']);
    view.release();
    expect(view.band).toEqual([]);
  });

  test('keeps the last row of a conversation that left the page, marked, until released', () => {
    const story = started('c1');
    set.applyEvents(story.events);
    const view = set.view();
    view.hold();
    set.applyEvents(story.add({ type: 'conversation-closed', why: 'ended' }).events.slice(-1));
    expect(view.rows(0, 9)).toMatchObject([{ id: 'c1', status: 'live', hasLeft: true }]);
    expect([view.total, view.indexOf('c1'), view.counts.total]).toEqual([1, 0, 0]);
    view.release();
    expect([view.total, view.row('c1')]).toEqual([0, undefined]);
  });

  test('starts anew when the reader asks for another order', () => {
    const [first, second] = [started('c1'), started('c2').bot()];
    set.applyEvents([...first.events, ...second.events]);
    const view = set.view();
    view.hold();
    set.applyEvents(first.request().events.slice(-1));
    view.setQuery({ ...openingQuery, sort: { column: 'id', isDescending: true } });
    expect([idsOf(view), view.isHeld, view.waitingChanges, view.band]).toEqual([['c2', 'c1'], true, 0, []]);
  });
});

describe('a closed conversation', () => {
  test('is let go ten minutes later, unless somebody watches it', () => {
    for (const id of ['c1', 'c2']) set.applyEvents(started(id).add({ type: 'conversation-closed', why: 'ended' }).events);
    const stop = set.watch('c2', () => undefined);
    clock.advance(10 * minute - 1);
    expect(set.size).toBe(2);
    clock.advance(1);
    expect([set.size, set.get('c2')?.closed]).toEqual([1, { why: 'ended', at: startAt }]);
    stop();
    clock.advance(10 * minute);
    expect([set.size, clock.pending]).toEqual([0, 0]);
  });
});

describe('a row', () => {
  test('tells whose it is and what was asked of it', () => {
    set.applyEvents(started('c1').takeOver({ kind: 'agent', id: 'ana', name: 'Ana' }).events);
    const view = set.view();
    expect(view.row('c1')).toMatchObject({ isMine: false, intent: null });
    set.setMe('ana');
    set.surroundings.setIntent('c1', { name: 'hand-back', state: { state: 'queued' } });
    expect(view.row('c1')).toMatchObject({ isMine: true, intent: { name: 'hand-back' } });
    set.surroundings.setIntent('c1', null);
    expect(view.row('c1')?.intent).toBeNull();
  });

  test('is the same object after events that change nothing it shows', () => {
    const story = started('c1');
    set.applyEvents(story.events);
    const view = set.view();
    const before = view.row('c1');
    set.applyEvents(story.add({ type: 'note-added', by: { id: 'ana', name: 'Ana' }, text: 'vip' }).events.slice(-1));
    expect(view.row('c1')).toBe(before);
  });

  test('is found whether or not the query shows it', () => {
    set.applyEvents(started('c1').events);
    const view = set.view({ ...openingQuery, search: 'nobody' });
    expect([view.row('c1')?.id, view.indexOf('c1'), view.row('c2')]).toEqual(['c1', -1, undefined]);
  });
});

test('a closed view hears nothing more', () => {
  const view = set.view();
  const count = countOf(view);
  view.close();
  set.applyEvents(started('c1').events);
  expect(count.calls).toBe(0);
});
