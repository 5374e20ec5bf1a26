/** A language that is English in disguise: whoever reads it sees at once what was never translated, and what has no room. */
import type { Catalogue, Message, MessageKey } from './catalogue.js';
import { english } from './english.js';

const accents: Readonly<Record<string, string>> = Object.fromEntries(
  ['aá', 'bƀ', 'cç', 'dđ', 'eé', 'fƒ', 'gğ', 'hĥ', 'ií', 'jĵ', 'kķ', 'lł', 'mɱ', 'nñ', 'oó', 'pþ', 'qɋ', 'rř', 'sš', 'tŧ', 'uú', 'vṽ', 'wŵ', 'xẋ', 'yý', 'zž'].flatMap(([plain = '', accented = '']) => [
    [plain, accented],
    [plain.toUpperCase(), accented.toUpperCase()],
  ]),
);

/** How much longer a text gets. German and French do. */
const growth = 0.4;

/** A message in accents, a good third longer, between ⟦ and ⟧. Placeholders stay. */
export function pseudoText(text: string): string {
  const accented = text.replace(/\{[\w-]+\}|[a-z]/giu, (found) => accents[found] ?? found);
  const length = text.replace(/\{[\w-]+\}/gu, '').length;
  return `⟦${accented}${'·'.repeat(Math.ceil(length * growth))}⟧`;
}

function pseudoMessage(message: Message): Message {
  if (typeof message === 'string') return pseudoText(message);
  const forms = Object.entries(message).map(([form, text]) => [form, pseudoText(text)]);
  return Object.fromEntries(forms) as Message;
}

/** All of English in disguise. */
export function pseudoCatalogue(): Catalogue {
  const messages = Object.entries(english).map(([key, message]) => [key, pseudoMessage(message)]);
  return { language: 'en', messages: Object.fromEntries(messages) as Readonly<Record<MessageKey, Message>> };
}
