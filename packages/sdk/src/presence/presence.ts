import type { AvailabilityReason } from '../desk/desk.js';

/** What an agent may do, from their token. */
export type Role = 'agent' | 'supervisor';

/** A signed-in human who can take over. */
export interface Agent {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** What the agent chose: `online`, `offline`, or a reason of the integrator's. */
export type Availability = 'online' | 'offline' | (string & {});

/** An agent as colleagues see them. */
export interface AgentPresence {
  readonly id: string;
  readonly name: string;
  readonly availability: Availability;
  /** Whether any of their tabs or devices is provably there. */
  readonly isReachable: boolean;
  /** Since when they are not reachable, epoch ms of the store's clock; absent while they are, or if it is not known. */
  readonly unreachableSince?: number;
  /** How many conversations they hold; absent if it is not known. */
  readonly holding?: number;
  /** How many they may hold; absent for any number. */
  readonly capacity?: number;
  /** The supervisor who set them to what they are, until they choose again. */
  readonly setBy?: string;
}

/** Whether an agent who chose this is given requests: Online, or a reason that says so. */
export function receivesRequests(availability: Availability, reasons: readonly AvailabilityReason[]): boolean {
  return availability === 'online' || (availability !== 'offline' && reasons.some((reason) => reason.id === availability && reason.receivesRequests));
}

/** Whether an agent holds as many conversations as they may. */
export function isFull({ holding = 0, capacity = Infinity }: Pick<AgentPresence, 'holding' | 'capacity'>): boolean {
  return holding >= capacity;
}

/**
 * Whether an agent could be given a request now: there, willing, and with a
 * hand free. Scope and opening hours aside.
 *
 * @param reasons - those of the desk
 */
export function isAvailable(
  presence: Pick<AgentPresence, 'availability' | 'isReachable' | 'holding' | 'capacity'>,
  reasons: readonly AvailabilityReason[] = [],
): boolean {
  return presence.isReachable && receivesRequests(presence.availability, reasons) && !isFull(presence);
}
