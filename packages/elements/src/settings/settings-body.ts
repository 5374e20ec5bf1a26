import { TakeoverError, type TakeoverClient } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { failureWords } from '../live-takeover-conversation/failure-words.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { hoursSection } from './hours-section.js';
import { hoursInWords, openingLastsMs } from './hours-words.js';
import { messagesSection } from './messages-section.js';
import { repliesSection } from './replies-section.js';
import { openingHoursOf } from './settings-draft.js';
import type { BotEdit, SettingsEditor } from './settings-editor.js';
import { partOf } from './settings-merge.js';
import type { FieldProblems } from './settings-problems.js';
import type { SectionModel } from './settings-section.js';
import { sectionOf, tabsTemplate, type SectionName } from './settings-tabs.js';
import { thresholdsSection } from './thresholds-section.js';

/** What the panel shows, and does. */
export interface PanelView {
  readonly words: Words;
  readonly client: TakeoverClient;
  readonly editor: SettingsEditor;
  readonly botId: string;
  readonly section: SectionName;
  /** Fields that the focus has left. */
  readonly touched: ReadonlySet<string>;
  readonly openReply: string | undefined;
  readonly newDate: string;
  readonly onBot: (botId: string) => void;
  readonly onSection: (section: SectionName) => void;
  readonly onOpenReply: (id: string | undefined) => void;
  readonly onNewDate: (date: string) => void;
  readonly onMoved: (focusOn: string, announcement: string) => void;
  readonly onReload: () => void;
  readonly onSave: () => void;
  readonly onDiscard: () => void;
}

/** The panel for who may change settings; for others, why not. */
export function settingsBody(view: PanelView): TemplateResult {
  const { words, client, editor, botId, onReload } = view;
  const heading = html`<h2>${words('settings.heading')}</h2>`;
  const role = client.me.value?.role;
  if (!client.capabilities.settings) return html`${heading}<p>${words('settings.unsupported')}</p>`;
  if (role === 'agent') return html`${heading}<p>${words('settings.forbidden')}</p>`;
  const { read } = editor;
  const edit = editor.edit(botId);
  if (read.state === 'failed')
    return html`${heading}
      <div class="banner notice" role="status">
        ${icon('action')}
        <p>${words('settings.failed', { why: whyNot(words, read.error) })}</p>
        <button type="button" class="button" @click=${onReload}>${words('action.retry')}</button>
      </div>`;
  if (edit === undefined) return html`${heading}<p role="status">${words(read.state === 'loading' ? 'settings.loading' : 'settings.no-bots')}</p>`;
  return editTemplate(view, edit, heading);
}

function editTemplate(view: PanelView, edit: BotEdit, heading: TemplateResult): TemplateResult {
  const { words, editor, botId, section, onSection, onBot } = view;
  const problems = editor.problems(botId);
  const marked = new Set([...(edit.wasTried ? problems.keys() : []), ...edit.conflicts].map(sectionOf));
  return html`<header class="head">
      ${heading}
      <div class="labelled">
        <label for="bot">${words('settings.bot')}</label>
        <select id="bot" class="field" .value=${botId} @change=${(event: Event) => onBot((event.target as HTMLSelectElement).value)}>
          ${editor.botIds.map((id) => {
            const bot = nameOf(view, id);
            return html`<option value=${id} ?selected=${id === botId}>${editor.isChanged(id) ? words('settings.bot-changed', { bot }) : bot}</option>`;
          })}
        </select>
      </div>
    </header>
    ${noticeTemplate(view, edit)} ${tabsTemplate({ words, chosen: section, marked, onChoose: onSection })}
    <div id="section" class="tabpanel" role="tabpanel" aria-labelledby="tab-${section}">${sectionTemplate(view, edit, problems)}</div>
    ${footTemplate(view, edit, problems)}`;
}

/** How long what the panel says stays true if nothing happens, in ms: whether the hours that are entered are open now. */
export function panelLastsMs({ client, editor, botId, section }: Pick<PanelView, 'client' | 'editor' | 'botId' | 'section'>): number {
  const hours = editor.edit(botId)?.draft.hours;
  if (section !== 'hours' || hours === undefined || hours.isAlwaysOpen || hasHoursProblem(editor.problems(botId))) return Infinity;
  return openingLastsMs(openingHoursOf(hours), client.now());
}

function hasHoursProblem(problems: FieldProblems): boolean {
  return [...problems.keys()].some((field) => sectionOf(field) === 'hours');
}

function sectionTemplate(view: PanelView, edit: BotEdit, problems: FieldProblems): TemplateResult {
  const { words, client, editor, botId, section, touched } = view;
  const model: SectionModel = {
    words,
    draft: edit.draft,
    botName: nameOf(view, botId),
    problemOf: (field) => (edit.wasTried || touched.has(field) || touched.has(`${field}.to`) ? problems.get(field) : undefined),
    theirsOf: (part) => (edit.conflicts.includes(part) ? partWords(words, edit, part) : undefined),
    onChange: (change) => editor.change(botId, change),
    onTakeTheirs: (part) => editor.takeTheirs(botId, part),
  };
  switch (section) {
    case 'replies':
      return repliesSection({ ...model, openReply: view.openReply, newId: newReplyId, onOpen: view.onOpenReply, onMoved: view.onMoved });
    case 'thresholds':
      return thresholdsSection(model);
    case 'messages':
      return messagesSection(model);
    case 'hours': {
      const hasProblem = hasHoursProblem(problems);
      return hoursSection({ ...model, hasProblem, now: client.now(), newDate: view.newDate, onNewDate: view.onNewDate, onMoved: view.onMoved });
    }
  }
}

/** What became of saving, where that needs more than a word. */
function noticeTemplate({ words }: PanelView, { save }: BotEdit): TemplateResult {
  if (save.state === 'failed') return html`<div class="banner danger notice" role="status">${icon('action')}<p>${words('settings.save-failed', { why: whyNot(words, save.error) })}</p></div>`;
  if (save.state !== 'overtaken') return html`<div class="notice" role="status"></div>`;
  const places = new Intl.ListFormat(words.locale).format([...new Set(save.parts.map((part) => words(`settings.${sectionOf(part)}`)))]);
  return html`<div class="banner notice" role="status">
    ${icon('action')}
    <p>
      <bdi>${save.by === undefined ? words('settings.conflict') : words('settings.conflict-by', { name: save.by })}</bdi>
      ${places === '' ? nothing : words('settings.conflict-where', { sections: places })}
    </p>
  </div>`;
}

function footTemplate({ words, editor, botId, onSave, onDiscard }: PanelView, { save, wasTried }: BotEdit, problems: FieldProblems): TemplateResult {
  const isChanged = editor.isChanged(botId);
  const isSaving = save.state === 'saving';
  const canSave = isChanged && !isSaving;
  const said = isSaving ? words('settings.saving') : wasTried && problems.size > 0 ? words('settings.problems', { count: problems.size }) : isChanged ? words('settings.unsaved') : save.state === 'saved' ? words('settings.saved') : '';
  return html`<footer class="foot">
    <span role="status" class="note">${said}</span>
    <button type="button" class="button" part="button discard" aria-disabled=${canSave ? nothing : 'true'} @click=${() => canSave && onDiscard()}>${words('settings.discard')}</button>
    <button type="button" class="button primary" part="button save" aria-disabled=${canSave ? nothing : 'true'} @click=${() => canSave && onSave()}>${words('settings.save')}</button>
  </footer>`;
}

/** What somebody else made of a part, for who has to decide. */
function partWords(words: Words, { base }: BotEdit, part: string): string {
  if (part === 'replies') return base.replies.map(({ title }) => title).join('\n');
  if (part === 'hours') return base.hours.isAlwaysOpen ? words('settings.hours-always') : hoursInWords(words, base.hours);
  return String(partOf(base, part) ?? '');
}

/** A backend that refuses settings says in its own words what is wrong with them. */
function whyNot(words: Words, error: Error): string {
  if (!(error instanceof TakeoverError)) return words('failure.other', { code: 'internal' });
  return error.code === 'bad-request' ? error.message : failureWords(words, error);
}

function nameOf({ client }: PanelView, botId: string): string {
  const { bots } = client.desk.value;
  return (Object.hasOwn(bots, botId) ? bots[botId]?.name : undefined) ?? botId;
}

function newReplyId(): string {
  return `r${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
}
