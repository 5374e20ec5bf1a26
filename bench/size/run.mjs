/** Prints the size of each bundle a user loads, minified, gzip and brotli, and what each part of the script-tag file costs in it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { transform } from 'esbuild';
import { rollup } from 'rollup';
import rollupConfigurations from '../../rollup.config.mjs';

const [scriptTagFile] = rollupConfigurations;
const root = fileURLToPath(new URL('../..', import.meta.url));
const largestShown = 20;
const entries = {
  'SDK (client, websocket connector)':
    "export { createTakeoverClient } from '@live-takeover/sdk'; export { websocketConnector } from '@live-takeover/sdk/websocket';",
  'Lit alone (LitElement, html, css)': "export { LitElement, html, css } from 'lit';",
};

await printBundles();
await printShares();

async function printBundles() {
  const script = readFileSync(`${root}packages/elements/dist/live-takeover.js`, 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '');
  const rows = [['script-tag file (all elements, SDK, Lit, English)', script]];
  for (const [name, source] of Object.entries(entries)) rows.push([name, await bundled(source)]);
  console.log(`${'bundle'.padEnd(50)}${'minified'.padStart(10)}${'gzip'.padStart(10)}${'brotli'.padStart(10)}`);
  for (const [name, code] of rows)
    console.log(`${name.padEnd(50)}${kilobytes(Buffer.byteLength(code))}${kilobytes(gzipped(code))}${kilobytes(brotliCompressSync(code).length)}`);
}

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

/** What the file would weigh less without a folder, or a module: so sums are less than the whole, for parts have much in common. */
async function printShares() {
  const modules = await modulesOfScriptTagFile();
  const whole = gzipped(modules.map(({ code }) => code).join('\n'));
  const costOf = (isPart) => whole - gzipped(modules.filter((module) => !isPart(module)).map(({ code }) => code).join('\n'));
  const folders = new Map();
  for (const { folder, code } of modules) folders.set(folder, (folders.get(folder) ?? 0) + Buffer.byteLength(code));
  printTable('part of the script-tag file', [...folders].map(([folder, bytes]) => [folder, bytes, costOf((module) => module.folder === folder)]));
  const largest = modules.toSorted((first, second) => second.code.length - first.code.length).slice(0, 2 * largestShown);
  printTable('largest modules', largest.map((module) => [module.path, Buffer.byteLength(module.code), costOf((other) => other === module)]).slice(0, largestShown));
}

/** Each module as the bundle has it, minified by itself. */
async function modulesOfScriptTagFile() {
  const plugins = scriptTagFile.plugins.filter(({ name }) => name !== 'terser');
  const build = await rollup({ input: scriptTagFile.input, plugins });
  const { output } = await build.generate({ format: 'es' });
  const used = Object.entries(output[0].modules).filter(([, { code }]) => code);
  return Promise.all(
    used.map(async ([id, { code }]) => {
      const path = id.replace(root, '').replace(/^packages\/(\w+)\/dist\//, '$1/');
      const folder = path.replace(/^node_modules\/((?:@[^/]+\/)?[^/]+)\/.*/, '$1').replace(/^((?:elements|sdk)\/[^/]+)\/.*/, '$1');
      return { path, folder, code: (await transform(code, { minify: true, target: 'esnext' })).code };
    }),
  );
}

function printTable(title, rows) {
  console.log(`\n${title.padEnd(70)}${'minified'.padStart(10)}${'gzip'.padStart(10)}`);
  for (const [name, bytes, cost] of rows.toSorted((first, second) => second[2] - first[2])) console.log(`${name.padEnd(70)}${kilobytes(bytes)}${kilobytes(cost)}`);
}

function gzipped(code) {
  return gzipSync(code, { level: 9 }).length;
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
}
