import { TakeoverError, type BotSettings, type TakeoverClient } from '@live-takeover/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { dispatchRequest } from '../words/request-event.js';
import { draftOf, settingsOf, type SettingsDraft } from './settings-draft.js';
import { changedParts, rebase, withPart, type SettingsPart } from './settings-merge.js';
import { problemsOf, type FieldProblems } from './settings-problems.js';

/** What a supervisor wants a bot's settings to be. */
export interface SettingsChangeDetail {
  readonly botId: string;
  readonly settings: BotSettings;
}

/** How far saving got. */
export type SaveState =
  | { readonly state: 'idle' | 'saving' | 'saved' }
  | { readonly state: 'failed'; readonly error: TakeoverError }
  /** Somebody else was quicker; the name if it is known. */
  | { readonly state: 'overtaken'; readonly by: string | undefined; readonly parts: readonly SettingsPart[] };

/** One bot's settings while they are edited. */
export interface BotEdit {
  /** As they were last read. */
  readonly settings: BotSettings;
  readonly base: SettingsDraft;
  readonly draft: SettingsDraft;
  readonly save: SaveState;
  /** Changed here and elsewhere. */
  readonly conflicts: readonly SettingsPart[];
  /** Whether saving was tried: from then on every problem is shown. */
  readonly wasTried: boolean;
}

/** Whether the settings are there. */
export type ReadState = { readonly state: 'loading' | 'ready' } | { readonly state: 'failed'; readonly error: Error };

/** The settings of all bots in scope, each with what was typed and not saved yet, whichever bot is looked at. */
export class SettingsEditor implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #timeZone: string;
  readonly #edits = new Map<string, BotEdit>();
  #reading: AbortController | undefined;
  #read: ReadState = { state: 'loading' };

  /** @param timeZone - offered for hours that have none */
  constructor(host: ReactiveControllerHost & HTMLElement, timeZone: string) {
    this.#host = host;
    this.#timeZone = timeZone;
    host.addController(this);
  }

  get read(): ReadState {
    return this.#read;
  }

  get botIds(): readonly string[] {
    return [...this.#edits.keys()];
  }

  edit(botId: string): BotEdit | undefined {
    return this.#edits.get(botId);
  }

  isChanged(botId: string): boolean {
    const edit = this.#edits.get(botId);
    return edit !== undefined && changedParts(edit.base, edit.draft).length > 0;
  }

  /** Whether anything is typed and not saved. */
  get hasUnsavedChanges(): boolean {
    return this.botIds.some((botId) => this.isChanged(botId));
  }

  problems(botId: string): FieldProblems {
    const edit = this.#edits.get(botId);
    return edit === undefined ? new Map() : problemsOf(edit.draft);
  }

  /** Reads the settings, under what was typed meanwhile. */
  async load(client: TakeoverClient): Promise<void> {
    this.#reading?.abort();
    const { signal } = (this.#reading = new AbortController());
    if (this.#edits.size === 0) this.#read = { state: 'loading' };
    this.#host.requestUpdate();
    try {
      const all = await client.settings(signal);
      if (signal.aborted) return;
      for (const [botId, settings] of Object.entries(all)) this.#take(botId, settings);
      for (const botId of this.botIds) if (!Object.hasOwn(all, botId)) this.#edits.delete(botId);
      this.#read = { state: 'ready' };
    } catch (error) {
      if (signal.aborted) return;
      this.#read = { state: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
    }
    this.#host.requestUpdate();
  }

  /** Something was typed. */
  change(botId: string, change: Partial<SettingsDraft>): void {
    const edit = this.#edits.get(botId);
    if (edit === undefined) return;
    const isSaving = edit.save.state === 'saving';
    this.#put(botId, { ...edit, draft: { ...edit.draft, ...change }, save: isSaving ? edit.save : idle });
  }

  /** Back to the settings as they were last read. */
  discard(botId: string): void {
    const edit = this.#edits.get(botId);
    if (edit !== undefined) this.#put(botId, { ...edit, draft: edit.base, conflicts: [], save: idle, wasTried: false });
  }

  /** Somebody else's value instead of what was typed. */
  takeTheirs(botId: string, part: SettingsPart): void {
    const edit = this.#edits.get(botId);
    if (edit !== undefined) this.#put(botId, { ...edit, draft: withPart(edit.draft, part, edit.base), conflicts: edit.conflicts.filter((each) => each !== part) });
  }

  /** @returns false if something is wrong with the fields, or the page does not want it */
  async save(client: TakeoverClient, botId: string): Promise<boolean> {
    const edit = this.#edits.get(botId);
    if (edit === undefined || edit.save.state === 'saving') return false;
    this.#put(botId, { ...edit, wasTried: true });
    if (problemsOf(edit.draft).size > 0) return false;
    const detail: SettingsChangeDetail = { botId, settings: settingsOf(edit.draft, edit.settings) };
    this.#setSave(botId, { state: 'saving' });
    if (!(await dispatchRequest(this.#host, 'settings-change-request', detail))) {
      this.#setSave(botId, idle);
      return false;
    }
    try {
      await client.changeSettings(botId, detail.settings).settled;
    } catch (error) {
      await this.#onFailed(client, botId, error instanceof TakeoverError ? error : new TakeoverError('internal', String(error), { cause: error }));
      return false;
    }
    // What was typed while it was saved is a change of what was saved.
    const now = this.#edits.get(botId);
    if (now !== undefined) this.#put(botId, { ...now, base: edit.draft, settings: { ...detail.settings, version: detail.settings.version + 1 }, conflicts: [] });
    this.#setSave(botId, { state: 'saved' });
    await this.load(client);
    return true;
  }

  hostDisconnected(): void {
    this.reset();
  }

  /** Forgets all, for another client. */
  reset(): void {
    this.#reading?.abort();
    this.#edits.clear();
    this.#read = { state: 'loading' };
  }

  async #onFailed(client: TakeoverClient, botId: string, error: TakeoverError): Promise<void> {
    const before = this.#edits.get(botId);
    // Both may mean that the settings are other ones now; in doubt they may even be the wanted ones.
    if (error.code === 'settings-changed' || error.code === 'outcome-unknown') await this.load(client);
    const after = this.#edits.get(botId);
    if (before === undefined || after === undefined) return;
    if (error.code === 'settings-changed') this.#setSave(botId, { state: 'overtaken', by: error.holder, parts: changedParts(before.base, after.base) });
    else if (error.code === 'outcome-unknown' && !this.isChanged(botId)) this.#setSave(botId, { state: 'saved' });
    else this.#setSave(botId, { state: 'failed', error });
  }

  /** Settings as they are now: what was typed stays over them. */
  #take(botId: string, settings: BotSettings): void {
    const edit = this.#edits.get(botId);
    const theirs = draftOf(settings, this.#timeZone);
    if (edit === undefined) this.#put(botId, { settings, base: theirs, draft: theirs, save: idle, conflicts: [], wasTried: false });
    else if (settings.version >= edit.settings.version) {
      const { draft, conflicts } = rebase(edit.base, edit.draft, theirs);
      const open = [...new Set([...edit.conflicts, ...conflicts])].filter((part) => changedParts(draft, theirs).includes(part));
      this.#put(botId, { ...edit, settings, base: theirs, draft, conflicts: open });
    }
  }

  #setSave(botId: string, save: SaveState): void {
    const edit = this.#edits.get(botId);
    if (edit !== undefined) this.#put(botId, { ...edit, save, wasTried: save.state === 'saved' ? false : edit.wasTried });
  }

  #put(botId: string, edit: BotEdit): void {
    this.#edits.set(botId, edit);
    this.#host.requestUpdate();
  }
}

const idle: SaveState = { state: 'idle' };
