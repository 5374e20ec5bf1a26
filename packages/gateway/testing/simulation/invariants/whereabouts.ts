import type { SimulatedNode } from '../actors/node.js';
import type { World } from '../world/world.js';

/** As the gateway promises it. */
const leaseMs = 45_000;
const goodbyeMs = 10_000;
/** A node writes what it hears within 10 s. */
const writtenAfterMs = 11_500;
/** How long all must have been well for nothing to hang from before: a call times out after 10 s. */
const steadyMs = 22_000;

/** What is true of an agent's presence: what nodes heard, and what is on disk. All instants are epoch ms, by nobody's clock. */
export class Whereabouts {
  /** When any node last heard a frame of any of the agent's tabs. */
  heardAt = 0;
  /** Until when each tab proves that the agent is there, by what nodes heard and surely wrote down. */
  readonly provenUntil: Map<string, number> = new Map<string, number>();
  /** The choice on disk, and since when. */
  availability = 'online';
  choseAt = 0;
  /** Since when the choice is Online; null while it is another. */
  onlineSince: number | null;
  /** When it last ceased to be Online. */
  onlineUntil = 0;
  readonly #world: World;
  readonly #goodbyeAt = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
    this.onlineSince = world.schedule.now;
  }

  /** Whether the gateway may have reason to count on this agent: there and Online at some time after that. */
  mayBeAvailable(after: number): boolean {
    return this.heardAt > after && (this.onlineSince !== null || this.onlineUntil > after);
  }

  /** A choice came on disk. */
  chose(availability: string): void {
    const { now } = this.#world.schedule;
    this.availability = availability;
    this.choseAt = now;
    if (availability === 'online') this.onlineSince ??= now;
    else {
      if (this.onlineSince !== null) this.onlineUntil = now;
      this.onlineSince = null;
    }
  }

  /** A frame of a tab arrived at a node; undefined for the end of its socket, if that was meant. */
  heard(tabName: string, node: SimulatedNode, text: string | undefined): void {
    const { schedule } = this.#world;
    const { now } = schedule;
    this.heardAt = now;
    if (text === undefined || text.startsWith('{"type":"bye"')) {
      this.#goodbyeAt.set(tabName, now);
      this.provenUntil.set(tabName, Math.min(this.provenUntil.get(tabName) ?? 0, now + goodbyeMs));
      return;
    }
    // Only once it is written down do others know.
    schedule.after(writtenAfterMs, undefined, () => {
      const isWritten = node.soundSince !== null && node.soundSince <= now - steadyMs;
      if (isWritten && (this.#goodbyeAt.get(tabName) ?? 0) < now) this.provenUntil.set(tabName, now + leaseMs);
    });
  }
}
