import { checkName } from '../src/store/append-rules.js';
import type { AuditEntry, Lease } from '../src/store/event-store.js';
import { keyOf } from './memory-log.js';

/** What is kept beside the conversations, in memory: claims, leases, settings, audit. */
export class MemorySideTables {
  readonly #claims = new Map<string, number>();
  readonly #leases = new Map<string, { readonly tenant: string; readonly lease: Lease }>();
  readonly #settings = new Map<string, Map<string, string>>();
  /** Oldest first. */
  #audit: readonly { readonly tenant: string; readonly entry: AuditEntry }[] = [];

  claim(tenant: string, kind: string, key: string, now: number): boolean {
    const claim = keyOf(tenant, kind, key);
    if (this.#claims.has(claim)) return false;
    this.#claims.set(claim, now);
    return true;
  }

  lease(tenant: string, lease: Lease, now: number): boolean {
    const key = keyOf(tenant, lease.kind, lease.key);
    const held = this.#leases.get(key)?.lease;
    if (held !== undefined && held.holder !== lease.holder && held.expiresAt > now) return false;
    this.#leases.set(key, { tenant, lease });
    return true;
  }

  release(tenant: string, kind: string, key: string, holder: string): void {
    if (this.#leases.get(keyOf(tenant, kind, key))?.lease.holder === holder) this.#leases.delete(keyOf(tenant, kind, key));
  }

  leases(tenant: string, kind: string, now: number): readonly Lease[] {
    return [...this.#leases.values()]
      .filter((held) => held.tenant === tenant && held.lease.kind === kind && held.lease.expiresAt > now)
      .map(({ lease }) => lease);
  }

  settings(tenant: string, keyPrefix: string): ReadonlyMap<string, string> {
    return new Map([...(this.#settings.get(tenant) ?? [])].filter(([key]) => key.startsWith(keyPrefix)));
  }

  setting(tenant: string, key: string): string | undefined {
    return this.#settings.get(tenant)?.get(key);
  }

  putSetting(tenant: string, key: string, value: string): void {
    checkName('setting', key);
    const settings = this.#settings.get(tenant) ?? new Map<string, string>();
    this.#settings.set(tenant, settings.set(key, value));
  }

  replaceSetting(tenant: string, key: string, before: string | undefined, value: string): boolean {
    const present = this.setting(tenant, key);
    if (present === before) this.putSetting(tenant, key, value);
    return present === before || present === value;
  }

  audit(tenant: string, entries: readonly AuditEntry[]): void {
    this.#audit = [...this.#audit, ...entries.map((entry) => ({ tenant, entry }))].sort((left, right) => left.entry.at - right.entry.at);
  }

  auditLog(tenant: string, since: number, limit: number): readonly AuditEntry[] {
    const found = this.#audit.filter((line) => line.tenant === tenant && line.entry.at >= since);
    return found.slice(0, limit).map(({ entry }) => entry);
  }

  /** @returns how many lines went */
  pruneAudit(before: number, limit: number): number {
    const count = this.#audit.filter(({ entry }) => entry.at < before).slice(0, limit).length;
    this.#audit = this.#audit.slice(count);
    return count;
  }

  /** @returns how many claims went */
  pruneClaims(before: number, limit: number): number {
    const old = [...this.#claims].filter(([, at]) => at < before).sort(([, left], [, right]) => left - right).slice(0, limit);
    for (const [claim] of old) this.#claims.delete(claim);
    return old.length;
  }
}
