import type { ScriptedBot } from './scripted-bot.js';
import { startScriptedBot } from './scripted-bot.js';

/** Starts a bot that says back whatever the customer says, word for word. */
export function startEchoBot(): Promise<ScriptedBot> {
  return startScriptedBot(async ({ type, text }, reply) => {
    if (type === 'message') await reply({ text, textFormat: 'plain' });
  });
}
