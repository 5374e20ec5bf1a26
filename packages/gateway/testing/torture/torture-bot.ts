import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A bot in a process of its own. */
export interface TortureBot {
  readonly url: string;
  stop(): Promise<void>;
}

/** What the bot says to a message. */
export function answerOf(message: string): { readonly text: string } {
  return { text: `answer to ${message}` };
}

/** Starts `bot-process.ts`, compiled or not, as this file is. */
export async function startTortureBot(seed: number): Promise<TortureBot> {
  const isCompiled = import.meta.url.endsWith('.js');
  const script = fileURLToPath(new URL(`./bot-process.${isCompiled ? 'js' : 'ts'}`, import.meta.url));
  const fromSources = isCompiled ? [] : ['--import', 'tsx', '--conditions', 'live-takeover-source'];
  const child = spawn(process.execPath, [...fromSources, script, String(seed)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void ended.then(() => reject(new Error('The bot ended before it listened.')));
  });
  return {
    url,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
