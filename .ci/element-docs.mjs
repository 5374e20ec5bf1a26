/** The elements as docs/elements.md describes them, read from their classes' documentation. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join, relative } from 'node:path';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'node_modules/.cache/live-takeover');

/** One element of the manifest. @returns {readonly object[]} in alphabetical order of their tags */
export function readElements() {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'manifest.config.mjs');
  const settings = { globs: ['packages/elements/src/*/*.ts'], exclude: ['**/*.test.ts', '**/*.test-support.ts'], litelement: true, outdir: relative(root, folder) };
  writeFileSync(config, `export default ${JSON.stringify(settings)};`);
  execFileSync(process.execPath, [join(root, 'node_modules/@custom-elements-manifest/analyzer/cem.js'), 'analyze', '--quiet', '--config', relative(root, config)], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const { modules } = JSON.parse(readFileSync(join(folder, 'custom-elements.json'), 'utf8'));
  const elements = modules.flatMap(({ declarations = [] }) => declarations.filter(({ tagName }) => tagName));
  return elements.toSorted((one, other) => one.tagName.localeCompare(other.tagName));
}

/** The public custom properties that every element reads, with their defaults. @returns {readonly [name: string, byDefault: string][]} */
export function readTokens() {
  const source = readFileSync(join(root, 'packages/elements/src/theme/tokens.ts'), 'utf8');
  return [...source.matchAll(/--_[a-z-]+: var\(\s*(--takeover-[a-z-]+),\s*([^]*?)\s*\);/g)].map(([, name, byDefault]) => [name, byDefault.replace(/\s+/g, ' ')]);
}

const cell = (text) => String(text ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|');
const table = (title, rows) => (rows.length === 0 ? [] : ['', `| ${title} | |`, '|---|---|', ...rows.map(([name, text]) => `| \`${cell(name)}\` | ${cell(text)} |`)]);

/** The whole page's generated part. */
export function describeElements() {
  const lines = [];
  for (const { tagName, description, attributes = [], events = [], slots = [], cssParts = [], cssProperties = [] } of readElements()) {
    lines.push('', `## \`<${tagName}>\``, '', description.trim());
    lines.push(...table('attribute', attributes.filter(({ name }) => name !== 'lang').map(({ name, description: text }) => [name, text])));
    lines.push(...table('event', events.map(({ name, description: text }) => [name, text])));
    lines.push(...table('slot', slots.map(({ name, description: text }) => [name === '' ? '(default)' : name, text])));
    lines.push(...table('part', cssParts.map(({ name, description: text }) => [name, text])));
    lines.push(...table('custom property', cssProperties.map(({ name, default: byDefault, description: text }) => [byDefault ? `${name}: ${byDefault}` : name, text])));
  }
  lines.push('', '## Custom properties of all elements', '', '| property | default |', '|---|---|', ...readTokens().map(([name, byDefault]) => `| \`${name}\` | \`${cell(byDefault)}\` |`), '');
  return lines.join('\n');
}
