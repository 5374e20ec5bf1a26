import type { OpeningSpan } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../theme/icons.js';
import { dateName, dayName, openingWords } from './hours-words.js';
import { openingHoursOf, type HoursDraft } from './settings-draft.js';
import { fieldTemplate, problemTemplate, theirsTemplate, valueOf, type SectionModel } from './settings-section.js';

const spanLimit = 10;
const dateLimit = 400;

/** What the hours need besides. */
export interface HoursModel extends SectionModel {
  /** Whether anything is wrong with the hours, said or not. */
  readonly hasProblem: boolean;
  /** Epoch ms of the store's clock. */
  readonly now: number;
  /** The date about to be added. */
  readonly newDate: string;
  readonly onNewDate: (date: string) => void;
  /** Something came or went under the focus: it belongs on this element now. */
  readonly onMoved: (focusOn: string, announcement: string) => void;
}

/** When the desk is staffed. */
export function hoursSection(model: HoursModel): TemplateResult {
  const { words, draft } = model;
  const { hours } = draft;
  const choice = (isAlwaysOpen: boolean, label: 'settings.hours-always' | 'settings.hours-set'): TemplateResult =>
    html`<label class="choice-row">
      <input type="radio" name="hours" .checked=${hours.isAlwaysOpen === isAlwaysOpen} @change=${() => change(model, { isAlwaysOpen })} />
      <span>${words(label)}<span class="note">${words(`${label}-why`)}</span></span>
    </label>`;
  return html`<div role="radiogroup" aria-label=${words('settings.hours')}>${choice(true, 'settings.hours-always')}${choice(false, 'settings.hours-set')}</div>
    ${theirsTemplate(model, 'hours')} ${hours.isAlwaysOpen ? nothing : setHours(model, hours)}`;
}

function setHours(model: HoursModel, hours: HoursDraft): TemplateResult {
  const { words, hasProblem, now } = model;
  return html`<p class="opening" role="status">${hasProblem ? nothing : html`${openingWords(words, openingHoursOf(hours), now)} <span class="note">${words('settings.hours-as-entered')}</span>`}</p>
    ${fieldTemplate(
      model,
      { id: 'hours.timeZone', label: words('settings.time-zone'), note: words('settings.time-zone-why') },
      ({ id, describedBy, invalid }) => html`<input
          id=${id}
          class="field zone"
          dir="ltr"
          list="zones"
          autocomplete="off"
          spellcheck="false"
          aria-describedby=${describedBy}
          aria-invalid=${invalid}
          .value=${hours.timeZone}
          @input=${(event: Event) => change(model, { timeZone: valueOf(event) })}
        /><datalist id="zones">${timeZones().map((zone) => html`<option value=${zone}></option>`)}</datalist>`,
    )}
    <h3 id="week">${words('settings.week')}</h3>
    <ul class="week" aria-labelledby="week">
      ${hours.week.map((spans, day) => dayTemplate(model, day, spans))}
    </ul>
    <p class="note">${words('settings.midnight-why')}</p>
    <div><button type="button" class="button copy-day" @click=${() => change(model, { week: hours.week.map((spans, day) => (day < 5 ? (hours.week[0] ?? spans) : spans)) })}>${words('settings.copy-day')}</button></div>
    ${datesTemplate(model, hours)}`;
}

function dayTemplate(model: HoursModel, day: number, spans: readonly OpeningSpan[]): TemplateResult {
  const { words, draft, onMoved } = model;
  const name = dayName(words, day);
  const put = (changed: readonly OpeningSpan[]): void => change(model, { week: draft.hours.week.map((each, at) => (at === day ? changed : each)) });
  const add = (): void => {
    put([...spans, spans.length === 0 ? { from: '09:00', to: '17:00' } : { from: '', to: '' }]);
    onMoved(`hours.${day}.${spans.length}`, '');
  };
  return html`<li class="day" part="day">
    <span class="day-name">${name}</span>
    <div class="spans">
      ${spans.length === 0 ? html`<span class="note">${words('settings.day-closed')}</span>` : nothing}
      ${spans.map((span, index) => spanTemplate(model, name, `hours.${day}.${index}`, span, (changed) => put(spans.flatMap((each, at) => (at === index ? changed : [each]))), () => onMoved(`hours.${day}.add`, '')))}
    </div>
    <button type="button" id="hours.${day}.add" class="button quiet small" aria-label=${words('settings.span-add', { day: name })} ?disabled=${spans.length >= spanLimit} @click=${add}>+</button>
  </li>`;
}

/** @param put - what stands in its place */
function spanTemplate(model: HoursModel, day: string, id: string, span: OpeningSpan, put: (spans: readonly OpeningSpan[]) => void, onRemoved: () => void): TemplateResult {
  const { words, problemOf } = model;
  const problem = problemOf(id);
  const time = (name: 'from' | 'to'): TemplateResult =>
    html`<input
      type="time"
      id=${name === 'from' ? id : `${id}.to`}
      class="field time"
      aria-label=${words(`settings.${name}`, { day })}
      aria-invalid=${problem === undefined ? nothing : 'true'}
      aria-describedby=${problem === undefined ? nothing : `${id}-problem`}
      .value=${span[name]}
      @input=${(event: Event) => put([{ ...span, [name]: valueOf(event) }])}
    />`;
  const removal = words('settings.span-remove', { day, from: span.from, to: span.to });
  const remove = (): void => {
    put([]);
    onRemoved();
  };
  return html`<div class="span">
      ${time('from')}<span class="note">${words('settings.span-until')}</span>${time('to')}
      <button type="button" class="button quiet icon-only small" aria-label=${removal} title=${removal} @click=${remove}>${icon('close')}</button>
    </div>
    ${problemTemplate(model, id)}`;
}

function datesTemplate(model: HoursModel, { closedOn }: HoursDraft): TemplateResult {
  const { words, newDate, onNewDate, onMoved } = model;
  const canAdd = newDate !== '' && !closedOn.includes(newDate) && closedOn.length < dateLimit;
  const add = (): void => {
    if (!canAdd) return;
    change(model, { closedOn: [...closedOn, newDate].sort() });
    onNewDate('');
    onMoved('date', '');
  };
  return html`<h3 id="closed">${words('settings.closed-on')}</h3>
    ${closedOn.length === 0 ? html`<p class="note">${words('settings.closed-on-none')}</p>` : nothing}
    <ul class="dates" aria-labelledby="closed">
      ${closedOn.map((date) => {
        const name = dateName(words, date);
        const label = words('settings.date-remove', { date: name });
        const remove = (): void => {
          change(model, { closedOn: closedOn.filter((each) => each !== date) });
          onMoved('date', '');
        };
        return html`<li class="chip"><bdi>${name}</bdi><button type="button" class="button quiet icon-only tiny" aria-label=${label} title=${label} @click=${remove}>${icon('close')}</button></li>`;
      })}
    </ul>
    <div class="new-date">
      <div class="labelled">
        <label for="date">${words('settings.date')}</label>
        <input type="date" id="date" class="field date" .value=${newDate} @input=${(event: Event) => onNewDate(valueOf(event))} />
      </div>
      <button type="button" class="button" aria-disabled=${canAdd ? nothing : 'true'} @click=${add}>${words('settings.date-add')}</button>
    </div>`;
}

function change({ draft, onChange }: HoursModel, changed: Partial<HoursDraft>): void {
  onChange({ hours: { ...draft.hours, ...changed } });
}

let zones: readonly string[] | undefined;

/** Those to choose from; any other that the browser knows may be typed. */
function timeZones(): readonly string[] {
  return (zones ??= ['UTC', ...Intl.supportedValuesOf('timeZone')]);
}
