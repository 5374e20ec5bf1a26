import { plainText, searchTerms } from '../base/plain-text.js';

/** A stretch of a text that a search found: UTF-16 code units, never half a character. */
export interface SearchMark {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

const none: readonly SearchMark[] = [];

/** What a search found in a shown text, as the rows are found: case, accents and width ignored. In order, none touching another. */
export function searchMarks(text: string, search: string): readonly SearchMark[] {
  const terms = searchTerms(search);
  if (terms.length === 0) return none;
  const { plain, places } = plainWithPlaces(text);
  const isMarked = new Uint8Array(text.length);
  for (const term of terms)
    for (let found = plain.indexOf(term); found >= 0; found = plain.indexOf(term, found + 1))
      isMarked.fill(1, places[found]?.start ?? found, places[found + term.length - 1]?.end ?? found + term.length);
  return rangesOf(isMarked);
}

/** A text as it is searched, and for each unit of it the character it came from; no places where they are the same. */
function plainWithPlaces(text: string): { readonly plain: string; readonly places: readonly SearchMark[] } {
  if (!/[^ -~]/.test(text)) return { plain: plainText(text), places: [] };
  const places: { readonly start: number; end: number }[] = [];
  let plain = '';
  let start = 0;
  for (const character of text) {
    const end = start + character.length;
    const folded = plainText(character);
    const last = places.at(-1);
    // An accent of its own belongs to the letter before it.
    if (folded !== '') for (const place = { start, end }; places.length < plain.length + folded.length; ) places.push(place);
    else if (last !== undefined) last.end = end;
    plain += folded;
    start = end;
  }
  return { plain, places };
}

function rangesOf(isMarked: Uint8Array): readonly SearchMark[] {
  const ranges: SearchMark[] = [];
  for (let start = isMarked.indexOf(1); start >= 0; ) {
    const after = isMarked.indexOf(0, start);
    const end = after < 0 ? isMarked.length : after;
    ranges.push({ start, end });
    start = isMarked.indexOf(1, end);
  }
  return ranges.length === 0 ? none : ranges;
}
