import { TakeoverError, type CommandState, type TakeoverErrorCode } from '@live-takeover/sdk';
import { expect } from '@open-wc/testing';
import { agoLastsMs, agoWords, durationLastsMs, durationWords } from '../language/duration.js';
import { wordsFor } from '../language/words.js';
import { asked, fakeRow } from '../live-takeover-table/fake-rows.test-support.js';
import { fakeClock } from '@live-takeover/testing';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { createAnnouncer } from './announcer.js';
import { createRequestEvent, dispatchRequest } from './request-event.js';
import { channelWords, intentWords, operatorWords, reasonWords } from './status-words.js';
import { createTicker } from './ticker.js';

const words = wordsFor('en');
const minute = 60_000;
const ben = { kind: 'agent', id: 'ben', name: 'Ben' } as const;

describe('reasonWords', () => {
  const ago = (minutes: number): number => fakeNow - minutes * minute;
  const reasons: readonly (readonly [string, Parameters<typeof fakeRow>[1]])[] = [
    ['asked 3 min ago', asked(3)],
    ['asked Salesforce 2 min ago', { reason: { code: 'desk-requested', askedAt: ago(2) } }],
    ['with Ben', { reason: { code: 'with-agent', operator: ben } }],
    ['with Ben (you)', { reason: { code: 'with-agent', operator: ben }, isMine: true }],
    ['with Salesforce agent', { reason: { code: 'with-agent', operator: { kind: 'desk', id: 'salesforce', name: 'SF' } } }],
    ['default answer 3 of 3', { reason: { code: 'default-answers', count: 3, threshold: 3 } }],
    ['bot not answering 1 min ago', { reason: { code: 'bot-failed', at: ago(1) } }],
    ['active 2 min ago', { reason: { code: 'active' }, lastMessage: { text: 'hi', at: ago(2) } }],
    ['active 4 min ago', { reason: { code: 'active' }, lastMessage: null, since: ago(4) }],
    ['silent for 6 min', { reason: { code: 'silent', idleSince: ago(6) } }],
    ['silent for 1 h 30 min', { reason: { code: 'silent-long', idleSince: ago(90) } }],
    ['customer left 5 min ago', { reason: { code: 'customer-ended', at: ago(5) } }],
    ['window closed 5 min ago', { reason: { code: 'connection-lost', at: ago(5) } }],
  ];
  for (const [said, changed] of reasons)
    it(`says "${said}"`, () => expect(reasonWords(words, fakeRow(1, changed), fakeNow)).to.equal(said));
});

describe('other words', () => {
  it('names who answers', () => {
    expect(operatorWords(words, { kind: 'bot' }, false)).to.equal('Bot');
    expect(operatorWords(words, ben, true)).to.equal('Ben (you)');
  });

  it('calls an integrator’s own channel what it is called', () => {
    expect(channelWords(words, 'web')).to.equal('Web chat');
    expect(channelWords(words, 'toString')).to.equal('toString');
  });

  const failed = (code: TakeoverErrorCode, holder?: string): CommandState => ({ state: 'failed', error: new TakeoverError(code, 'x', { holder }) });
  const intents: readonly (readonly [string, string, CommandState, string | null])[] = [
    ['under way', 'take-over', { state: 'sent', sentAt: 0 }, 'taking over …'],
    ['in doubt', 'take-over', { state: 'uncertain', sentAt: 0 }, 'checking …'],
    ['done', 'take-over', { state: 'acknowledged', seq: 1 }, null],
    ['lost to a colleague', 'take-over', failed('already-taken', 'Ben'), 'taken over by Ben'],
    ['failed', 'hand-back', failed('stale-term'), 'did not work'],
    ['without an answer', 'take-over', failed('outcome-unknown'), 'outcome not known'],
    ['a message under way', 'send', { state: 'sent', sentAt: 0 }, null],
    ['a message that failed', 'send', failed('gateway-unreachable'), 'message not sent'],
  ];
  for (const [title, name, state, said] of intents)
    it(`of a command ${title}: ${said ?? 'nothing'}`, () => expect(intentWords(words, { name, state })).to.equal(said));
});

describe('the ticker', () => {
  it('calls everybody at once, from one timer, and keeps none when nobody listens', () => {
    const clock = fakeClock();
    const scheduled: number[] = [];
    const ticker = createTicker({
      schedule(delayMs, callback) {
        scheduled.push(delayMs);
        return clock.schedule(delayMs, callback);
      },
    }, 10);
    const heard: string[] = [];
    const ends = ['one', 'two'].map((name) => ticker.subscribe(() => void heard.push(name)));
    clock.advance(10);
    expect(heard).to.deep.equal(['one', 'two']);
    for (const end of ends) end();
    clock.advance(100);
    expect(heard).to.have.length(2);
    expect(scheduled).to.deep.equal([10, 10]);
  });
});

describe('the ticker of an idle page', () => {
  it('sleeps until somebody needs it, but no longer than ten seconds once something else is shown', () => {
    const clock = fakeClock();
    const ticker = createTicker(clock);
    const heard: number[] = [];
    let waits: readonly [number, number] = [40_000, 25_000];
    const ends = [
      ticker.subscribe(() => {
        heard.push(clock.now());
        return waits[0];
      }),
      ticker.subscribe(() => waits[1]),
    ];
    const start = clock.now();
    clock.advance(10_000);
    expect(heard).to.deep.equal([start + 10_000]);
    clock.advance(24_999);
    expect(heard).to.have.length(1);
    waits = [3_600_000, Infinity];
    clock.advance(1);
    expect(heard).to.deep.equal([start + 10_000, start + 35_000]);
    clock.advance(60_000);
    expect(heard).to.have.length(2);
    ticker.soon();
    clock.advance(5_000);
    ticker.soon();
    clock.advance(5_000);
    expect(heard).to.have.length(3);
    waits = [1, Infinity];
    clock.advance(3_600_000);
    expect(heard.at(-1)).to.equal(start + 105_000 + 3_600_000);
    clock.advance(9_999);
    expect(heard).to.have.length(4);
    for (const end of ends) end();
  });

  it('is called by those who cannot say as often as ever', () => {
    const clock = fakeClock();
    let heard = 0;
    const end = createTicker(clock).subscribe(() => void (heard += 1));
    clock.advance(60_000);
    expect(heard).to.equal(6);
    end();
  });

  it('is told truly how long ages stay as they are', () => {
    for (const [step, limit] of [[1_000, 150_000], [61_000, 8_000_000], [3_599_000, 300_000_000]] as const)
      for (let age = -5_000; age < limit; age += step) {
        const ago = agoLastsMs(0, age);
        expect(agoWords(words, 0, age + ago - 1), `${age} ms ago`).to.equal(agoWords(words, 0, age));
        expect(agoWords(words, 0, age + ago), `${age} ms ago`).not.to.equal(agoWords(words, 0, age));
        const lasts = durationLastsMs(0, age);
        expect(durationWords(words, age + lasts - 1), `${age} ms`).to.equal(durationWords(words, age));
        expect(durationWords(words, age + lasts), `${age} ms`).not.to.equal(durationWords(words, age));
      }
  });
});

describe('the announcer', () => {
  it('speaks at once, then not again for five seconds, then says what came meanwhile together', () => {
    const clock = fakeClock();
    const spoken: string[] = [];
    const announcer = createAnnouncer((text) => void spoken.push(text), clock);
    announcer.say('waiting', '1 waits.');
    announcer.say('waiting', '2 wait.');
    announcer.say('sort', 'Sorted.');
    announcer.say('waiting', '3 wait.');
    expect(spoken).to.deep.equal(['1 waits.']);
    clock.advance(4_999);
    expect(spoken).to.have.length(1);
    clock.advance(1);
    expect(spoken).to.deep.equal(['1 waits.', '3 wait. Sorted.']);
    clock.advance(5_000);
    announcer.say('sort', 'Again.');
    expect(spoken).to.have.length(3);
  });
});

describe('request events', () => {
  it('bubble, cross shadow roots and can be cancelled', () => {
    const { event } = createRequestEvent('takeover-request', { conversationId: 'c1' });
    expect([event.bubbles, event.composed, event.cancelable]).to.deep.equal([true, true, true]);
    expect(event.detail.conversationId).to.equal('c1');
  });

  const outcomes: readonly (readonly [string, (event: CustomEvent<{ waitUntil(promise: Promise<unknown>): void }>) => void, boolean])[] = [
    ['goes on when nobody objects', () => undefined, true],
    ['stops when cancelled', (event) => event.preventDefault(), false],
    ['goes on when what it waits for is done', (event) => event.detail.waitUntil(Promise.resolve()), true],
    ['stops when what it waits for is refused', (event) => event.detail.waitUntil(Promise.reject(new Error('no'))), false],
  ];
  for (const [title, listener, isAllowed] of outcomes)
    it(title, async () => {
      const target = new EventTarget();
      target.addEventListener('takeover-request', (event) => listener(event as CustomEvent));
      expect(await dispatchRequest(target, 'takeover-request', {})).to.equal(isAllowed);
    });
});
