import type { Viewer } from '@live-takeover/sdk';
import { isolatedIn } from '../language/isolate.js';
import { listWords, type Words } from '../language/words.js';

/** Colleagues named at most; the rest are counted. */
const namedViewers = 3;

/** Who looks at a conversation: "Ben is looking", "Ana and Ben are looking". */
export function viewerWords(words: Words, viewers: readonly Viewer[]): string {
  const count = viewers.length;
  // A name may run the other way than the list of names.
  const names = viewers.slice(0, namedViewers).map(({ name }) => isolatedIn(words.locale, name));
  if (count > namedViewers) names.push(words('viewers.others', { count: count - namedViewers }));
  return words('viewers.looking', { count, names: listWords(words, names) });
}
