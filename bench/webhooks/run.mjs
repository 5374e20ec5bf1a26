/**
 * Webhooks into the gateway: how soon they are answered, and whether each is kept once.
 *
 *   npm run bench:webhooks -- [--quick] [--postgres]
 *   npm run bench:webhooks -- --once [--webhooks 50000]
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createPlaces } from '../gateway/places.mjs';
import { measureAcknowledgements } from './acknowledgements.mjs';
import { countOnce } from './once.mjs';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, postgres: { type: 'boolean', default: false }, once: { type: 'boolean', default: false }, webhooks: { type: 'string' } },
});
const places = await createPlaces();
try {
  console.log(`Webhooks on ${availableParallelism()} cores, Node ${process.versions.node}; load of the machine before: ${loadavg()[0].toFixed(1)}`);
  if (values.once) await countOnce({ places, count: Number(values.webhooks ?? (values.quick ? 2_000 : 50_000)) });
  else await measureAcknowledgements({ places, kind: values.postgres ? 'postgres' : 'sqlite', isQuick: values.quick });
} finally {
  await places.remove();
}
