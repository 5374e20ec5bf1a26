/** Long texts, as several short ones. Pure. */

/**
 * A text in pieces that are at most so long, cut at the last white space where there is some in the second half, else
 * between characters as people see them. The pieces together, and white space between them, are the text.
 *
 * @param limit - in UTF-16 code units, at least 100
 */
export function piecesOf(text: string, limit: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const end = cutAt(rest, limit);
    pieces.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? pieces : [...pieces, rest];
}

function cutAt(text: string, limit: number): number {
  const whitespace = /^[\s\S]*\s/u.exec(text.slice(0, limit + 1))?.[0].length ?? 0;
  if (whitespace > limit / 2) return Math.min(whitespace, limit);
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter().segment(text.slice(0, limit + 64))) {
    if (index + segment.length > limit) break;
    end = index + segment.length;
  }
  if (end > 0) return end;
  // One character longer than a message: it is only taken care that no half of a pair is left.
  return /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
}
