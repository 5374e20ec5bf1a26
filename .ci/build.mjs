/** Compiles every package and bundles the script-tag file, doing only what is out of date. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (script, ...args) => execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root, stdio: 'inherit' });

run('typescript/bin/tsc', '-b');

const bundle = join(root, 'packages/elements/dist/live-takeover.js');
const stamp = `${bundle}.stamp`;
const fingerprint = fingerprintOf(['packages/sdk/dist', 'packages/elements/dist', 'rollup.config.mjs', '.ci/smaller-bundle.mjs', 'package-lock.json']);
if (!existsSync(bundle) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint) {
  run('rollup/dist/bin/rollup', '-c', 'rollup.config.mjs', '--silent');
  writeFileSync(stamp, fingerprint);
}

/** A hash over the contents of every compiled file named or below. */
function fingerprintOf(places) {
  const hash = createHash('sha256');
  const visit = (path) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
    else if (/\.(js|mjs|json)$/.test(path) && !/live-takeover(\.\w+)?\.js$/.test(path)) hash.update(path).update(readFileSync(path));
  };
  for (const place of places) visit(join(root, place));
  return hash.digest('hex');
}
