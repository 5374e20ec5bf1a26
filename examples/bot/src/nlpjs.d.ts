/** The part of @nlpjs/basic that is used here; the package has no types of its own. */
declare module '@nlpjs/basic' {
  export interface Nlp {
    addDocument(language: string, utterance: string, intent: string): void;
    addAnswer(language: string, intent: string, answer: string): void;
    train(): Promise<void>;
    process(language: string, utterance: string): Promise<{ intent: string; score: number; answer?: string | null }>;
  }
  export function dockStart(options: unknown): Promise<{ get(name: 'nlp'): Nlp }>;
}
