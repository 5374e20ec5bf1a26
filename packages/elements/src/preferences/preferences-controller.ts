import type { TakeoverClient } from '@live-takeover/sdk';
import { decodeJson, encodeJson } from '@live-takeover/sdk/core';
import type { PropertyDeclarations, ReactiveController, ReactiveControllerHost } from 'lit';
import { providedStore, scopeOf } from './client-preferences.js';
import { pageStore, type PreferenceStore } from './preference-store.js';
import { preferencesIn, type Preferences } from './preferences.js';

/** An element that keeps what its agent chose. */
export interface PreferencesHost extends ReactiveControllerHost {
  /** A store for this element alone. */
  readonly preferences: PreferenceStore | undefined;
}

/** The declaration of {@link PreferencesHost}'s property, for `static properties`. */
export const preferenceProperties: PropertyDeclarations = { preferences: { attribute: false } };

/**
 * What the client's agent chose, in the element's own store, else its
 * provider's, else local storage, else memory. Renders the element anew when
 * something it has read becomes known or changes. Never one agent's for
 * another: until it is known who is signed in nothing is known, and what is
 * written then waits for that.
 */
export class PreferencesController implements ReactiveController {
  readonly #host: PreferencesHost;
  readonly #changed: (key: string) => void;
  readonly #parsed = new Map<string, { readonly text: string; readonly value: unknown }>();
  readonly #early = new Map<string, string | null>();
  readonly #wanted = new Set<string>();
  #client: TakeoverClient | undefined;
  #preferences: Preferences | undefined;
  #leave: (() => void) | undefined;

  /** @param changed - told as well, before the element renders; an empty key: any may have changed */
  constructor(host: PreferencesHost, changed: (key: string) => void = () => undefined) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  /**
   * From now on the preferences of whoever is signed in with this client.
   *
   * @returns ends that
   */
  use(client: TakeoverClient): () => void {
    this.#client = client;
    const again = (): void => this.#open();
    const ends = [client.me.subscribe(again), providedStore(client).subscribe(again)];
    this.#open();
    return () => {
      for (const end of ends) end();
      if (this.#client === client) this.#client = undefined;
      this.#early.clear();
      this.#open();
    };
  }

  hostUpdate(): void {
    this.#open();
  }

  /** What is kept; null for nothing, undefined while that is not known yet. */
  read(key: string): string | null | undefined {
    this.#wanted.add(key);
    return this.#early.has(key) ? this.#early.get(key) : this.#preferences?.read(key);
  }

  write(key: string, value: string | null): void {
    if (this.#preferences === undefined) {
      this.#early.set(key, value);
      this.#tell(key);
    } else this.#preferences.write(key, value);
  }

  /**
   * What {@link writeValue} kept, if it still is what it should be: it may be of
   * another version, or anybody's. The same object until it changes.
   *
   * @param decode - undefined for what makes no sense
   */
  readValue<Value>(key: string, decode: (value: unknown) => Value | undefined): Value | undefined {
    const text = this.read(key);
    if (text === null || text === undefined) return undefined;
    const known = this.#parsed.get(key);
    if (known?.text === text) return known.value as Value | undefined;
    const value = parsed(text, decode);
    this.#parsed.set(key, { text, value });
    return value;
  }

  /** Keeps a value that JSON can hold; undefined removes. */
  writeValue(key: string, value: unknown): void {
    this.write(key, value === undefined ? null : encodeJson(value));
  }

  #open(): void {
    const scope = this.#client === undefined ? undefined : scopeOf(this.#client);
    const store = this.#host.preferences ?? (this.#client && providedStore(this.#client).value) ?? pageStore;
    const preferences = scope === undefined ? undefined : preferencesIn(store, scope);
    if (preferences === this.#preferences) return;
    this.#leave?.();
    this.#preferences = preferences;
    this.#leave = preferences?.subscribe((key) => this.#tell(key));
    if (preferences !== undefined) for (const [key, value] of this.#early) preferences.write(key, value);
    if (preferences !== undefined) this.#early.clear();
    this.#tell('');
  }

  #tell(key: string): void {
    if (key !== '' && !this.#wanted.has(key)) return;
    this.#changed(key);
    this.#host.requestUpdate();
  }
}

function parsed<Value>(text: string, decode: (value: unknown) => Value | undefined): Value | undefined {
  try {
    return decode(decodeJson(text));
  } catch {
    // No JSON, or not ours: as good as nothing kept.
    return undefined;
  }
}
