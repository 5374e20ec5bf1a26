import { fakeClock } from '@live-takeover/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TakeoverError } from '../base/errors.js';
import type { ConversationEvent } from '../conversation/event.js';
import type { Command, CommandBody, CommandResult, CommandState } from './command.js';
import { Outbox } from './outbox.js';

interface Attempt {
  readonly command: Command;
  readonly answer: (result: CommandResult) => void;
  readonly lose: () => void;
}

const say = (conversationId: string): CommandBody => ({ name: 'send', conversationId, term: 1, text: 'Hello!' });
const taken = new TakeoverError('already-taken', 'c1 is held by Ben. Wait for its release.', { holder: 'Ben' });
const codeOf = (state: CommandState): string | undefined => (state.state === 'failed' ? state.error.code : undefined);

const echoOf = (commandId: string): ConversationEvent => ({
  id: `${commandId}:0`,
  conversationId: 'c1',
  seq: 7,
  at: 0,
  type: 'customer-returned',
  causedBy: commandId,
});

test('in any order of answers, drops, echoes and time every command settles once, and as the backend had it', async () => {
  const step = fc.oneof(
    fc.constant({ do: 'submit' as const, which: 0 }),
    fc.record({ do: fc.constantFrom('answer' as const, 'refuse' as const, 'lose' as const, 'echo' as const), which: fc.nat(20) }),
    fc.record({ do: fc.constant('wait' as const), which: fc.integer({ min: 0, max: 12_000 }) }),
    fc.record({ do: fc.constant('ready' as const), which: fc.nat(1) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const time = fakeClock();
      const open: Attempt[] = [];
      const told = new Map<string, Set<string>>();
      const settlements = new Map<string, CommandState['state'][]>();
      let count = 0;
      const box = new Outbox({
        clock: time,
        newId: () => `k${(count += 1)}`,
        send: (command) =>
          new Promise((answer, lose) => void open.push({ command, answer, lose: () => lose(new Error('lost')) })),
        onChange: ({ id }, { state }) => {
          const ends = settlements.get(id) ?? settlements.set(id, []).get(id);
          if (state === 'acknowledged' || state === 'failed') ends?.push(state);
          else expect(ends).toEqual([]);
        },
      });
      const tell = (id: string, what: string): unknown => told.set(id, (told.get(id) ?? new Set()).add(what));
      const handles = [];
      for (const { do: what, which } of steps) {
        const target = open[which % Math.max(1, open.length)];
        if (what === 'submit') handles.push(box.submit(say(`c${count % 2}`)));
        else if (what === 'wait') await time.pass(which);
        else if (what === 'ready') box.setReady(which === 1);
        else if (target !== undefined) {
          const { command, answer, lose } = target;
          tell(command.id, what);
          if (what === 'echo') box.onEvents([echoOf(command.id)]);
          else if (what === 'lose') lose();
          else answer(what === 'answer' ? { ok: true, seq: 1 } : { ok: false, error: taken });
          await time.pass(0);
        }
      }
      await time.pass(40_000);
      for (const { id, state } of handles) {
        const ends = settlements.get(id) ?? [];
        expect(['acknowledged', 'failed', 'failed,acknowledged']).toContain(ends.join());
        if (ends.length === 2) expect(told.get(id)).toContain('echo');
        if (state.value.state === 'acknowledged') expect([...(told.get(id) ?? [])].some((what) => what === 'echo' || what === 'answer')).toBe(true);
        if (codeOf(state.value) === 'outcome-unknown') expect(told.get(id)?.has('echo') ?? false).toBe(false);
      }
      expect(time.pending).toBe(0);
    }),
    { numRuns: 300 },
  );
});
