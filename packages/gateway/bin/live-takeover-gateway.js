#!/usr/bin/env node
import { runCommand } from '#command';

/** Whoever asked us to end kills us after ten seconds: better to go by ourselves. */
const patienceMs = 9_800;
/** For what still holds the process when the command is done, such as a disk that does not answer. */
const lastWordsMs = 500;

let isAsked = false;
const ended = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => {
      // Asked twice means at once.
      if (isAsked) process.exit(1);
      isAsked = true;
      resolve();
      setTimeout(() => process.exit(1), patienceMs).unref();
    });
});

process.exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  log: (line) => process.stderr.write(line),
  ended,
  onReload(listener) {
    // On Windows it means that the console was closed.
    if (process.platform !== 'win32') process.on('SIGHUP', listener);
  },
});
setTimeout(() => process.exit(), lastWordsMs).unref();
