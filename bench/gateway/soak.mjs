/** A working day in small: customers, a bot and agents who come and go, and whether anything grows that should not. */
import { setTimeout as pause } from 'node:timers/promises';
import { figure, figures, heading, line, percentile, slope } from './figures.mjs';
import { startProcess } from './processes.mjs';

const customers = 250;
/** Every message of a customer's is answered by the bot. */
const messagesPerSecond = 2 * customers;
const agents = 20;
const sampleEveryMs = 15_000;

export async function measureSoak({ places }, minutes) {
  heading(`Soak of ${minutes} min, ${messagesPerSecond} messages/s, SQLite`, '', 'measured');
  const people = startProcess('customers.mjs');
  const desk = startProcess('agents.mjs');
  const gateway = startProcess('gateway.mjs', await places.create('sqlite'), await people.call('startBot'));
  const { url } = await gateway.call('start');
  await desk.call('signIn', url, agents);
  await desk.call('follow', 'all');
  await people.call('begin', url, customers);
  const samples = [];
  const endAt = performance.now() + minutes * 60_000;
  let churn = 0;
  while (performance.now() < endAt) {
    const sampleAt = performance.now() + sampleEveryMs;
    for (; performance.now() < sampleAt; churn += 1) {
      await desk.call('replaceOne', url, churn % (2 * agents));
      await pause(1_000);
    }
    const weight = await gateway.call('weigh');
    samples.push({ minute: minutes - (endAt - performance.now()) / 60_000, ...weight, ...(await people.call('noted')) });
    await desk.call('noted');
  }
  await people.call('finish');
  print(samples, await gateway.call('faults'));
  await Promise.all([people, desk].map((process) => process.stop()));
  await gateway.stop();
}

/** Growth is taken from the second half: at first, caches fill and closed conversations stay for ten minutes. */
function print(samples, faults) {
  const later = samples.slice(Math.floor(samples.length / 2));
  const lastMinutes = later.at(-1).minute - later[0].minute;
  const sum = (pick) => later.slice(1).reduce((total, sample) => total + pick(sample), 0);
  line('messages/s: of customers, of the bot', '', figures(sum(({ posted }) => posted) / lastMinutes / 60, sum(({ answered }) => answered) / lastMinutes / 60));
  const latencies = later.flatMap((sample) => sample.latencies);
  line('customer’s post, ms: p50 / p99', '', figures(percentile(latencies, 0.5), percentile(latencies, 0.99)));
  line('posts that failed', '', samples.reduce((total, { failures }) => total + failures, 0));
  for (const [what, unit, pick] of [
    ['RSS, MB', 1e6, ({ rss }) => rss],
    ['heap, MB', 1e6, ({ heapUsed }) => heapUsed],
    ['descriptors', 1, ({ descriptors }) => descriptors],
  ]) {
    const values = later.map((sample) => pick(sample) / unit);
    const perHour = 60 * slope(later.map((sample) => [sample.minute, pick(sample) / unit]));
    line(`${what}: at the half / at the end`, '', figures(values[0], values.at(-1)));
    line(`  slope of the second half, per hour`, '', figure(perHour));
  }
  for (const fault of faults) line(`the gateway’s log: ${fault}`);
}
