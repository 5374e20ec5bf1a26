import { importFile, importReport } from '../import/index.js';
import type { RunCommand } from './command.js';
import { CommandError, exitCodes } from './command.js';
import { openConfiguredStore, runtimeOf } from './open-configured-store.js';

/** `import FILE`: stores recorded conversations. */
export const runImport: RunCommand = async (context) => {
  const { file = '', options, loaded, line } = context;
  const { bots } = loaded.config;
  const bot = options.bot === undefined ? bots[0] : bots.find(({ id }) => id === options.bot);
  if (bot === undefined)
    throw new CommandError(
      `--bot: the configuration has no bot "${options.bot ?? ''}". Name one of ${bots.map(({ id }) => id).join(', ')}.`,
      exitCodes.misused,
    );
  const store = await openConfiguredStore(context, runtimeOf(line));
  try {
    const { id, name, tenant } = bot;
    const limit = options.limit === undefined ? {} : { limit: Number(options.limit) };
    const summary = await importFile(store, file, { now: Date.now(), tenant, bot: { id, name }, ...limit });
    for (const text of importReport(summary)) line.print(text);
    return summary.errors.length === 0 ? exitCodes.done : exitCodes.failed;
  } finally {
    await store.close();
  }
};
