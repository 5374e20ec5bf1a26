import { createHash } from 'node:crypto';
import type { Agent, Command } from '@live-takeover/sdk/core';

/** Identifies what a command asks for and who gave it, so that its id cannot be used for anything else; the same for a repetition. */
export function hashOfCommand({ isRepeat: _, ...intent }: Command, agent: Pick<Agent, 'id'>): string {
  const sorted = Object.entries(intent).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify([agent.id, sorted])).digest('base64url');
}
