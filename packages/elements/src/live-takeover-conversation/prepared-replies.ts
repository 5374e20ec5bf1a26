import type { Conversation, PreparedReply } from '@live-takeover/sdk';
import { plainText, searchTerms } from '@live-takeover/sdk/core';

/** What the placeholders of prepared replies stand for; undefined where it is not known. */
export type ReplyValues = Readonly<Record<'customer' | 'agent' | 'bot' | 'reference', string | undefined>>;

const placeholder = /\{([\p{L}\p{N}_-]{1,40})\}/gu;
const nameLength = 80;

/** The values for one conversation. Names are cut to one line: a customer chooses their own. */
export function replyValues({ contact, bot, reference }: Pick<Conversation, 'contact' | 'bot' | 'reference'>, agentName: string | undefined): ReplyValues {
  return { customer: oneLine(contact.name), agent: oneLine(agentName), bot: oneLine(bot.name), reference: oneLine(reference) };
}

/** The text with everything filled in that is known; what is not stays visible as `{…}`. */
export function filledIn(text: string, values: ReplyValues): string {
  return text.replace(placeholder, (whole, name: string) => (Object.hasOwn(values, name) ? values[name as keyof ReplyValues] : undefined) ?? whole);
}

/** The first placeholder that nobody filled in. */
export function unfilledIn(text: string): { readonly text: string; readonly index: number } | undefined {
  const [found] = text.matchAll(placeholder);
  return found === undefined ? undefined : { text: found[0], index: found.index };
}

/** Those with every word of a search in title or text, first those with all of them in the title. */
export function foundReplies(replies: readonly PreparedReply[], search: string): readonly PreparedReply[] {
  const terms = searchTerms(search);
  const isIn = (text: string): boolean => terms.every((term) => text.includes(term));
  const found = replies.map((reply) => ({ reply, isByTitle: isIn(plainText(reply.title)), isFound: isIn(plainText(`${reply.title}\n${reply.text}`)) }));
  return [...found.filter(({ isByTitle }) => isByTitle), ...found.filter(({ isByTitle, isFound }) => isFound && !isByTitle)].map(({ reply }) => reply);
}

/** Whether a `/` typed now would stand alone on its line. */
export function isEmptyLine(text: string, start: number, end: number): boolean {
  const isAtEdge = (character: string | undefined): boolean => character === undefined || character === '\n';
  return start === end && isAtEdge(text[start - 1]) && isAtEdge(text[end]);
}

function oneLine(text: string | undefined): string | undefined {
  const plain = text?.replaceAll(/\s+/gu, ' ').trim() ?? '';
  return plain === '' ? undefined : [...plain].slice(0, nameLength).join('');
}
