import type { Command, CommandBody, ConversationId } from '@live-takeover/sdk';
import type { ConformanceOptions, ConformanceRunner } from './harness.js';
import { equal, failWith, newCommandId, onStage, rejectWith, send, succeed, untilMessage } from './stage.js';

/** One operator, fenced, once per id: what becomes of commands. */
export function commandConformance({ describe, test }: ConformanceRunner, options: ConformanceOptions): void {
  const { capabilities } = options;
  const staged = (title: string, act: Parameters<typeof onStage>[1]): void => test(title, () => onStage(options, act));

  describe('commands', () => {
    staged('a takeover, a message and a hand-back arrive as facts caused by their commands', async ({ harness, open }) => {
      const conversationId = await harness.startConversation();
      const seen = await open();
      await succeed(harness.connector, takeOver(conversationId, 0), newCommandId());
      await seen.until('the agent is operator', () => seen.heads.get(conversationId)?.operator.kind === 'agent');
      equal(seen.heads.get(conversationId)?.term, 1, 'the term after the takeover');
      const id = newCommandId();
      const seq = await succeed(harness.connector, say(conversationId, 1, 'I am here'), id);
      await untilMessage(seen, conversationId, 'I am here');
      const echo = seen.events.find((event) => event.causedBy === id);
      equal([echo?.seq, echo?.id], [seq, `${id}:0`], 'seq and id of the echo');
      await succeed(harness.connector, { name: 'hand-back', conversationId, term: 1 });
      await seen.until('the bot is operator again', () => seen.heads.get(conversationId)?.operator.kind === 'bot');
      equal(seen.heads.get(conversationId)?.term, 2, 'the term after the hand-back');
    });

    staged('of two agents who take over at the same moment one wins, and the other learns who', async ({ harness, open, openRival }) => {
      const seen = await open();
      await openRival();
      for (const order of ['agent first', 'rival first']) {
        const conversationId = await harness.startConversation();
        const contenders = [
          { agent: harness.agent, connector: harness.connector },
          { agent: harness.rival, connector: harness.rivalConnector },
        ];
        if (order === 'rival first') contenders.reverse();
        const command = (): Command => ({ ...takeOver(conversationId, 0), id: newCommandId() });
        const results = await Promise.all(contenders.map(({ connector }) => send(connector, command())));
        const winner = contenders[results.findIndex((result) => result.ok)]?.agent;
        const loss = results.find((result) => !result.ok);
        if (winner === undefined || loss?.ok !== false) throw new Error('There must be one winner and one loser.');
        equal([loss.error.code, loss.error.holder], ['already-taken', winner.name], `what the loser is told, ${order}`);
        await seen.until('the winner is operator', () => seen.heads.get(conversationId)?.operator.kind === 'agent');
        equal(seen.heads.get(conversationId)?.operator, { kind: 'agent', id: winner.id, name: winner.name }, 'the operator');
        const started = seen.events.filter((event) => event.type === 'takeover-started' && event.conversationId === conversationId);
        equal(started.length, 1, 'takeovers');
      }
    });

    if (capabilities.fencing)
      staged('a message under a term that is over is refused and never stored', async ({ harness, open }) => {
        const conversationId = await harness.startConversation();
        const seen = await open();
        await succeed(harness.connector, takeOver(conversationId, 0));
        await succeed(harness.connector, { name: 'hand-back', conversationId, term: 1 });
        await succeed(harness.connector, takeOver(conversationId, 2));
        await failWith('stale-term', harness.connector, say(conversationId, 1, 'too late'));
        await succeed(harness.connector, say(conversationId, 3, 'in time'));
        await untilMessage(seen, conversationId, 'in time');
        equal(seen.events.some((event) => event.type === 'message-sent' && event.text === 'too late'), false, 'the late message is there');
      });

    staged('a command sent twice under one id has one effect and one result', async ({ harness, open }) => {
      const conversationId = await harness.startConversation();
      const seen = await open();
      await succeed(harness.connector, takeOver(conversationId, 0));
      const command = { ...say(conversationId, 1, 'once'), id: newCommandId() };
      const first = await send(harness.connector, command);
      const second = await send(harness.connector, command);
      equal(second, first, 'the second result');
      await succeed(harness.connector, say(conversationId, 1, 'after'));
      await untilMessage(seen, conversationId, 'after');
      equal(seen.events.filter((event) => event.causedBy === command.id).length, 1, 'events of the command');
    });

    staged('an id used for another command is refused', async ({ harness, open }) => {
      const conversationId = await harness.startConversation();
      await open();
      await succeed(harness.connector, takeOver(conversationId, 0));
      const id = newCommandId();
      await succeed(harness.connector, say(conversationId, 1, 'this'), id);
      await failWith('command-reused', harness.connector, say(conversationId, 1, 'that'), id);
    });

    staged('refuses what cannot be, each with its code', async ({ harness, open }) => {
      const conversationId = await harness.startConversation();
      await open();
      const { connector } = harness;
      await failWith('conversation-unknown', connector, takeOver('no-such-conversation', 0));
      await failWith('not-yours', connector, say(conversationId, 0, 'not mine yet'));
      await failWith('not-yours', connector, { name: 'hand-back', conversationId, term: 0 });
      await failWith('nothing-to-dismiss', connector, { name: 'dismiss-action', conversationId, term: 0 });
      await succeed(connector, takeOver(conversationId, 0));
      await failWith('message-empty', connector, say(conversationId, 1, '  '));
    });

    staged('a command whose signal is aborted rejects', async ({ harness, open }) => {
      const conversationId = await harness.startConversation();
      await open();
      const command = { ...takeOver(conversationId, 0), id: newCommandId() };
      await rejectWith('aborted', 'the aborted command', harness.connector.send(command, AbortSignal.abort()));
    });

    staged('a command without a connection rejects as lost, and may be sent again under its id', async ({ harness, open }) => {
      const conversationId = await harness.startConversation();
      const seen = await open();
      await harness.cut();
      await seen.until('it says so', () => seen.states.at(-1) !== 'up-to-date');
      const command = { ...takeOver(conversationId, 0), id: newCommandId() };
      await rejectWith('connection-lost', 'the command without a connection', send(harness.connector, command));
      await harness.restore();
      await seen.until('it is up to date again', () => seen.states.at(-1) === 'up-to-date');
      equal((await send(harness.connector, command)).ok, true, 'the same command after the reconnect');
    });

    staged('a hand-back is taken back by who handed back, until the customer writes', async ({ harness, open, openRival }) => {
      const conversationId = await harness.startConversation();
      const seen = await open();
      await openRival();
      const undo = (seenTerm: number): CommandBody => ({ name: 'take-over', conversationId, seenTerm, isUndo: true });
      await succeed(harness.connector, takeOver(conversationId, 0));
      await succeed(harness.connector, { name: 'hand-back', conversationId, term: 1 });
      await succeed(harness.connector, undo(2));
      await seen.until('the agent is operator again', () => seen.heads.get(conversationId)?.term === 3);
      await succeed(harness.connector, { name: 'hand-back', conversationId, term: 3 });
      await harness.customerWrites(conversationId, 'one more thing');
      await untilMessage(seen, conversationId, 'one more thing');
      await failWith('too-late', harness.connector, undo(4));
      equal(seen.heads.get(conversationId)?.operator.kind, 'bot', 'the operator');
    });

    if (capabilities.notes)
      staged('a note is a fact that colleagues see, whoever is operator', async ({ harness, open, openRival }) => {
        const conversationId = await harness.startConversation();
        await open();
        const witness = await openRival();
        await succeed(harness.connector, { name: 'add-note', conversationId, text: 'prefers mornings' });
        await witness.until('the note arrives', () =>
          witness.events.some((event) => event.type === 'note-added' && event.text === 'prefers mornings' && event.by.id === harness.agent.id),
        );
      });

    if (capabilities.transfer)
      staged('a transfer makes the colleague operator under the next term', async ({ harness, open, openRival }) => {
        const conversationId = await harness.startConversation();
        const seen = await open();
        await openRival();
        await succeed(harness.connector, takeOver(conversationId, 0));
        await succeed(harness.connector, { name: 'transfer', conversationId, term: 1, to: harness.rival.id });
        await seen.until('the colleague is operator', () => {
          const operator = seen.heads.get(conversationId)?.operator;
          return operator?.kind === 'agent' && operator.id === harness.rival.id;
        });
        equal(seen.heads.get(conversationId)?.term, 2, 'the term after the transfer');
        await failWith('stale-term', harness.connector, say(conversationId, 1, 'still me?'));
        await succeed(harness.rivalConnector, say(conversationId, 2, 'now me'));
      });

    if (capabilities.transfer && capabilities.notes)
      staged('the note of a transfer is a fact of the same command', async ({ harness, open, openRival }) => {
        const conversationId = await harness.startConversation();
        await open();
        const witness = await openRival();
        await succeed(harness.connector, takeOver(conversationId, 0));
        const id = newCommandId();
        await succeed(harness.connector, { name: 'transfer', conversationId, term: 1, to: harness.rival.id, note: 'has called twice' }, id);
        await witness.until('the note arrives', () =>
          witness.events.some((event) => event.type === 'note-added' && event.text === 'has called twice' && event.causedBy === id),
        );
      });

    if (capabilities.transfer)
      staged('only a supervisor assigns', async ({ harness, open, openRival, record }) => {
        const conversationId = await harness.startConversation();
        const seen = await open();
        await openRival();
        const assign: CommandBody = { name: 'assign', conversationId, seenTerm: 0, to: harness.rival.id };
        if (harness.agent.role !== 'supervisor') await failWith('forbidden', harness.connector, assign);
        const { supervisorConnector } = harness;
        if (supervisorConnector === undefined) return;
        const supervisor = record(supervisorConnector);
        await supervisor.until('the supervisor is up to date', () => supervisor.states.at(-1) === 'up-to-date');
        await succeed(supervisorConnector, assign);
        await seen.until('the colleague is operator', () => {
          const operator = seen.heads.get(conversationId)?.operator;
          return operator?.kind === 'agent' && operator.id === harness.rival.id;
        });
      });
  });
}

function takeOver(conversationId: ConversationId, seenTerm: number): CommandBody {
  return { name: 'take-over', conversationId, seenTerm };
}

function say(conversationId: ConversationId, term: number, text: string): CommandBody {
  return { name: 'send', conversationId, term, text };
}
