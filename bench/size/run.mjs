/** Prints the size of each bundle a user loads: minified, gzip and brotli. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { rollup } from 'rollup';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entries = {
  'SDK (client, websocket connector)':
    "export { createTakeoverClient } from '@live-takeover/sdk'; export { websocketConnector } from '@live-takeover/sdk/websocket';",
  'Lit alone (LitElement, html, css)': "export { LitElement, html, css } from 'lit';",
};

async function bundled(source) {
  const build = await rollup({
    input: 'entry',
    plugins: [
      { name: 'entry', resolveId: (id) => (id === 'entry' ? `${root}entry.mjs` : null), load: (id) => (id === `${root}entry.mjs` ? source : null) },
      nodeResolve({ exportConditions: ['production', 'browser'] }),
      terser({ format: { comments: false }, compress: { passes: 2 } }),
    ],
  });
  const { output } = await build.generate({ format: 'es' });
  return output[0].code;
}

const rows = [['script-tag file (all elements, SDK, Lit, English)', readFileSync(`${root}packages/elements/dist/live-takeover.js`, 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '')]];
for (const [name, source] of Object.entries(entries)) rows.push([name, await bundled(source)]);

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
console.log(`${'bundle'.padEnd(50)}${'minified'.padStart(10)}${'gzip'.padStart(10)}${'brotli'.padStart(10)}`);
for (const [name, code] of rows) {
  const bytes = Buffer.from(code);
  console.log(`${name.padEnd(50)}${kilobytes(bytes.length)}${kilobytes(gzipSync(bytes, { level: 9 }).length)}${kilobytes(brotliCompressSync(bytes).length)}`);
}
