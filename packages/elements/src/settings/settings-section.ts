import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import type { SettingsDraft } from './settings-draft.js';
import type { SettingsPart } from './settings-merge.js';
import type { FieldProblem } from './settings-problems.js';

/** What the sections of the panel have in common. */
export interface SectionModel {
  readonly words: Words;
  readonly draft: SettingsDraft;
  readonly botName: string;
  /** What is wrong with a field, once that is to be said. */
  readonly problemOf: (field: string) => FieldProblem | undefined;
  /** What somebody else made of a part meanwhile, in words; undefined unless that is to be decided. */
  readonly theirsOf: (part: SettingsPart) => string | undefined;
  readonly onChange: (change: Partial<SettingsDraft>) => void;
  readonly onTakeTheirs: (part: SettingsPart) => void;
}

/** One field with everything that belongs beside it. */
export interface Field {
  readonly id: string;
  readonly label: string;
  readonly note?: string;
  /** The part of the settings it is, where that is the field alone. */
  readonly part?: SettingsPart;
}

/** What the control of a field carries. */
export interface ControlAttributes {
  readonly id: string;
  readonly describedBy: string | typeof nothing;
  readonly invalid: 'true' | typeof nothing;
}

/** A label, its control, what there is to know of it, and what is wrong with it. */
export function fieldTemplate(model: SectionModel, { id, label, note, part }: Field, control: (attributes: ControlAttributes) => TemplateResult): TemplateResult {
  const problem = model.problemOf(id);
  const described = [note === undefined ? '' : `${id}-note`, problem === undefined ? '' : `${id}-problem`].join(' ').trim();
  return html`<div class="labelled">
    <label for=${id}>${label}</label>
    ${control({ id, describedBy: described === '' ? nothing : described, invalid: problem === undefined ? nothing : 'true' })}
    ${note === undefined ? nothing : html`<p class="note" id="${id}-note">${note}</p>`}
    ${problemTemplate(model, id)}
    ${part === undefined ? nothing : theirsTemplate(model, part)}
  </div>`;
}

/** What is wrong with a field, where that is to be said. */
export function problemTemplate({ words, problemOf }: SectionModel, id: string): TemplateResult | typeof nothing {
  const problem = problemOf(id);
  return problem === undefined ? nothing : html`<p class="field-problem" id="${id}-problem" part="problem">${icon('action')}<span>${words(problem.key, problem.values)}</span></p>`;
}

/** What somebody else made of it meanwhile, and the button that takes it. */
export function theirsTemplate({ words, theirsOf, onTakeTheirs }: SectionModel, part: SettingsPart): TemplateResult | typeof nothing {
  const value = theirsOf(part);
  return value === undefined
    ? nothing
    : html`<div class="theirs" part="theirs">
        <p dir="auto">${words('settings.theirs', { value: value === '' ? words('settings.empty-value') : value })}</p>
        <button type="button" class="button small" @click=${() => onTakeTheirs(part)}>${words('settings.take-theirs')}</button>
      </div>`;
}

/** What was typed. */
export function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLTextAreaElement).value;
}
