/**
 * The gateway's speed and memory, beside what is to be compared with in the same run.
 *
 *   npm run bench:gateway -- [--quick] [--only appends] [--soak 30]
 *
 * `--soak` takes minutes, and alone measures nothing else.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureAppends } from './appends.mjs';
import { measureFanOut } from './fan-out.mjs';
import { measureMemory } from './memory.mjs';
import { createPlaces } from './places.mjs';
import { measureReconnect } from './reconnect.mjs';
import { createSeeds } from './seeds.mjs';
import { measureSnapshot } from './snapshot.mjs';
import { measureSoak } from './soak.mjs';
import { measureStart } from './start.mjs';
import { measureTakeover } from './takeover.mjs';

const measurements = {
  appends: measureAppends,
  takeover: measureTakeover,
  'fan-out': measureFanOut,
  reconnect: measureReconnect,
  snapshot: measureSnapshot,
  start: measureStart,
  memory: measureMemory,
};
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, soak: { type: 'string' } } });
if (values.only !== undefined && !(values.only in measurements)) throw new RangeError(`--only takes one of ${Object.keys(measurements).join(', ')}.`);

const places = await createPlaces();
const seed = createSeeds(places);
try {
  const load = loadavg()[0].toFixed(1);
  console.log(`Gateway on ${availableParallelism()} cores, Node ${process.versions.node}; load of the machine before: ${load}`);
  for (const [name, measure] of Object.entries(measurements))
    if (values.only === undefined ? values.soak === undefined : values.only === name) await measure({ places, seed, isQuick: values.quick });
  if (values.soak !== undefined) await measureSoak({ places }, Number(values.soak));
} finally {
  await places.remove();
}
