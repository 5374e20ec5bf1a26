/** What a conversation and a connected agent weigh in the gateway. */
import { figures, heading, line, slope } from './figures.mjs';
import { startProcess } from './processes.mjs';

export async function measureMemory({ seed, isQuick }) {
  heading('Memory of the gateway, SQLite, after collecting', '', 'RSS / heap');
  const sizes = isQuick ? [0, 5_000, 10_000] : [0, 50_000, 100_000];
  const bySize = [];
  for (const size of sizes) {
    const gateway = startProcess('gateway.mjs', await seed('sqlite', size));
    await gateway.call('start');
    bySize.push([size, await gateway.call('weigh')]);
    await gateway.stop();
  }
  line('with nothing to do, MB', '', show(bySize[0][1], 1e6));
  line('per 10,000 open conversations, MB', '', show(slopes(bySize, 10_000), 1e6));
  const bySockets = await weighSockets(await seed('sqlite', 0), isQuick ? [0, 250, 500] : [0, 500, 1_000, 2_000]);
  line('per 1,000 connected agents, MB', '', show(slopes(bySockets, 1_000), 1e6));
}

async function weighSockets(place, counts) {
  const gateway = startProcess('gateway.mjs', place);
  const { url } = await gateway.call('start');
  const weights = [];
  for (const count of counts) {
    const agents = startProcess('agents.mjs');
    await agents.call('signIn', url, count);
    await agents.call('follow', 'all');
    weights.push([count, await gateway.call('weigh')]);
    await agents.stop();
  }
  await gateway.stop();
  return weights;
}

function slopes(samples, per) {
  const of = (pick) => per * slope(samples.map(([count, weight]) => [count, pick(weight)]));
  return { rss: of(({ rss }) => rss), heapUsed: of(({ heapUsed }) => heapUsed) };
}

function show({ rss, heapUsed }, unit) {
  return figures(rss / unit, heapUsed / unit);
}
