/** What goes to a provider that is not always there, nor always honest. */
import assert from 'node:assert/strict';
import type { ConformanceRunner } from '../store-conformance/subject.js';
import type { ChannelSubject, ProviderFault } from './channel-subject.js';
import type { Stage } from './stage.js';
import { onStage } from './stage.js';

const answer = 'Your balance is 1,234.56';

/** Registers the tests of what is sent. */
export function outgoingGroup(subject: ChannelSubject, runner: ConformanceRunner): void {
  troubledGroup(subject, runner);
  doubtfulGroup(subject, runner);
  const { test } = runner;

  test('what the bot and an agent say gets there once each, in order, though the provider stumbles', () =>
    onStage(subject, async (stage) => {
      await ask(stage);
      await stage.delivery(stage.customer, answer, 'sent');
      stage.provider.fail('unavailable', 'rate-limited');
      const desk = await stage.takeOver(stage.customer);
      const before = stage.provider.taken.length;
      const texts = Array.from({ length: 10 }, (_, index) => `Ana's line ${String(index)}`);
      for (const text of texts) desk.send(text);
      await stage.delivery(stage.customer, texts.at(-1) ?? '', 'sent');
      const taken = stage.provider.taken.slice(before).map(({ text }) => text);
      assert.deepEqual(taken.filter((text) => texts.includes(text)), texts);
      assert.deepEqual(stage.provider.taken[0]?.text, answer);
    }));

  const { optOut } = subject;
  if (optOut === undefined) return;
  test('a customer who wants to be left alone is not written to until they want to be again', () =>
    onStage(subject, async (stage) => {
      await stage.write(stage.customer, 'Hello there');
      stage.botAnswers(() => [answer]);
      await stage.write(stage.customer, optOut.stop);
      assert.equal((await stage.delivery(stage.customer, answer, 'failed')).reason, 'opted-out');
      stage.botAnswers(() => ['Good to have you back']);
      await stage.write(stage.customer, optOut.start);
      await stage.delivery(stage.customer, 'Good to have you back', 'sent');
      assert.deepEqual(stage.provider.taken.map(({ text }) => text), ['Good to have you back']);
    }));
}

function troubledGroup(subject: ChannelSubject, { test }: ConformanceRunner): void {
  test('a provider that is down or full for a while gets the message once it is back', () =>
    onStage(subject, async (stage) => {
      stage.provider.fail('unavailable', 'rate-limited', 'unavailable', 'unavailable', 'rate-limited');
      await ask(stage);
      await stage.delivery(stage.customer, answer, 'sent');
      assertTakenOnce(stage);
    }));

  test('a provider that stays away has the message fail in words, and gets the next one', () =>
    onStage(subject, async (stage) => {
      stage.onRequest(async () => new Response(null, { status: 503 }));
      await ask(stage);
      assert.equal((await stage.delivery(stage.customer, answer, 'failed', 60_000)).reason, 'provider-unavailable');
      stage.onRequest((request) => stage.provider.fetch(request));
      stage.botAnswers(() => ['Here again']);
      await stage.write(stage.customer, 'Are you there?');
      await stage.delivery(stage.customer, 'Here again', 'sent');
      assert.deepEqual(stage.provider.taken.map(({ text }) => text), ['Here again']);
    }));

  test('a provider that nobody reaches gets the message once it is reached', () =>
    onStage(subject, async (stage) => {
      let calls = 0;
      stage.onRequest(async (request) => {
        calls += 1;
        if (calls > 3) return stage.provider.fetch(request);
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) });
      });
      await ask(stage);
      await stage.delivery(stage.customer, answer, 'sent');
      assertTakenOnce(stage);
    }));

  test('credentials that are not good have the message fail, and the log says so', () =>
    onStage(subject, async (stage) => {
      stage.provider.fail('unauthorized');
      await ask(stage);
      assert.equal((await stage.delivery(stage.customer, answer, 'failed')).reason, 'not-authorized');
      assert.ok(stage.lines().includes('"level":"error"'));
    }));

  test('a provider that is slow for one customer holds up no other', () =>
    onStage(subject, async (stage) => {
      let release = (): void => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      let isFirst = true;
      stage.onRequest(async (request) => {
        const mayPass = !isFirst;
        isFirst = false;
        const response = await stage.provider.fetch(request);
        if (!mayPass) await released;
        return response;
      });
      await ask(stage);
      await stage.until(() => stage.provider.taken.length === 1);
      const other = stage.provider.customer(1);
      stage.botAnswers(() => ['Yours is another one']);
      await stage.write(other, 'And mine?');
      await stage.delivery(other, 'Yours is another one', 'sent');
      assert.deepEqual(await stage.states(stage.customer, answer), []);
      release();
      await stage.delivery(stage.customer, answer, 'sent');
      assertTakenOnce(stage);
    }));
}

function doubtfulGroup(subject: ChannelSubject, { test }: ConformanceRunner): void {
  const settled = subject.canBeAsked ? 'sent' : 'unknown';
  const lost = (title: string, fault: ProviderFault): void =>
    test(`a message ${title} is in doubt, ${subject.canBeAsked ? 'asked for' : 'stays so'}, and is not sent again`, () =>
      onStage(subject, async (stage) => {
        stage.provider.fail(fault);
        await ask(stage);
        assert.equal((await stage.delivery(stage.customer, answer, 'unknown')).reason, 'outcome-unknown');
        await stage.delivery(stage.customer, answer, settled);
        await stage.advance(10 * 60_000);
        assertTakenOnce(stage);
      }));
  lost('whose answer was lost', 'answer-lost');
  lost('that was answered as broken', 'broken');

  test('a message that is never answered is in doubt, and is not sent again', () =>
    onStage(subject, async (stage) => {
      let isFirst = true;
      stage.onRequest(async (request) => {
        const response = await stage.provider.fetch(request);
        if (!isFirst) return response;
        isFirst = false;
        return new Promise<Response>(() => {});
      });
      await ask(stage);
      await stage.delivery(stage.customer, answer, 'unknown');
      await stage.delivery(stage.customer, answer, settled);
      await stage.advance(10 * 60_000);
      assertTakenOnce(stage);
    }));

  test('a message that was being sent when the gateway ended is not sent again by the next one', () =>
    onStage(subject, async (stage) => {
      stage.onRequest(async (request) => {
        await stage.provider.fetch(request);
        return new Promise<Response>(() => {});
      });
      await ask(stage);
      await stage.until(() => stage.provider.taken.length === 1);
      stage.onRequest((request) => stage.provider.fetch(request));
      await stage.restart();
      await stage.delivery(stage.customer, answer, settled);
      await stage.advance(10 * 60_000);
      assertTakenOnce(stage);
    }));

  if (!subject.canBeAsked) return;
  test('a message that certainly never got there is sent', () =>
    onStage(subject, async (stage) => {
      stage.provider.fail('request-lost');
      await ask(stage);
      await stage.delivery(stage.customer, answer, 'sent');
      assertTakenOnce(stage);
    }));
}

async function ask(stage: Stage): Promise<void> {
  stage.botAnswers(() => [answer]);
  await stage.write(stage.customer, 'What do I have?');
}

function assertTakenOnce({ provider, customer }: Stage): void {
  assert.deepEqual(provider.taken.filter(({ to }) => to === customer.id).map(({ text }) => text), [answer]);
}
