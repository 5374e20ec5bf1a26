import type { Chance } from './chance.js';
import type { Schedule } from './schedule.js';
import type { Trace } from './trace.js';

/** What every part of a simulation works with. */
export interface World {
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly trace: Trace;
  readonly reached: Reached;
  /** A promise is broken: the run ends after this step. The first one counts. */
  violate(invariant: string, detail: string): void;
}

/** How often what is hard to reach was reached. A batch in which one of them is zero proves nothing. */
export interface Reached {
  /** Takeovers that were refused because another agent had been faster. */
  contestedTakeovers: number;
  takeovers: number;
  /** Times that a client was told to start over. */
  resets: number;
  /** Times that a client went on from its cursor. */
  resumedSessions: number;
  suppressedReplies: number;
  nodeCrashes: number;
  storeCrashes: number;
  /** Appends that were stored although whoever asked was told `unavailable`. */
  inDoubtAppends: number;
  /** Writes that a crash of the store took away before they were synced. */
  lostWrites: number;
  /** Takeovers ended because their agent was gone. */
  requeuedOrphans: number;
  /** Conversations that a supervisor gave to an agent. */
  assignments: number;
  /** Hand-backs that were taken back in time. */
  takenBack: number;
  /** Conversations refused because who would have got them holds as many as they may. */
  fullDesks: number;
  /** Changes of settings that took effect. */
  settingsChanges: number;
  /** Changes of settings that somebody else was faster than. */
  overtakenChanges: number;
  /** Commands sent again that came to nothing, on record so that nothing comes of them later. */
  settledRepeats: number;
  /** Customers told when the desk opens. */
  outsideHours: number;
  botCalls: number;
  customerMessages: number;
  agentMessages: number;
  agentRequests: number;
  alerts: number;
}

/** The names of {@link Reached}, each at zero. */
export function nothingReached(): Reached {
  return {
    contestedTakeovers: 0,
    takeovers: 0,
    resets: 0,
    resumedSessions: 0,
    suppressedReplies: 0,
    nodeCrashes: 0,
    storeCrashes: 0,
    inDoubtAppends: 0,
    lostWrites: 0,
    requeuedOrphans: 0,
    assignments: 0,
    takenBack: 0,
    fullDesks: 0,
    settingsChanges: 0,
    overtakenChanges: 0,
    settledRepeats: 0,
    outsideHours: 0,
    botCalls: 0,
    customerMessages: 0,
    agentMessages: 0,
    agentRequests: 0,
    alerts: 0,
  };
}
