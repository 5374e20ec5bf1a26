/** How long a gateway takes to be there again, beside reading the head rows with the bare driver. */
import { figure, heading, line, median } from './figures.mjs';
import { nameOf } from './places.mjs';
import { startProcess } from './processes.mjs';

const target = 2;

export async function measureStart({ seed, isQuick }) {
  const count = isQuick ? 10_000 : 100_000;
  heading(`Start with ${count.toLocaleString('en')} open conversations, ms`, 'bare driver');
  for (const kind of ['sqlite', 'postgres']) {
    const place = await seed(kind, count);
    const { ours, read, parsed } = await compare(place, count, isQuick ? 2 : 7);
    line(`${nameOf[kind]}: rows read`, figure(median(read)), figure(median(ours)), ratio(ours, read), `≤ ${target}`);
    line('  rows read and parsed', figure(median(parsed)), figure(median(ours)), ratio(ours, parsed));
  }
}

async function compare(place, count, rounds) {
  const times = { ours: [], read: [], parsed: [] };
  // The first round is for the page cache.
  for (let round = -1; round < rounds; round += 1) {
    const bare = await once('bare-read.mjs', 'read', place);
    if (bare.count !== count) throw new Error(`The bare driver read ${bare.count} rows, not ${count}.`);
    const { ms } = await once('gateway.mjs', 'start', place);
    if (round < 0) continue;
    times.ours.push(ms);
    times.read.push(bare.readMs);
    times.parsed.push(bare.parsedMs);
  }
  return times;
}

async function once(program, name, place) {
  const process = startProcess(program, place);
  const answer = await process.call(name);
  await process.stop();
  return answer;
}

function ratio(ours, theirs) {
  return median(ours.map((ms, round) => ms / theirs[round])).toFixed(2);
}
