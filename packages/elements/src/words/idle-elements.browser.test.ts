import type { OpeningHours } from '@live-takeover/sdk';
import { expect } from '@open-wc/testing';
import { alertOf, openBrowser, settle, show as showPresence } from '../agent-presence/presence.test-support.js';
import { createFakeClient, fakeNow } from '../client-source/fake-client.test-support.js';
import { wordsFor } from '../language/words.js';
import { expiryLastsMs, expiryWords } from '../live-takeover-conversation/attachment-links.js';
import { say, show as showConversation, started } from '../live-takeover-conversation/conversation.test-support.js';
import { LiveTakeoverConversation } from '../live-takeover-conversation/live-takeover-conversation.js';
import { openingLastsMs, openingWords } from '../settings/hours-words.js';
import { takeTimers, type TakenTimers } from './taken-timers.test-support.js';
import { tickMs } from './ticker.js';

customElements.define('live-takeover-conversation', LiveTakeoverConversation);

const minute = 60_000;
const hour = 60 * minute;
const words = wordsFor('en');

describe('an idle page', () => {
  let timers: TakenTimers;
  beforeEach(() => (timers = takeTimers()));
  afterEach(() => timers.giveBack());

  it('wakes for a conversation when one of its ages is another, and soon after something happened in it', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await showConversation(fake);
    fake.state.now += 3 * hour + 20 * minute;
    timers.run();
    await element.updateComplete;
    expect(timers.delays()).to.deep.equal([40 * minute]);
    say(fake, 'c1', { type: 'message-sent', from: 'bot', text: 'Are you still there?' });
    await element.updateComplete;
    expect(timers.delays()).to.include(tickMs);
  });

  it('wakes for the presence of an agent when an alert is older by a word, else when the day ends', async () => {
    openBrowser();
    const fake = createFakeClient();
    const element = await showPresence(fake);
    timers.run();
    await settle(element);
    const untilMidnight = new Date(fakeNow).setHours(24, 0, 0, 0) - fakeNow;
    expect(timers.delays()).to.deep.equal([untilMidnight]);
    fake.alerts.set([alertOf('a', { at: fakeNow - 5 * minute - 15_000 })]);
    await settle(element);
    expect(timers.delays()).to.include(tickMs);
    timers.run();
    await settle(element);
    expect(timers.delays()).to.include(45_000).and.not.to.include(tickMs);
  });
});

describe('what is told of how long words last', () => {
  it('is true of files that can be had for a time', () => {
    const expiresAt = 8 * 24 * hour;
    const say = (now: number): string => expiryWords({ expiresAt }, words, now);
    for (let now = 0; now < expiresAt; now += 17 * minute + 13_001) {
      const lasts = expiryLastsMs({ expiresAt }, now);
      expect(say(now + lasts - 1), `${now}`).to.equal(say(now));
      expect(say(now + lasts), `${now}`).not.to.equal(say(now));
    }
    expect([expiryLastsMs({}, 0), expiryLastsMs({ expiresAt }, expiresAt)]).to.deep.equal([Infinity, Infinity]);
  });

  it('is true of opening hours anywhere', () => {
    const day = [{ from: '09:00', to: '17:10' }];
    for (const timeZone of ['Europe/Berlin', 'Asia/Kathmandu']) {
      const hours: OpeningHours = { timeZone, week: [day, [], [], [], [], [], []], closedOn: [] };
      for (let at = fakeNow; at < fakeNow + 8 * 24 * hour; at += 37 * minute + 7) {
        const lasts = openingLastsMs(hours, at);
        expect(openingWords(words, hours, at + lasts - 1), `${timeZone} ${at}`).to.equal(openingWords(words, hours, at));
      }
      expect(openingLastsMs({ ...hours, week: [[], [], [], [], [], [], []] }, fakeNow)).to.equal(Infinity);
    }
  });
});
