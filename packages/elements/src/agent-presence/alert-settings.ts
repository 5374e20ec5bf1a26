import { html, nothing, type TemplateResult } from 'lit';
import { alertChannels, alertKinds, canChoose } from '../alerting/alert-choices.js';
import type { Alerting, AlertTest } from '../alerting/alerting.js';
import { durationWords } from '../language/duration.js';
import { instantWords, type Words } from '../language/words.js';
import { icon } from '../theme/icons.js';

const minuteMs = 60_000;
/** What may be chosen; null: until it is turned off. */
const quietLengths: readonly (number | null)[] = [30 * minuteMs, 60 * minuteMs, 4 * 60 * minuteMs, null];

/** Do not disturb as it stands: "Do not disturb until 14:32". @param now - epoch ms of this machine's clock */
export function quietWords(words: Words, until: number | null, now: number): string {
  return until === null ? words('quiet.on') : words('quiet.until', { time: instantWords(words, until, now) });
}

/** Turns do not disturb on for a while, or off. */
export function quietChoice(words: Words, alerting: Alerting, now: number): TemplateResult {
  const { quiet } = alerting;
  return html`<p class="note">${quiet === undefined ? words('quiet.why') : quietWords(words, quiet.until, now)}</p>
    <div class="row">
      ${quiet === undefined
        ? quietLengths.map(
            (lengthMs) => html`<button type="button" class="chip" part="button quiet" @click=${() => alerting.setQuiet(lengthMs)}>
              ${lengthMs === null ? words('quiet.for-ever') : words('quiet.for', { duration: durationWords(words, lengthMs) })}
            </button>`,
          )
        : html`<button type="button" class="button" part="button quiet" @click=${() => alerting.setQuiet(undefined)}>${words('quiet.end')}</button>`}
    </div>`;
}

/** Which kind of alert calls in which way. */
export function alertChoice(words: Words, alerting: Alerting): TemplateResult {
  const { choices } = alerting;
  return html`<table class="ways">
    <thead>
      <tr>
        <th scope="col">${words('alerting.what')}</th>
        ${alertChannels.map((channel) => html`<th scope="col">${words(`alerting.${channel}`)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${alertKinds.map(
        (kind) => html`<tr>
          <th scope="row">${words(`alerting.kind.${kind}`)}</th>
          ${alertChannels.map(
            (channel) => html`<td>
              <input
                type="checkbox"
                data-kind=${kind}
                data-channel=${channel}
                aria-label=${`${words(`alerting.kind.${kind}`)}: ${words(`alerting.${channel}`)}`}
                title=${canChoose(kind, channel) ? nothing : words('alerting.always')}
                ?disabled=${!canChoose(kind, channel)}
                .checked=${choices[kind].includes(channel)}
                @change=${(event: Event) => alerting.choose(kind, channel, (event.target as HTMLInputElement).checked)}
              />
            </td>`,
          )}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** A test alert, on its way or over. */
export type TestState = 'testing' | AlertTest | undefined;

/** The button that rings for real, and what did not work. */
export function testTemplate(words: Words, alerting: Alerting, test: TestState, label: string, onTest: () => void): TemplateResult {
  return html`<button type="button" class="button" part="button test" aria-disabled=${test === 'testing' ? 'true' : nothing} @click=${() => test !== 'testing' && onTest()}>
      ${icon('bell')}<span>${test === 'testing' ? words('alerting.testing') : label}</span>
    </button>
    <div class="test" role="status">
      ${typeof test !== 'object'
        ? nothing
        : html`<p class="note ${test.sound === 'ready' ? '' : 'problem'}">${words(test.sound === 'asking' ? 'alerting.test-sound-blocked' : `alerting.test-sound-${test.sound}`)}</p>
            <p class="note ${test.desktop === 'granted' ? '' : 'problem'}">${words(`alerting.test-desktop-${test.desktop}`)}</p>
            ${alerting.quiet === undefined ? nothing : html`<p class="note">${words('alerting.test-quiet')}</p>`}`}
    </div>`;
}
