/**
 * The whole suite: build, types, lint, unit, browser and end-to-end tests, on a real browser and a real database. Runs
 * every step even when one fails, and ends with one line, `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'node_modules/.cache/live-takeover');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const environment = { ...process.env, CHROME_PATH: await ensureChromium(), FORCE_COLOR: '0' };
let passed = 0;
let failed = 0;

step('build', ['.ci/build.mjs']);
step('types of tests', ['node_modules/typescript/bin/tsc', '-p', '.config/tsconfig.tests.json']);
step('lint', ['node_modules/eslint/bin/eslint.js', '-c', '.config/eslint.config.mjs', '.']);
step('generated docs', ['.ci/docs.mjs', '--check']);
step('PostgreSQL', ['.ci/postgres.mjs']);
suite('unit', vitest('unit'), readVitest);
suite('browser', ['node_modules/@web/test-runner/dist/bin.js', '--config', '.config/web-test-runner.config.mjs'], readBrowser);
suite('end-to-end', vitest('end-to-end'), readVitest);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** A step that counts as one test. */
function step(name, args) {
  if (run(name, args) === 0) passed += 1;
  else failed += 1;
}

/** A runner whose own results are counted; one that fails without a failed test counts as one. */
function suite(name, args, read) {
  const status = run(name, args);
  const counts = read(join(results, `${name}.json`));
  passed += counts.passed;
  failed += Math.max(counts.failed, status === 0 ? 0 : 1);
  if (status === 0 && counts.passed === 0) failed += 1;
}

function run(name, args) {
  const startedAt = Date.now();
  console.log(`\n── ${name}`);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: environment });
  console.log(`── ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  return status;
}

function vitest(project) {
  const file = join(results, `${project}.json`);
  return ['node_modules/vitest/vitest.mjs', 'run', '--config', '.config/vitest.config.ts', '--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
}

function readVitest(file) {
  const { numPassedTests, numFailedTests } = readResults(file, { numPassedTests: 0, numFailedTests: 0 });
  return { passed: numPassedTests, failed: numFailedTests };
}

function readBrowser(file) {
  return readResults(file, { passed: 0, failed: 0 });
}

function readResults(file, none) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // The runner died before it wrote anything; its exit code already counts.
    return none;
  }
}
