/** What comes from a provider, and what only seems to. */
import assert from 'node:assert/strict';
import type { ConformanceRunner } from '../store-conformance/subject.js';
import type { ChannelSubject } from './channel-subject.js';
import type { Stage } from './stage.js';
import { assertRefused, assertTaken, onStage } from './stage.js';

const words = 'My card ends in 4711';

/** Registers the tests of webhooks. */
export function incomingGroup(subject: ChannelSubject, runner: ConformanceRunner): void {
  forgedGroup(subject, runner);
  repeatedGroup(subject, runner);
  const { test } = runner;

  test('messages that come in another order than they were written are all kept', () =>
    onStage(subject, async (stage) => {
      const texts = Array.from({ length: 6 }, (_, index) => `Line ${String(index)} of six`);
      const webhooks = texts.map((text) => stage.provider.webhook(stage.customer, text)).reverse();
      for (const webhook of webhooks) assertTaken(await stage.post(webhook));
      assert.deepEqual([...(await stage.said(stage.customer))].sort(), texts);
    }));

  test('customers who write at the same time have a conversation each, and each gets their own answers', () =>
    onStage(subject, async (stage) => {
      stage.botAnswers((text) => [`You said: ${text}`]);
      const customers = Array.from({ length: 8 }, (_, index) => stage.provider.customer(index));
      await Promise.all(customers.flatMap((customer, index) => [0, 1, 2].map((line) => stage.write(customer, `Line ${String(line)} of customer ${String(index)}`))));
      await stage.until(() => stage.provider.taken.length === 24);
      for (const [index, customer] of customers.entries()) {
        assert.deepEqual([...(await stage.said(customer))].sort(), [0, 1, 2].map((line) => `Line ${String(line)} of customer ${String(index)}`));
        const got = stage.provider.taken.filter(({ to }) => to === customer.id).map(({ text }) => text);
        assert.deepEqual(got.sort(), [0, 1, 2].map((line) => `You said: Line ${String(line)} of customer ${String(index)}`));
      }
    }));

  test('what is of a kind that is not known is taken, and kept', () =>
    onStage(subject, async (stage) => {
      await stage.write(stage.customer, words);
      assertTaken(await stage.post(stage.provider.unknown(stage.customer)));
      await stage.advance(5_000);
      const kept = (await stage.log(stage.customer)).filter((event) => event.type === 'unsupported-received' || (event.type === 'message-sent' && event.unsupported !== undefined));
      assert.equal(kept.length, 1);
      assert.deepEqual((await stage.said(stage.customer)).slice(0, 1), [words]);
    }));
}

function forgedGroup(subject: ChannelSubject, { test }: ConformanceRunner): void {
  const { signatureHeader } = subject;
  const refused = (title: string, change: (webhook: Request, body: string) => Request): void =>
    test(`a webhook ${title} is refused, and nothing of it is kept`, () =>
      onStage(subject, async (stage) => {
        const webhook = stage.provider.webhook(stage.customer, words);
        assertRefused(await stage.post(change(webhook, await webhook.clone().text())));
        await assertNothing(stage);
      }));
  const withBody = (webhook: Request, body: string): Request => new Request(webhook.url, { method: 'POST', headers: webhook.headers, body });
  const withSignature = (webhook: Request, body: string, signature: string | undefined): Request => {
    const headers = new Headers(webhook.headers);
    if (signature === undefined) headers.delete(signatureHeader);
    else headers.set(signatureHeader, signature);
    return new Request(webhook.url, { method: 'POST', headers, body });
  };
  refused('with another text', (webhook, body) => withBody(webhook, body.replace('4711', '4712')));
  refused('that lost its end', (webhook, body) => withBody(webhook, body.slice(0, -1)));
  refused('that lost its second half', (webhook, body) => withBody(webhook, body.slice(0, body.length / 2)));
  refused('without a body', (webhook) => withBody(webhook, ''));
  refused('that is not signed', (webhook, body) => withSignature(webhook, body, undefined));
  refused('whose signature is nonsense', (webhook, body) => withSignature(webhook, body, 'nonsense'));
  refused('whose signature is of somebody else', (webhook, body) => withSignature(webhook, body, altered(webhook.headers.get(signatureHeader) ?? '')));

  test(`a webhook that was written anew is ${subject.isRewritingRefused ? 'refused' : 'the same message'}`, () =>
    onStage(subject, async (stage) => {
      const webhook = stage.provider.webhook(stage.customer, words);
      const rewritten = withBody(webhook, subject.rewritten(await webhook.clone().text()));
      const answer = await stage.post(rewritten);
      if (subject.isRewritingRefused) {
        assertRefused(answer);
        await assertNothing(stage);
      } else assertTaken(answer);
      assertTaken(await stage.post(webhook));
      assert.deepEqual(await stage.said(stage.customer), [words]);
    }));
}

function repeatedGroup(subject: ChannelSubject, { test }: ConformanceRunner): void {
  test('a webhook that comes five times at once is one message', () =>
    onStage(subject, async (stage) => {
      const webhook = stage.provider.webhook(stage.customer, words);
      for (const answer of await Promise.all(Array.from({ length: 5 }, () => stage.post(webhook.clone())))) assertTaken(answer);
      assert.deepEqual(await stage.said(stage.customer), [words]);
    }));

  test('messages that each come several times, mixed, are there once each', () =>
    onStage(subject, async (stage) => {
      const texts = Array.from({ length: 10 }, (_, index) => `Line ${String(index)} of ten`);
      const webhooks = texts.map((text) => stage.provider.webhook(stage.customer, text));
      const mixed = [...webhooks, ...webhooks.toReversed(), ...webhooks];
      for (const answer of await Promise.all(mixed.map((webhook) => stage.post(webhook.clone())))) assertTaken(answer);
      assert.deepEqual([...(await stage.said(stage.customer))].sort(), texts);
    }));

  test('a webhook that somebody plays again later changes nothing, and is answered by the bot only once', () =>
    onStage(subject, async (stage) => {
      stage.botAnswers(() => ['One answer']);
      const webhook = stage.provider.webhook(stage.customer, words);
      assertTaken(await stage.post(webhook.clone()));
      for (const laterMs of [60_000, 15 * 60_000]) {
        await stage.advance(laterMs);
        const answer = await stage.post(webhook.clone());
        if (subject.replayWindowMs !== undefined && laterMs > subject.replayWindowMs) assertRefused(answer);
        else assertTaken(answer);
      }
      await stage.advance(60_000);
      assert.deepEqual(await stage.said(stage.customer), [words]);
      assert.deepEqual(stage.provider.taken.map(({ text }) => text), ['One answer']);
    }));
}

async function assertNothing(stage: Stage): Promise<void> {
  await stage.advance(5_000);
  assert.deepEqual(await stage.log(stage.customer), []);
}

/** Another one of the same form: its last letter or digit before any padding is another. */
function altered(signature: string): string {
  return signature.replace(/[0-9A-Za-z](?=[^0-9A-Za-z]*$)/, (last) => (last === '1' ? '2' : '1')).replace(/[0-9A-Za-z]{2}(?=[0-9A-Za-z]{4}[^0-9A-Za-z]*$)/, (two) => (two === '00' ? '11' : '00'));
}
