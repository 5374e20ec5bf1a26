import type { BotAction } from '../../bot.js';

/** A choice that the customer is offered: a press says the value. */
export interface Choice {
  readonly title: string;
  readonly value: string;
}

/** A bot's words with choices under them; nothing for no words and no choices. */
export function spoken(text: string, isDefaultAnswer: boolean, choices: readonly Choice[] = []): readonly BotAction[] {
  if (text.trim() === '' && choices.length === 0) return [];
  const actions = choices.map((choice) => ({ type: 'imBack', ...choice }));
  const channelData = choices.length === 0 ? {} : { channelData: { activity: { suggestedActions: { actions } } } };
  return [{ action: 'reply', reply: { text, isDefaultAnswer, ...channelData } }];
}
