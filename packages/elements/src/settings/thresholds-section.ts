import { html, type TemplateResult } from 'lit';
import type { MessageKey } from '../language/catalogue.js';
import { fieldTemplate, valueOf, type SectionModel } from './settings-section.js';

const fields = [
  ['agentThreshold', 'settings.agent-threshold', 'settings.agent-threshold-why'],
  ['stalledAfterMs', 'settings.stalled-after', 'guide.stalled'],
  ['abandonedAfterMs', 'settings.abandoned-after', 'guide.abandoned'],
  ['timeoutMs', 'settings.timeout', 'settings.timeout-why'],
] as const satisfies readonly (readonly [string, MessageKey, MessageKey])[];

/** When a conversation becomes what. */
export function thresholdsSection(model: SectionModel): TemplateResult {
  const { words, draft, onChange } = model;
  return html`${fields.map(([name, label, note]) =>
    fieldTemplate(
      model,
      { id: `rules.${name}`, label: words(label), note: words(note), part: `rules.${name}` },
      ({ id, describedBy, invalid }) => html`<input
        id=${id}
        class="field number"
        inputmode="decimal"
        autocomplete="off"
        aria-describedby=${describedBy}
        aria-invalid=${invalid}
        .value=${draft.rules[name]}
        @input=${(event: Event) => onChange({ rules: { ...draft.rules, [name]: valueOf(event) } })}
      />`,
    ),
  )}`;
}
