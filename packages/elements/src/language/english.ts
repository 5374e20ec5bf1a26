import { alertingWords } from './english/alerting.js';
import { conversationWords } from './english/conversation.js';
import { frameWords } from './english/frame.js';
import { guideWords } from './english/guide.js';
import { presenceWords } from './english/presence.js';
import { settingsWords } from './english/settings.js';
import { sharedWords } from './english/shared.js';
import { shortcutWords } from './english/shortcuts.js';
import { tableWords } from './english/table.js';

/**
 * Every word the elements show, in English: the catalogue that others are
 * translated from and fall back to. `{name}` is filled in; a message that
 * depends on a number is an object of plural forms, chosen by `{count}`.
 */
export const english: typeof sharedWords & typeof frameWords & typeof alertingWords & typeof guideWords & typeof settingsWords & typeof tableWords & typeof conversationWords & typeof presenceWords & typeof shortcutWords = {
  ...sharedWords,
  ...tableWords,
  ...frameWords,
  ...conversationWords,
  ...presenceWords,
  ...alertingWords,
  ...guideWords,
  ...settingsWords,
  ...shortcutWords,
};
