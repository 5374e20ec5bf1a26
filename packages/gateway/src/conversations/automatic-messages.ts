import type { AutomaticMessage, Conversation, NewEvent } from '@live-takeover/sdk/core';
import type { BotConfig, BotMessages } from '../config/config.js';
import { defaultMessages } from '../config/schema.js';
import { openingWords } from './opening-words.js';

const textOf: Readonly<Record<AutomaticMessage, keyof BotMessages>> = {
  start: 'start',
  exit: 'exit',
  confirmation: 'confirmation',
  'no-agents': 'noAgents',
  'all-busy': 'allBusy',
  'outside-hours': 'outsideHours',
  'not-offered': 'notOffered',
  'request-expired': 'requestExpired',
  'files-not-now': 'filesNotNow',
  'file-too-large': 'fileTooLarge',
  'file-not-allowed': 'fileNotAllowed',
  'file-not-stored': 'fileNotStored',
};

/** Where an automatic message stands among the events it is appended with. */
export interface MessagePlace {
  readonly id: string;
  /** The event or command right before it. */
  readonly causedBy: string;
  readonly term: number;
  readonly agentName?: string;
  /** How many files of which size are possible. */
  readonly fileLimit?: string;
  /** When the desk opens, epoch ms. */
  readonly opensAt?: number;
}

/**
 * What the gateway says to the customer by itself, as the bot's configuration
 * words it.
 *
 * @returns no event if the bot's text is empty, else one
 */
export function automaticMessage(
  kind: AutomaticMessage,
  bot: BotConfig | undefined,
  head: Pick<Conversation, 'bot' | 'reference' | 'contact'>,
  place: MessagePlace,
): readonly NewEvent[] {
  const template = bot?.messages[textOf[kind]] ?? '';
  if (template === '') return [];
  const values: Readonly<Record<string, string>> = {
    agent: place.agentName ?? '',
    bot: head.bot.name,
    reference: head.reference,
    customer: head.contact.name ?? '',
    limit: place.fileLimit ?? '',
    opens: opensOf(place, bot, template),
  };
  // One pass: braces in a name are only a name's.
  const text = template.replace(/\{(agent|bot|reference|customer|limit|opens)\}/g, (_match, name: string) => values[name] ?? '');
  return [{ type: 'message-sent', id: place.id, causedBy: place.causedBy, from: 'system', text, automatic: kind, term: place.term }];
}

/** In the text's language: the one it says, or that of our own words. */
function opensOf({ opensAt }: MessagePlace, bot: BotConfig | undefined, template: string): string {
  if (opensAt === undefined || bot === undefined || bot.openingHours === null) return '';
  const language = bot.language ?? (template === defaultMessages.outsideHours ? 'en' : undefined);
  return openingWords(opensAt, bot.openingHours.timeZone, language);
}
