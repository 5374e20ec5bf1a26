import type { ConversationEvent } from '@live-takeover/sdk';
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { textSegments } from './text-links.js';
import { transcriptFacts, transcriptItems } from './transcript-items.js';
import { windowAtEnd, windowDown, windowLimit, windowRange, windowStart, windowStep, windowUp } from './transcript-window.js';

describe('textSegments', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['see https://a.example/x.', ['https://a.example/x']],
    ['(https://a.example/x)', ['https://a.example/x']],
    ['https://en.example/wiki/Bank_(disambiguation)', ['https://en.example/wiki/Bank_(disambiguation)']],
    ['HTTP://A.EXAMPLE', ['HTTP://A.EXAMPLE']],
    ['mail mailto:ana@a.example, or tel:+34911234567!', ['mailto:ana@a.example', 'tel:+34911234567']],
    ['javascript:alert(1)', []],
    ['data:text/html,<b>', []],
    ['ftp://a.example', []],
    ['https://', []],
    ['xhttps://a.example', []],
    ['https://a.example/\u202Egpj.exe', ['https://a.example/']],
    ['<a href="https://a.example">', ['https://a.example']],
  ];
  for (const [text, links] of cases)
    it(`finds ${links.length === 0 ? 'no link' : links.join(' and ')} in ${JSON.stringify(text)}`, () => {
      const found = textSegments(text).flatMap((segment) => (segment.kind === 'link' ? [segment.text] : []));
      expect(found).to.deep.equal(links);
    });

  it('never changes the text, and links nowhere but to web, mail and telephone', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('https://', 'mailto:', 'tel:', 'javascript:', '.', ')', '(', ' ', '\u202e'));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const segments = textSegments(text);
        expect(segments.map((segment) => segment.text).join('')).to.equal(text);
        for (const segment of segments)
          if (segment.kind === 'link') expect(new URL(segment.href).protocol).to.match(/^(https?|mailto|tel):$/);
      }),
    );
  });
});

describe('transcriptItems', () => {
  let at = 0;
  let seq = 0;
  const event = (values: object, afterMs = 1_000): ConversationEvent => {
    at += afterMs;
    seq += 1;
    return { id: `e${seq}`, conversationId: 'c', seq, at, ...values } as ConversationEvent;
  };
  const message = (from: string, afterMs?: number, more: object = {}): ConversationEvent =>
    event({ type: 'message-sent', from, text: 'x', ...more }, afterMs);
  const dayOf = (instant: number): string => String(Math.floor(instant / 86_400_000));
  const read = (events: readonly ConversationEvent[]): string[] =>
    transcriptItems(transcriptFacts(events), 0, events.length, dayOf).map((item) => {
      if (item.kind !== 'message') return item.kind === 'line' ? item.event.type : item.kind;
      return `${item.event.from}${item.isFirst ? ' first' : ''}${item.isLast ? ' last' : ''}`;
    });
  beforeEach(() => {
    at = 0;
    seq = 0;
  });

  it('groups messages of one sender, and starts anew after another, a pause, a line or a new day', () => {
    const events = [
      message('customer'),
      message('customer'),
      message('bot'),
      message('customer'),
      message('customer', 6 * 60_000),
      event({ type: 'agent-requested', target: 'agents' }),
      message('customer'),
      message('customer', 86_400_000),
    ];
    expect(read(events)).to.deep.equal([
      'day',
      'customer first',
      'customer last',
      'bot first last',
      'customer first last',
      'customer first last',
      'agent-requested',
      'customer first last',
      'day',
      'customer first last',
    ]);
  });

  it('leaves out what is no part of the talk, and types it does not know', () => {
    const events = [
      message('customer'),
      event({ type: 'conversation-viewed', by: { id: 'a', name: 'A' }, term: 0 }),
      event({ type: 'attributes-changed' }),
      event({ type: 'invented-later' }),
      message('customer'),
    ];
    expect(read(events)).to.deep.equal(['day', 'customer first', 'customer last']);
  });

  it('shows an erasure as a line, and marks what stands before it', () => {
    const events = [
      message('customer', 1_000, { text: '' }),
      event({ type: 'note-added', by: { id: 'a', name: 'A' }, text: '' }),
      event({ type: 'conversation-erased' }),
    ];
    expect(read(events)).to.deep.equal(['day', 'customer first last', 'note', 'conversation-erased']);
    const marked = (some: readonly ConversationEvent[]): unknown[] =>
      transcriptItems(transcriptFacts(some), 0, 10, dayOf).flatMap((item) => ('isErased' in item ? [item.isErased] : []));
    expect(marked(events)).to.deep.equal([true, true]);
    expect(marked(events.slice(0, 2))).to.deep.equal([false, false]);
  });

  it('reads what was added to what it has read, and all of it again where anything changed', () => {
    const events = [message('customer'), message('bot'), message('customer')];
    const before = transcriptFacts(events);
    const more = message('agent');
    expect(transcriptFacts([...events, more], before)).to.deep.equal(transcriptFacts([...events, more]));
    const erased = [events[0]!, { ...events[1]!, text: '' } as ConversationEvent, events[2]!];
    expect(transcriptFacts(erased, before)).to.deep.equal(transcriptFacts(erased));
    expect(transcriptFacts(events.slice(1), before)).to.deep.equal(transcriptFacts(events.slice(1)));
  });

  it('knows how far a message got and who handed back', () => {
    const events = [
      event({ type: 'takeover-started', operator: { kind: 'agent', id: 'ana', name: 'Ana' }, term: 1 }),
      message('agent'),
      event({ type: 'delivery-changed', messageId: 'e2', state: 'delivered' }),
      event({ type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back' }),
    ];
    const items = transcriptItems(transcriptFacts(events), 0, 10, dayOf);
    const sent = items.find((item) => item.kind === 'message');
    const ended = items.at(-1);
    expect(sent?.kind === 'message' && sent.delivery).to.deep.equal({ state: 'delivered', reason: undefined, parts: undefined });
    expect(ended?.kind === 'line' && ended.holder).to.equal('Ana');
  });
});

describe('the window on a long transcript', () => {
  const held = (from: number, to: number): { seq: number }[] =>
    Array.from({ length: to - from + 1 }, (_, index) => ({ seq: from + index }));

  it('opens at the end and follows it', () => {
    expect(windowRange(windowAtEnd, held(1, 1_000))).to.deep.equal({ first: 1_000 - windowStart, last: 1_000 });
    expect(windowRange(windowAtEnd, held(1, 1_001)).last).to.equal(1_001);
  });

  it('does not move when older pages arrive in front', () => {
    const pinned = windowUp(windowAtEnd, held(501, 1_000));
    const before = windowRange(pinned, held(501, 1_000));
    const after = windowRange(pinned, held(1, 1_000));
    expect([after.first - 500, after.last - 500]).to.deep.equal([before.first, before.last]);
  });

  it('slides over any transcript, never holds more than its limit, and reaches both ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000 }), fc.array(fc.boolean(), { maxLength: 60 }), (total, moves) => {
        const visible = held(1, total);
        let shown = windowAtEnd;
        let { first, last } = windowRange(shown, visible);
        for (const isUp of moves) {
          shown = isUp ? windowUp(shown, visible) : windowDown(shown, visible);
          const range = windowRange(shown, visible);
          expect(range.last - range.first).to.be.at.most(windowLimit);
          // The obvious model: an edge moves by one step, and the other gives way only as far as it must.
          if (isUp) {
            first = Math.max(0, first - windowStep);
            last = Math.min(last, first + windowLimit);
          } else {
            last = Math.min(total, last + windowStep);
            first = Math.max(first, last - windowLimit);
          }
          expect(range).to.deep.equal({ first, last });
        }
      }),
    );
  });
});
