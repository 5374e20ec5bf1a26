import type { Finding } from '../checks/check.js';
import { checks } from '../checks/checks.js';
import type { RunCommand } from './command.js';
import { exitCodes } from './command.js';
import { runtimeOf } from './open-configured-store.js';

const marks: Readonly<Record<Finding['state'], string>> = { good: 'good  ', unsure: 'unsure', bad: 'BAD   ' };

/** `check`: asks everybody whom the configuration names whether it works, and says what is wrong. */
export const runCheck: RunCommand = async ({ loaded: { config, secrets }, line }) => {
  const context = { config, secrets, runtime: runtimeOf(line) };
  const findings = (await Promise.all(checks.map((check) => check(context)))).flat();
  for (const { state, path, text } of findings) line.print(`${marks[state]}  ${path}: ${text}`);
  if (findings.length === 0) line.print('The configuration names nobody outside, so there is nothing to ask.');
  const bad = findings.filter(({ state }) => state === 'bad').length;
  line.print(bad === 0 ? 'Nothing bad was found.' : `${bad} of ${findings.length} findings are bad.`);
  return bad === 0 ? exitCodes.done : exitCodes.failed;
};
