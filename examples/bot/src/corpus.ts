import { readFileSync } from 'node:fs';

/** What the bot can talk about, and how it answers. */
export interface Corpus {
  readonly intents: readonly { readonly intent: string; readonly answer: string; readonly utterances: readonly string[] }[];
  /** Questions that are none of its business: they teach it when to say so. */
  readonly none: readonly string[];
}

/** Questions the bot was not trained on, with what it should make of them. */
export interface HeldOut {
  readonly inScope: readonly { readonly text: string; readonly intent: string }[];
  readonly outOfScope: readonly string[];
}

/** The help desk's corpus, from `corpus/corpus.json`. */
export function readCorpus(): Corpus {
  return readJson('corpus.json') as Corpus;
}

/** The questions kept for measuring, from `corpus/held-out.json`. */
export function readHeldOut(): HeldOut {
  return readJson('held-out.json') as HeldOut;
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../corpus/${name}`, import.meta.url), 'utf8'));
}
