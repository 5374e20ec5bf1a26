/** What a provider tells of messages it has: in any order, repeatedly, and not always the truth. */
import assert from 'node:assert/strict';
import type { ConformanceRunner } from '../store-conformance/subject.js';
import type { ChannelSubject, SimulatedProvider, TakenMessage } from './channel-subject.js';
import type { Stage } from './stage.js';
import { assertTaken, onStage } from './stage.js';

type Report = SimulatedProvider['report'];

const answer = 'It arrives on Monday';

/** Registers the tests of delivery news. */
export function newsGroup(subject: ChannelSubject, { test }: ConformanceRunner): void {
  const told = (title: string, check: (stage: Stage, message: TakenMessage, report: Report) => Promise<void>): void =>
    test(title, () =>
      onStage(subject, async (stage) => {
        const { provider } = stage;
        stage.botAnswers(() => [answer]);
        await stage.write(stage.customer, 'When does it come?');
        await stage.delivery(stage.customer, answer, 'sent');
        const [message] = provider.taken;
        assert.ok(message);
        await check(stage, message, (...of) => provider.report(...of));
      }),
    );

  told('that a message was delivered is kept, once', async (stage, message, report) => {
    for (let time = 0; time < 3; time += 1) assertTaken(await report(message, 'delivered'));
    assert.deepEqual(await stage.states(stage.customer, answer), ['sent', 'delivered']);
  });

  told('news that come late or contradict what is known take nothing back', async (stage, message, report) => {
    for (const state of ['delivered', ...subject.tells, ...subject.tells.toReversed()] as const) assertTaken(await report(message, state));
    assert.deepEqual(await stage.states(stage.customer, answer), ['sent', 'delivered']);
  });

  told('news that come several times at once are kept once', async (stage, message, report) => {
    for (const one of await Promise.all(Array.from({ length: 5 }, () => report(message, 'delivered')))) assertTaken(one);
    assert.deepEqual(await stage.states(stage.customer, answer), ['sent', 'delivered']);
  });

  told('news of a message that was never sent change nothing', async (stage, message, report) => {
    assertTaken(await report(message, 'delivered', message.id.replace(/.{4}$/, 'fafa')));
    assert.deepEqual(await stage.states(stage.customer, answer), ['sent']);
  });
}
