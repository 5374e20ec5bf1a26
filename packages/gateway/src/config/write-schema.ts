/** Writes config.schema.json: `npx tsx packages/gateway/src/config/write-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { publishedSchema } from './schema.js';

writeFileSync(new URL('../../config.schema.json', import.meta.url), `${JSON.stringify(publishedSchema(), null, 2)}\n`);
