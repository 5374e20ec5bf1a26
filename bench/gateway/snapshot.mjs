/** A large tenant's snapshot, for who comes first and for who comes right after. */
import { openAgentSocket } from './agent-socket.mjs';
import { figure, figures, heading, line, median } from './figures.mjs';
import { startProcess } from './processes.mjs';

/** The gateway keeps a snapshot so long for others. */
const sharedMs = 2_000;

export async function measureSnapshot({ seed, isQuick }) {
  const count = isQuick ? 10_000 : 100_000;
  heading(`Snapshot of ${count.toLocaleString('en')} conversations, SQLite`, 'asked for first', 'right after');
  const gateway = startProcess('gateway.mjs', await seed('sqlite', count));
  const { url } = await gateway.call('start');
  const rounds = { first: [], second: [] };
  for (let round = 0; round < (isQuick ? 2 : 5); round += 1) {
    const [first, second] = [await openAgentSocket(url, 'agent-1'), await openAgentSocket(url, 'agent-2')];
    const figuresOf = async (agent) => {
      await agent.upToDate;
      if (agent.heads.size !== count) throw new Error(`The snapshot held ${agent.heads.size} conversations, not ${count}.`);
      const [{ at: firstAt }] = agent.parts;
      const { at: lastAt } = agent.parts.at(-1);
      const text = agent.parts.reduce((sum, { length }) => sum + length, 0);
      return { first: firstAt - agent.helloAt, last: lastAt - agent.helloAt, text, wire: agent.bytesRead() };
    };
    rounds.first.push(await figuresOf(first));
    rounds.second.push(await figuresOf(second));
    first.close();
    second.close();
    await new Promise((resolve) => setTimeout(resolve, sharedMs + 100));
  }
  const of = (measured, pick) => median(measured.map(pick));
  for (const [what, pick] of [
    ['hello to the first part, ms', ({ first }) => first],
    ['hello to the last part, ms', ({ last }) => last],
  ])
    line(what, figure(of(rounds.first, pick)), figure(of(rounds.second, pick)), (of(rounds.second, pick) / of(rounds.first, pick)).toFixed(2));
  const [{ text, wire }] = rounds.first;
  line('JSON / on the wire, MB', '', figures(text / 1e6, wire / 1e6), (wire / text).toFixed(2));
  await gateway.stop();
}
