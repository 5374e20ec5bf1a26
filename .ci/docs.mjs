/**
 * Writes the parts of docs/ that are made from the code, between
 * `<!-- generated:NAME -->` and `<!-- /generated -->`. With `--check`, writes
 * nothing and fails when a page is not current.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { closeCodes, defaultBotRules, statusRuleWords, statusRules } from '../packages/sdk/dist/core.js';
import { paces } from '../packages/gateway/dist/src/import/timing.js';
import { describeElements } from './element-docs.mjs';
import { mayImport } from './layers.mjs';

const folder = fileURLToPath(new URL('../docs', import.meta.url));
const minutes = (durationMs) => (durationMs % 3_600_000 === 0 ? `${durationMs / 3_600_000} h` : `${durationMs / 60_000} min`);
const table = (headings, rows) => [`| ${headings.join(' | ')} |`, `|${'---|'.repeat(headings.length)}`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');

const generators = {
  'status-rules': () => `\n${table(['#', 'status', 'reason', 'when'], statusRules.map((rule) => [rule.number, rule.status, `\`${rule.code}\``, statusRuleWords[rule.code]]))}\n`,
  'status-defaults': () =>
    `\`agentThreshold\` ${defaultBotRules.agentThreshold}, \`stalledAfterMs\` ${minutes(defaultBotRules.stalledAfterMs)}, ` +
    `\`abandonedAfterMs\` ${minutes(defaultBotRules.abandonedAfterMs)}, \`timeoutMs\` ${minutes(defaultBotRules.timeoutMs)}`,
  layers: () => `\n${table(['from', 'may import'], Object.entries(mayImport).map(([from, to]) => [`\`${from}\``, to.length === 0 ? 'nothing' : to.map((place) => `\`${place}\``).join(', ')]))}\n`,
  elements: describeElements,
  paces: () =>
    `\n${table(
      ['who', 'median pause', 'σ of its logarithm', 'per character', 'never below', 'never above'],
      Object.entries(paces).map(([who, pace]) => [who, `${pace.medianThinkMs} ms`, pace.spread, `${pace.msPerCharacter} ms`, `${pace.shortestMs} ms`, `${pace.longestMs} ms`]),
    )}\n`,
  'close-codes': () => `\n${table(['code', 'name', 'reconnect', 'meaning'], Object.entries(closeCodes).map(([name, { code, retry, meaning }]) => [code, name, retry ? 'yes' : 'no', meaning]))}\n`,
};

/** The page's text with every generated part made anew. */
export function regenerate(text) {
  return text.replace(/<!-- generated:([a-z-]+) -->[^]*?<!-- \/generated -->/g, (_, name) => {
    const generator = generators[name];
    if (generator === undefined) throw new Error(`Nothing generates “${name}”.`);
    return `<!-- generated:${name} -->${generator()}<!-- /generated -->`;
  });
}

let isCurrent = true;
for (const name of readdirSync(folder).filter((file) => file.endsWith('.md'))) {
  const path = join(folder, name);
  const before = readFileSync(path, 'utf8');
  const after = regenerate(before);
  if (after === before) continue;
  isCurrent = false;
  if (!process.argv.includes('--check')) writeFileSync(path, after);
  console.log(`${name} ${process.argv.includes('--check') ? 'is not current: run npm run docs' : 'written'}`);
}
if (process.argv.includes('--check') && !isCurrent) process.exitCode = 1;
