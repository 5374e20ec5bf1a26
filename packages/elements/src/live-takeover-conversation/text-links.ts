/** A stretch of a message: plain, or a link that is safe to follow. */
export type TextSegment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const safeProtocols: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** No spaces, quotes, angle brackets, control characters, or characters that turn the direction of text. */
const candidates = /\b(?:https?:\/\/|mailto:|tel:)[^\s<>"'`\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;
const closers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/**
 * Splits a message where it holds web, mail or telephone addresses. Joined, the
 * segments' texts are the message unchanged; no other kind of address is a link.
 */
export function textSegments(text: string): readonly TextSegment[] {
  const segments: TextSegment[] = [];
  let end = 0;
  for (const match of text.matchAll(candidates)) {
    const address = withoutTrailingPunctuation(match[0]);
    const href = safeHref(address);
    if (href === undefined) continue;
    if (match.index > end) segments.push({ kind: 'text', text: text.slice(end, match.index) });
    segments.push({ kind: 'link', text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) segments.push({ kind: 'text', text: text.slice(end) });
  return segments;
}

/** The address if it is absolute and of a kind that cannot run script, else undefined. */
export function safeHref(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  const isEmpty = href.length <= protocol.length + (protocol.startsWith('http') ? 2 : 0);
  return safeProtocols.has(protocol) && !isEmpty ? href : undefined;
}

/** A full stop or a closing bracket after an address belongs to the sentence, unless it closes one inside. */
function withoutTrailingPunctuation(address: string): string {
  let kept = address;
  for (;;) {
    const last = kept.at(-1) ?? '';
    const opener = closers[last];
    const isUnbalanced = opener !== undefined && count(kept, last) > count(kept, opener);
    if (!isUnbalanced && !/[.,;:!?…。、]/u.test(last)) return kept;
    kept = kept.slice(0, -1);
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
