import { conversationWords } from './english/conversation.js';
import { presenceWords } from './english/presence.js';
import { sharedWords } from './english/shared.js';
import { tableWords } from './english/table.js';

/**
 * Every word the elements show, in English: the catalogue that others are
 * translated from and fall back to. `{name}` is filled in; a message that
 * depends on a number is an object of plural forms, chosen by `{count}`.
 */
export const english: typeof sharedWords & typeof tableWords & typeof conversationWords & typeof presenceWords = {
  ...sharedWords,
  ...tableWords,
  ...conversationWords,
  ...presenceWords,
};
