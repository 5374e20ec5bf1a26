import type { TakeoverClient } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { Alerting } from '../alerting/alerting.js';
import type { Words } from '../language/words.js';
import { icon, type IconName } from '../theme/icons.js';
import { quietWords } from './alert-settings.js';

/** What stands beside the switch. */
export interface ChipsModel {
  readonly words: Words;
  readonly client: TakeoverClient;
  readonly alerting: Alerting;
  /** How many alerts stand. */
  readonly count: number;
  readonly isFolded: boolean;
  /** Epoch ms of this machine's clock. */
  readonly now: number;
  readonly onToggleAlerts: () => void;
}

/** How many conversations wait, and what keeps alerts from reaching the agent, each with its way out. */
export function chipsTemplate({ words, client, alerting, count, isFolded, now, onToggleAlerts }: ChipsModel): TemplateResult {
  const { quiet } = alerting;
  const quietState = quiet === undefined ? '' : quietWords(words, quiet.until, now);
  const canCall = client.capabilities.alerts && quiet === undefined;
  return html`${count > 0 ? countTemplate(words, count, isFolded, onToggleAlerts) : nothing}
    ${client.connection.value.state === 'refused' && client.retry !== undefined ? compactTemplate('retry', 'refresh', words('action.retry'), client.retry) : nothing}
    ${client.capabilities.alerts && quiet !== undefined
      ? compactTemplate('quiet', 'quiet', quietState, () => alerting.setQuiet(undefined), words('quiet.end-named', { state: quietState }))
      : nothing}
    ${canCall && alerting.permission === 'default' && alerting.wants('desktop')
      ? compactTemplate('enable', 'bell-new', words('alert.enable-desktop'), () => void alerting.askForDesktop())
      : nothing}
    ${canCall && alerting.sound === 'blocked' && alerting.wants('sound')
      ? compactTemplate('unlock', 'sound-off', words('alert.unlock-sound'), () => void alerting.unlock(), undefined, words('alert.unlock-sound-why'))
      : nothing}`;
}

/** How many conversations wait for an agent; a press folds or unfolds their alerts. */
function countTemplate(words: Words, count: number, isFolded: boolean, onToggle: () => void): TemplateResult {
  const label = words('alert.many', { count });
  return html`<button type="button" class="chip count" part="count" aria-label=${label} title=${label} aria-expanded=${!isFolded} @click=${onToggle}>
    ${icon('bell')}<span>${count}</span>
  </button>`;
}

/** A button whose words go where there is little room; its name and its tip stay. */
function compactTemplate(part: 'enable' | 'retry' | 'quiet' | 'unlock', name: IconName, text: string, onClick: () => void, label = text, tip = label): TemplateResult {
  return html`<button type="button" class="chip compact" part=${part} aria-label=${label} title=${tip} @click=${onClick}>
    ${icon(name)}<span>${text}</span>
  </button>`;
}
