import type { Availability, CommandHandle, CommandState, TakeoverClient } from '@live-takeover/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { dispatchRequest } from '../words/request-event.js';

/** What the agent, or the element for them, wants to be. */
export interface AvailabilityDetail {
  readonly availability: Availability;
  /** Nobody pressed anything: the agent was idle, or is back. */
  readonly isAutomatic: boolean;
}

/** A colleague whom a supervisor sets Offline. */
export interface SetOfflineDetail {
  readonly agentId: string;
  readonly name: string;
}

/** Changes of availability, one's own and colleagues': each is asked of the page, given as a command, and followed. */
export class AvailabilityChanges implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  /** By agent; oneself under ''. */
  readonly #changes = new Map<string, { readonly state: () => CommandState; readonly end: () => void }>();

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  /** How far the last change got; undefined if there was none. */
  stateOf(agentId: string = ''): CommandState | undefined {
    return this.#changes.get(agentId)?.state();
  }

  /** Changes the signed-in agent's own. */
  async set(client: TakeoverClient, availability: Availability, isAutomatic = false): Promise<void> {
    const detail: AvailabilityDetail = { availability, isAutomatic };
    if (await dispatchRequest(this.#host, 'availability-request', detail)) this.#follow('', client.setAvailability(availability));
  }

  async setOffline(client: TakeoverClient, detail: SetOfflineDetail): Promise<void> {
    if (await dispatchRequest(this.#host, 'set-offline-request', detail)) this.#follow(detail.agentId, client.setAvailability('offline', detail.agentId));
  }

  /** Forgets all, for another client. A command already given goes on. */
  reset(): void {
    for (const { end } of this.#changes.values()) end();
    this.#changes.clear();
  }

  hostDisconnected(): void {
    this.reset();
  }

  #follow(agentId: string, { state }: CommandHandle): void {
    this.#changes.get(agentId)?.end();
    this.#changes.set(agentId, { state: () => state.value, end: state.subscribe(() => this.#host.requestUpdate()) });
    this.#host.requestUpdate();
  }
}
