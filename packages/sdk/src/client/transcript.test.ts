import fc from 'fast-check';
import { expect, test } from 'vitest';
import { history } from './facts.test-support.js';
import type { TranscriptPage } from '../connector/connector.js';
import type { ConversationEvent } from '../conversation/event.js';
import { Transcript } from './transcript.js';

const all = history('c1', 120);
const between = (first: number, last: number): readonly ConversationEvent[] => all.slice(first - 1, last);
const page = (first: number, last: number): TranscriptPage => ({ events: between(first, last), hasMore: first > 1 });
const seqs = (transcript: Transcript): string => `${transcript.events[0]?.seq ?? 0}–${transcript.lastSeq}`;

test('the newest page is held, and whether there is more before it', () => {
  const transcript = new Transcript();
  transcript.applyNewest(page(71, 120));
  expect(seqs(transcript)).toBe('71–120');
  expect(transcript.hasOlder).toBe(true);
});

test('live events are held back until the first page came, and then join it', () => {
  const transcript = new Transcript();
  transcript.applyLive(between(119, 120));
  expect(transcript.events).toEqual([]);
  transcript.applyNewest(page(71, 118));
  expect(seqs(transcript)).toBe('71–120');
});

test('repeated and late events change nothing', () => {
  const transcript = new Transcript();
  transcript.applyNewest(page(71, 100));
  const before = transcript.events;
  transcript.applyLive(between(60, 100));
  expect(transcript.events).toBe(before);
  expect(transcript.isBehind).toBe(false);
});

test('an event after a gap waits, and joins when the gap is filled by events or by a page', () => {
  const transcript = new Transcript();
  transcript.applyNewest(page(71, 100));
  transcript.applyLive(between(102, 103));
  expect(seqs(transcript)).toBe('71–100');
  expect(transcript.isBehind).toBe(true);
  transcript.applyLive(between(101, 101));
  expect(seqs(transcript)).toBe('71–103');
  transcript.applyLive(between(110, 110));
  transcript.applyNewest(page(80, 109));
  expect(seqs(transcript)).toBe('71–110');
  expect(transcript.isBehind).toBe(false);
});

test('a page beyond a hole replaces what is held', () => {
  const transcript = new Transcript();
  transcript.applyNewest(page(1, 20));
  transcript.applyNewest(page(71, 120));
  expect(seqs(transcript)).toBe('71–120');
  expect(transcript.hasOlder).toBe(true);
});

test('older pages go in front until there are none', () => {
  const transcript = new Transcript();
  transcript.applyNewest(page(71, 120));
  transcript.applyOlder(page(21, 70));
  expect(seqs(transcript)).toBe('21–120');
  expect(transcript.hasOlder).toBe(true);
  transcript.applyOlder(page(1, 20));
  expect(seqs(transcript)).toBe('1–120');
  expect(transcript.hasOlder).toBe(false);
});

test('an older page that does not reach what is held is not shown', () => {
  const transcript = new Transcript();
  transcript.applyNewest(page(71, 120));
  transcript.applyOlder(page(21, 60));
  expect(seqs(transcript)).toBe('71–120');
});

test('once in doubt, what is shown stays until a page replaces it, even with fewer events', () => {
  const transcript = new Transcript();
  transcript.applyNewest(page(71, 120));
  transcript.doubt();
  expect(seqs(transcript)).toBe('71–120');
  transcript.applyNewest(page(1, 90));
  expect(seqs(transcript)).toBe('1–90');
});

const erased = (seq: number): ConversationEvent => ({ id: 'erased', conversationId: 'c1', seq, at: 0, type: 'conversation-erased' });
const texts = (transcript: Transcript): readonly string[] => [...new Set(transcript.events.map((event) => (event.type === 'message-sent' ? event.text : '')))];

test('an erasure drops every text that is held, at once and though events before it are still missing', () => {
  const transcript = new Transcript();
  transcript.applyNewest(page(71, 118));
  transcript.applyLive(between(120, 120));
  transcript.applyLive([erased(121)]);
  expect(texts(transcript)).toEqual(['']);
  transcript.applyLive(between(119, 119));
  expect(seqs(transcript)).toBe('71–121');
  expect(texts(transcript)).toEqual(['']);
});

test('pages that were read before an erasure are shown without their texts', () => {
  const transcript = new Transcript();
  transcript.applyLive([erased(121)]);
  transcript.applyNewest(page(71, 120));
  transcript.applyOlder(page(21, 70));
  expect(seqs(transcript)).toBe('21–121');
  expect(texts(transcript)).toEqual(['']);
});

test('an erasure that comes with a page holds for what is held already', () => {
  const transcript = new Transcript();
  transcript.applyNewest(page(71, 120));
  transcript.applyNewest({ events: [...between(119, 120), erased(121)], hasMore: true });
  expect(texts(transcript)).toEqual(['']);
});

test('a store that was put back to before an erasure is believed', () => {
  const transcript = new Transcript();
  transcript.applyNewest(page(71, 120));
  transcript.applyLive([erased(121)]);
  transcript.doubt();
  transcript.applyNewest(page(71, 119));
  expect(texts(transcript)).toContain('Message 119');
});

test('however events and pages arrive, what is held is dense, never loses its end, and catches up with the newest page', () => {
  const step = fc.oneof(
    fc.record({ what: fc.constant('live' as const), from: fc.integer({ min: 1, max: 120 }), count: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ what: fc.constant('newest' as const), from: fc.integer({ min: 1, max: 120 }), count: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ what: fc.constant('older' as const), from: fc.constant(0), count: fc.integer({ min: 1, max: 50 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const transcript = new Transcript();
      let newest = 0;
      for (const { what, from, count } of steps) {
        const last = Math.min(120, from + count - 1);
        if (what === 'live') transcript.applyLive(between(from, last));
        else if (what === 'newest') transcript.applyNewest(page(Math.max(1, from - count), from));
        else {
          const first = transcript.events[0]?.seq ?? 1;
          if (first > 1) transcript.applyOlder(page(Math.max(1, first - count), first - 1));
        }
        const { events, lastSeq } = transcript;
        expect(events).toEqual(events.length === 0 ? [] : between(events[0]?.seq ?? 0, lastSeq));
        expect(lastSeq).toBeGreaterThanOrEqual(newest);
        newest = lastSeq;
      }
      transcript.applyNewest(page(71, 120));
      expect(transcript.lastSeq).toBe(120);
      expect(transcript.isBehind).toBe(false);
    }),
  );
});
