import { dockStart } from '@nlpjs/basic';
import type { Corpus } from './corpus.js';

/** What the bot makes of a question. */
export interface Understanding {
  readonly intent: string;
  readonly score: number;
  /** Null when it does not know: the default answer is due. */
  readonly answer: string | null;
}

export type Brain = (text: string) => Promise<Understanding>;

/**
 * Trains on a corpus, in well under a second for the help desk's. Training is
 * deterministic for the first brain of a process, so measure one per process.
 */
export async function trainBrain(corpus: Corpus): Promise<Brain> {
  const dock = await dockStart({
    use: ['Basic', 'LangEn'],
    settings: {
      nlp: {
        autoSave: false,
        languages: ['en'],
        forceNER: false,
        threshold: 0.6,
        nlu: { useNoneFeature: true, keepStopwords: true, log: false },
      },
    },
  });
  const nlp = dock.get('nlp');
  for (const { intent, answer, utterances } of corpus.intents) {
    for (const utterance of utterances) nlp.addDocument('en', utterance, intent);
    nlp.addAnswer('en', intent, answer);
  }
  for (const utterance of corpus.none) nlp.addDocument('en', utterance, 'None');
  await nlp.train();
  return async (text) => {
    const result = await nlp.process('en', text);
    const answer = result.intent === 'None' ? null : (result.answer ?? null);
    return { intent: result.intent, score: result.score, answer };
  };
}
