/**
 * Breaks the source in one place at a time, in a copy, and sees whether a test
 * notices: `npm run sabotage [-- --only TEXT] [-- --list]`. The bugs are in bugs.mjs. Ends with 1 when one
 * went unnoticed, and with 2 when one no longer fits the source or a test fails without any.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bugs } from './bugs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({ options: { only: { type: 'string' }, list: { type: 'boolean' } } });
const wanted = bugs.filter(({ promise, name }) => values.only === undefined || `${promise} ${name}`.includes(values.only));

const misfits = wanted.filter((bug) => sourceWith(bug) === undefined);
for (const { name, file } of misfits) console.error(`"${name}" no longer fits ${file}: its text is not there, or more than once.`);
if (misfits.length > 0) process.exit(2);
if (values.list === true) {
  for (const { promise, name, file } of wanted) console.log(`${promise}  ${name}  (${file})`);
  process.exit(0);
}

const copy = mkdtempSync(join(tmpdir(), 'live-takeover-sabotage-'));
process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
copySource();
linkPackages();

console.log(`${wanted.length} bugs, one at a time.\n`);
let missed = 0;
console.log('| promise | bug | caught by |\n|---|---|---|');
for (const bug of wanted) {
  const path = join(copy, bug.file);
  const original = readFileSync(path, 'utf8');
  writeFileSync(path, sourceWith(bug) ?? original);
  const failure = firstFailure(roundsFor(bug));
  writeFileSync(path, original);
  if (failure !== undefined && firstFailure([[failure.file]]) !== undefined) {
    console.error(`${failure.file} fails without any bug too: ${failure.title}`);
    process.exit(2);
  }
  if (failure === undefined) missed += 1;
  console.log(`| ${bug.promise} | ${bug.name} | ${failure === undefined ? '**nothing**' : `${failure.file}: ${failure.title}`} |`);
}
console.log(`\n${wanted.length - missed} of ${wanted.length} caught.`);
process.exitCode = missed === 0 ? 0 : 1;

/** The file's text with the bug in it; undefined unless the place is there exactly once. */
function sourceWith({ file, right, wrong }) {
  const parts = readFileSync(join(root, file), 'utf8').split(right);
  return parts.length === 2 ? parts.join(wrong) : undefined;
}

/** What belongs to the project and is not built: as it stands on disk, committed or not. */
function copySource() {
  const { stdout } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 64e6 });
  for (const file of stdout.split('\0').filter((name) => name !== '')) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file), { force: true, recursive: false });
  }
}

/** The installed packages, except that ours are the copies. */
function linkPackages() {
  for (const folder of ['.', ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)]) {
    // Without a folder of its own, everything a package needs is installed above it.
    if (!existsSync(join(root, folder, 'node_modules'))) continue;
    const names = readdirSync(join(root, folder, 'node_modules'));
    mkdirSync(join(copy, folder, 'node_modules'), { recursive: true });
    for (const name of names)
      if (name !== '@live-takeover' && !name.startsWith('.')) symlinkSync(join(root, folder, 'node_modules', name), join(copy, folder, 'node_modules', name));
  }
  mkdirSync(join(copy, 'node_modules/@live-takeover'));
  for (const name of readdirSync(join(copy, 'packages'))) symlinkSync(join(copy, 'packages', name), join(copy, 'node_modules/@live-takeover', name));
}

/** Tests by how soon they notice: those beside the bug, those of its kind, those that start processes and databases. */
function roundsFor({ file }) {
  return [[dirname(file)], ['packages/sdk', 'packages/gateway/src'], ['packages/gateway/testing', 'packages/testing']];
}

function firstFailure(rounds) {
  for (const paths of rounds) {
    const failure = firstFailureOf(paths);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** The first test of these paths that fails, or undefined. A run that dies counts as a failure too. */
function firstFailureOf(paths) {
  const output = join(copy, 'node_modules/results.json');
  rmSync(output, { force: true });
  const reporting = ['--reporter=json', `--outputFile.json=${output}`];
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', '.config/vitest.config.ts', '--project', 'unit', '--bail', '1', '--passWithNoTests', ...reporting, ...paths];
  const { status } = spawnSync(process.execPath, args, { cwd: copy, stdio: 'ignore' });
  if (status === 0) return undefined;
  for (const { name, assertionResults, message } of resultsIn(output)) {
    const failed = assertionResults.find((result) => result.status === 'failed');
    const file = name.slice(copy.length + 1);
    if (failed !== undefined) return { file, title: failed.fullName };
    if (message !== '') return { file, title: message.split('\n')[0] };
  }
  return { file: paths.join(', '), title: 'the run died' };
}

function resultsIn(output) {
  try {
    return JSON.parse(readFileSync(output, 'utf8')).testResults;
  } catch {
    return []; // It died before it wrote anything.
  }
}
