import type { Alert, ConversationId } from '@live-takeover/sdk/core';

/** An alert that stands, whose it is and whom it calls. */
export interface StandingAlert {
  readonly tenant: string;
  readonly botId: string;
  readonly alert: Alert;
  /** The one agent it calls; everyone available in scope if undefined. */
  readonly agentId: string | undefined;
}

/** The alerts that stand, found by conversation, by id and by whom they call. */
export class StandingAlerts {
  readonly #byConversation = new Map<string, readonly StandingAlert[]>();
  readonly #byId = new Map<string, StandingAlert>();
  /** Those that call everyone, by tenant; those that call one agent, by tenant and agent. */
  readonly #byCalled = new Map<string, Map<string, StandingAlert>>();

  of(tenant: string, conversationId: ConversationId): readonly StandingAlert[] {
    return this.#byConversation.get(keyOf(tenant, conversationId)) ?? [];
  }

  find(tenant: string, alertId: string): StandingAlert | undefined {
    return this.#byId.get(keyOf(tenant, alertId));
  }

  /** What an agent may be called for, oldest first. */
  calling(tenant: string, agentId: string): readonly StandingAlert[] {
    const [shared, own] = [this.#byCalled.get(tenant), this.#byCalled.get(keyOf(tenant, agentId))];
    return [...(shared?.values() ?? []), ...(own?.values() ?? [])].sort((left, right) => left.alert.at - right.alert.at);
  }

  /** Puts other alerts in place of all that a conversation had. */
  replace(tenant: string, conversationId: ConversationId, standing: readonly StandingAlert[]): void {
    for (const one of this.of(tenant, conversationId)) this.#remove(one);
    if (standing.length === 0) this.#byConversation.delete(keyOf(tenant, conversationId));
    else this.#byConversation.set(keyOf(tenant, conversationId), standing);
    for (const one of standing) this.#add(one);
  }

  #add(one: StandingAlert): void {
    const called = calledKey(one);
    const calls = this.#byCalled.get(called) ?? new Map<string, StandingAlert>();
    this.#byCalled.set(called, calls.set(one.alert.id, one));
    this.#byId.set(keyOf(one.tenant, one.alert.id), one);
  }

  #remove(one: StandingAlert): void {
    const called = calledKey(one);
    const calls = this.#byCalled.get(called);
    if (calls?.delete(one.alert.id) === true && calls.size === 0) this.#byCalled.delete(called);
    this.#byId.delete(keyOf(one.tenant, one.alert.id));
  }
}

function calledKey({ tenant, agentId }: StandingAlert): string {
  return agentId === undefined ? tenant : keyOf(tenant, agentId);
}

function keyOf(tenant: string, id: string): string {
  return `${tenant}\n${id}`;
}
