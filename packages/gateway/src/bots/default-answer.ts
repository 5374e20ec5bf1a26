/** Tells whether a bot's text is one of its default answers. */
export type DefaultAnswerTest = (text: string) => boolean;

/**
 * A test for the texts configured for a bot. They must match exactly, but for
 * case, Unicode form and how words are spaced.
 */
export function defaultAnswerTest(texts: readonly string[]): DefaultAnswerTest {
  const known = new Set(texts.map(normalised));
  return (text) => known.has(normalised(text));
}

function normalised(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}
