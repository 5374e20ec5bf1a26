import type { AgentPresence, Availability, TakeoverClient } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { Alerting } from '../alerting/alerting.js';
import { instantWords, type Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { alertChoice, quietChoice } from './alert-settings.js';
import type { AvailabilityChanges } from './availability-changes.js';
import { availabilityChoice } from './availability-choice.js';
import { colleagueList, colleaguesOf, isAvailable } from './colleague-list.js';
import { ownPresence, presenceStateOf } from './presence-state.js';
import { isUnderWay } from './presence-switch.js';

/** What the panel shows, and does. */
export interface PanelModel {
  readonly words: Words;
  readonly client: TakeoverClient;
  readonly alerting: Alerting;
  readonly changes: AvailabilityChanges;
  /** Epoch ms of this machine's clock. */
  readonly now: number;
  readonly isAwayByItself: boolean;
  /** The button that rings for real. */
  readonly test: TemplateResult;
  /** The colleague whom a supervisor is about to set Offline. */
  readonly asked: string | undefined;
  readonly onChoose: (availability: Availability) => void;
  readonly onAsk: (agentId: string | undefined) => void;
  readonly onSetOffline: (colleague: AgentPresence) => void;
  readonly onGuide: () => void;
}

/** Everything about being there: availability, do not disturb, alerts, colleagues. */
export function panelTemplate(model: PanelModel): TemplateResult {
  const { words, client, alerting, test, onGuide, now } = model;
  return html`${client.capabilities.presence ? availabilityTemplate(model) : nothing}
    ${client.capabilities.alerts
      ? html`<section>
            <h3>${words('quiet.heading')}</h3>
            ${quietChoice(words, alerting, now)}
          </section>
          <details>
            <summary>${words('alerting.heading')}</summary>
            ${alertChoice(words, alerting)}
            <div class="row">${test}</div>
          </details>`
      : nothing}
    ${client.capabilities.presence ? colleaguesTemplate(model) : nothing}
    <button type="button" class="button quiet guide-button" part="button guide" @click=${onGuide}>${icon('info')}<span>${words('guide.open')}</span></button>`;
}

function availabilityTemplate(model: PanelModel): TemplateResult {
  const { words, client, changes, now, isAwayByItself, onChoose } = model;
  const presence = presenceStateOf(client);
  const notes = [
    presence.state === 'lost' ? words('presence.lost-note', { time: instantWords(words, presence.since, now) }) : undefined,
    presence.state === 'known' && presence.setBy !== undefined ? words('presence.set-by', { name: presence.setBy }) : undefined,
    isAwayByItself ? words('presence.went-away') : undefined,
    ...holdingWords(words, client),
  ];
  return html`<section>
    <h3>${words('presence.choose')}</h3>
    ${availabilityChoice({
      words,
      reasons: client.desk.value.reasons,
      chosen: client.availability.value,
      isDisabled: presence.state !== 'known' || isUnderWay(changes.stateOf()),
      onChoose,
    })}
    ${notes.map((note) => (note === undefined ? nothing : html`<p class="note"><bdi>${note}</bdi></p>`))}
  </section>`;
}

/** "You hold 3 of 5 conversations", and what that means when it is all of them. */
function holdingWords(words: Words, client: TakeoverClient): readonly string[] {
  const own = ownPresence(client);
  const capacity = own?.capacity ?? client.desk.value.capacity;
  const count = own?.holding;
  if (count === undefined) return [];
  if (capacity === null) return [words('presence.holding', { count })];
  return [words('presence.holding-of', { count, capacity }), ...(count >= capacity ? [words('presence.full')] : [])];
}

function colleaguesTemplate({ words, client, changes, asked, onAsk, onSetOffline }: PanelModel): TemplateResult {
  const count = colleaguesOf(client, words.locale).filter((colleague) => isAvailable(client, colleague)).length;
  return html`<details>
    <summary class="colleagues-heading">${words('colleagues.heading', { count })}</summary>
    ${colleagueList({ words, client, asked, changeOf: (agentId) => changes.stateOf(agentId), onAsk, onSetOffline })}
  </details>`;
}
