#!/usr/bin/env node
import { runCommand } from '#command';

const ended = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      resolve();
      // Asked twice means at once.
      process.once(signal, () => process.exit(1));
    });
});

process.exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  log: (line) => process.stderr.write(line),
  ended,
});
