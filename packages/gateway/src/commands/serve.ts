import type { Runtime } from '../runtime.js';
import type { RunningServer } from '../server.js';
import { startServer } from '../server.js';
import type { CommandContext, RunCommand } from './command.js';
import { exitCodes } from './command.js';
import { openConfiguredStore, runtimeOf } from './open-configured-store.js';

/** Without a command: starts the gateway, and runs it until the process is asked to end. */
export const runServer: RunCommand = async (context) => {
  const { line } = context;
  const runtime = runtimeOf(line);
  const starting = start(context, runtime);
  reloadWhenAsked(context, starting, runtime);
  const server = await Promise.race([starting, line.ended]);
  if (server === undefined) {
    // Asked to end before it had begun. Nobody waits for what becomes of the beginning.
    starting.then((late) => late.stop()).catch(() => {});
    return exitCodes.done;
  }
  line.print(`Live Takeover listens on ${server.url}`);
  await line.ended;
  await server.stop();
  return exitCodes.done;
};

async function start(context: CommandContext, runtime: Runtime): Promise<RunningServer> {
  const { config, secrets } = context.loaded;
  const store = await openConfiguredStore(context, runtime);
  return startServer({ config, secrets, store, runtime, ...(context.options.demo === true ? { demo: {} } : {}) });
}

/** Reads the configuration and the secrets' files again when asked to. With a mistake in them all stays as it was. */
function reloadWhenAsked({ load, line }: CommandContext, starting: Promise<RunningServer>, runtime: Runtime): void {
  const reload = async (server: RunningServer): Promise<void> => {
    const loaded = load();
    if (loaded.ok) return server.reload(loaded);
    for (const mistake of loaded.mistakes) line.complain(mistake);
    runtime.log('error', 'reload-refused', { mistakes: loaded.mistakes.length });
  };
  // One after the other, and not before the gateway has started.
  let turn: Promise<unknown> = starting;
  line.onReload(() => {
    turn = turn.then(async () => reload(await starting)).catch((error: unknown) => {
      runtime.log('error', 'reload-failed', { name: error instanceof Error ? error.name : 'unknown' });
    });
  });
}
