import { TakeoverError } from '../base/errors.js';

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: TakeoverError) => void;
}

/** Questions that have been put and not answered yet, by id. */
export class Pending<Question, Answer> {
  readonly #waiting = new Map<string, Waiting<Question, Answer>>();

  /** Those still open, oldest first. */
  get questions(): readonly Question[] {
    return [...this.#waiting.values()].map(({ question }) => question);
  }

  /** @throws {TakeoverError} `aborted`, or what {@link reject} was given */
  wait(id: string, question: Question, signal: AbortSignal): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      const onAbort = (): void => this.reject(id, new TakeoverError('aborted', 'The caller gave up.', { cause: signal.reason }));
      const end = (): void => {
        this.#waiting.delete(id);
        signal.removeEventListener('abort', onAbort);
      };
      this.#waiting.set(id, {
        question,
        resolve: (answer) => (end(), resolve(answer)),
        reject: (error) => (end(), reject(error)),
      });
      signal.addEventListener('abort', onAbort);
      if (signal.aborted) onAbort();
    });
  }

  resolve(id: string, answer: Answer): void {
    this.#waiting.get(id)?.resolve(answer);
  }

  reject(id: string, error: TakeoverError): void {
    this.#waiting.get(id)?.reject(error);
  }

  rejectAll(error: TakeoverError): void {
    for (const waiting of [...this.#waiting.values()]) waiting.reject(error);
  }
}
