import type { ConversationEvent, TakeoverError } from '@live-takeover/sdk';

/** What goes wrong between one client and the backend, on demand. */
export interface Faults {
  /** Cuts the connection. It comes back by itself after `forMs`; without, by {@link Faults.restore}. */
  cut(forMs?: number): void;
  restore(): void;
  /** Refuses the connection for good: signed out, revoked. */
  refuse(error: TakeoverError): void;
  /** Makes the next reconnect a `reset` and a new snapshot. */
  forgetCursor(): void;
  /** Says that what the client knows may be wrong, then sends a new snapshot. */
  reset(why?: string): void;

  /** Holds every answer to a command back for this long; 0 ends it. */
  delayAnswers(delayMs: number): void;
  /** Refuses the next command without trying it. */
  refuseNextCommand(error: TakeoverError): void;
  /** Carries the next command out and loses the answer: the outcome is not known. */
  loseNextAnswer(): void;
  /** Fails the next transcript. */
  failNextTranscript(error: TakeoverError): void;

  /** Delivers the next `count` events twice. */
  duplicateNext(count?: number): void;
  /** Keeps the next `count` events back until all are there, then delivers them in reverse. */
  reorderNext(count?: number): void;
  /** Never delivers the next `count` events: a gap, once another one follows. */
  dropNext(count?: number): void;
}

/** What {@link Faults} order of a connection. */
export interface FaultTargets {
  cut(forMs: number | null): void;
  restore(): void;
  refuse(error: TakeoverError): void;
  forgetCursor(): void;
  reset(why: string): void;
}

/** Faults as the connector consults them. */
export interface FaultPlan {
  readonly faults: Faults;
  /** Events as they will be delivered, in batches. */
  mangle(events: readonly ConversationEvent[]): readonly (readonly ConversationEvent[])[];
  readonly answerDelayMs: number;
  takeCommandRefusal(): TakeoverError | undefined;
  takeAnswerLoss(): boolean;
  takeTranscriptFailure(): TakeoverError | undefined;
}

/** A plan under which nothing goes wrong yet. */
export function createFaultPlan(targets: FaultTargets): FaultPlan {
  const mangler = createMangler();
  let answerDelayMs = 0;
  let refusal: TakeoverError | undefined;
  let transcriptFailure: TakeoverError | undefined;
  let answersToLose = 0;

  const faults: Faults = {
    cut: (forMs) => targets.cut(forMs ?? null),
    restore: targets.restore,
    refuse: targets.refuse,
    forgetCursor: targets.forgetCursor,
    reset: (why = 'The backend was restored.') => targets.reset(why),
    delayAnswers: (delayMs) => void (answerDelayMs = delayMs),
    refuseNextCommand: (error) => void (refusal = error),
    loseNextAnswer: () => void (answersToLose += 1),
    failNextTranscript: (error) => void (transcriptFailure = error),
    duplicateNext: (count = 1) => mangler.expect('duplicate', count),
    reorderNext: (count = 2) => mangler.expect('reorder', count),
    dropNext: (count = 1) => mangler.expect('drop', count),
  };

  return {
    faults,
    mangle: mangler.mangle,
    get answerDelayMs() {
      return answerDelayMs;
    },
    takeCommandRefusal() {
      const error = refusal;
      refusal = undefined;
      return error;
    },
    takeAnswerLoss() {
      if (answersToLose === 0) return false;
      answersToLose -= 1;
      return true;
    },
    takeTranscriptFailure() {
      const error = transcriptFailure;
      transcriptFailure = undefined;
      return error;
    },
  };
}

type Mangling = 'duplicate' | 'reorder' | 'drop';

interface Mangler {
  expect(mangling: Mangling, count: number): void;
  mangle(events: readonly ConversationEvent[]): readonly (readonly ConversationEvent[])[];
}

function createMangler(): Mangler {
  /** What is to happen to the next events, one entry each. */
  const plan: Mangling[] = [];
  let kept: ConversationEvent[] = [];
  return {
    expect(mangling, count) {
      for (let index = 0; index < count; index += 1) plan.push(mangling);
    },
    mangle(events) {
      if (plan.length === 0) return [events];
      const out: ConversationEvent[] = [];
      for (const event of events) {
        const mangling = plan.shift();
        if (mangling === undefined) out.push(event);
        else if (mangling === 'duplicate') out.push(event, event);
        else if (mangling === 'reorder') kept.unshift(event);
        if (kept.length > 0 && plan[0] !== 'reorder') {
          out.push(...kept);
          kept = [];
        }
      }
      return out.length === 0 ? [] : [out];
    },
  };
}
