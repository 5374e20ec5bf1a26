import type { ScriptedBot } from './scripted-bot.js';
import { startScriptedBot } from './scripted-bot.js';

/** A bot that shows everything that Web Chat can show. */
export interface TourBot extends ScriptedBot {
  /** What customers pressed or wrote, in order. */
  readonly heard: readonly string[];
  /** Lets it answer who said `think`: until then it types. */
  decide(): void;
}

const actions = ['Red', 'Blue'].map((title) => ({ type: 'imBack', title, value: title.toLowerCase() }));

/** Starts one. */
export async function startTourBot(): Promise<TourBot> {
  const heard: string[] = [];
  const waiting: (() => void)[] = [];
  const bot = await startScriptedBot(async ({ type, text = '' }, reply) => {
    if (type === 'conversationUpdate') return reply({ text: 'Welcome to the tour' });
    if (type !== 'message') return;
    heard.push(text);
    if (text === 'menu') return reply({ text: 'Which colour?', suggestedActions: { actions } });
    if (text === 'think') {
      await reply({ type: 'typing' });
      await new Promise<void>((decide) => waiting.push(decide));
    }
    return reply({ text: `You said ${text}`, textFormat: 'plain' });
  });
  return {
    ...bot,
    heard,
    decide: () => {
      for (const decide of waiting.splice(0)) decide();
    },
  };
}
