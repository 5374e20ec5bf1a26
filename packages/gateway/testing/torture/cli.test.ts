import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('./cli.ts', import.meta.url));

test.each([
  [['--minutes', 'soon'], '--minutes is soon; give a number above 0.'],
  [['--seed', '1.5'], '--seed is 1.5; give a whole number.'],
  [['--store', 'redis'], '--store is redis; give postgres or sqlite.'],
  [['--quick'], "Unknown option '--quick'"],
])('the command ends with 2 and says what is wrong with %j', (parameters, complaint) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--conditions', 'live-takeover-source', script, ...parameters], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(complaint);
  expect(stderr).toContain('Usage: npm run torture');
});
