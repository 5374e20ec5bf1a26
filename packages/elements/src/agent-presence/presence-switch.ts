import type { CommandState } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { isReceiving, presenceWords, type PresenceState } from './presence-state.js';

/** What the switch shows. */
export interface SwitchModel {
  readonly words: Words;
  readonly presence: PresenceState;
  /** How far the last change got that the agent asked for. */
  readonly change: CommandState | undefined;
  /** Epoch ms of this machine's clock. */
  readonly now: number;
  readonly onChange: (isOnline: boolean) => void;
}

/** "Agent Online" or "Agent Offline", to be switched; never what is not yet so. */
export function switchTemplate({ words, presence, change, now, onChange }: SwitchModel): TemplateResult {
  const isBusy = isUnderWay(change);
  const isOnline = isReceiving(presence);
  const isLost = presence.state === 'lost' || presence.state === 'refused';
  const look = isLost ? 'lost' : presence.state === 'connecting' ? 'connecting' : isOnline ? 'online' : 'offline';
  const canPress = presence.state === 'known' && !isBusy;
  const said = isBusy ? words('presence.changing') : presenceWords(words, presence, now);
  return html`<button
      type="button"
      role="switch"
      class="switch ${look} ${isBusy ? 'busy' : ''}"
      part="switch ${look}"
      aria-checked=${isOnline}
      aria-disabled=${canPress ? nothing : 'true'}
      title=${words('presence.switch')}
      @click=${() => canPress && onChange(!isOnline)}
    >
      <span class="track"><span class="thumb"></span></span>
      <bdi>${said}</bdi>
    </button>
    ${change?.state === 'failed' ? html`<span class="chip problem" part="problem" role="status">${words('presence.failed')}</span>` : nothing}`;
}

/** Whether a command has not settled yet. */
export function isUnderWay(change: CommandState | undefined): boolean {
  return change?.state === 'queued' || change?.state === 'sent' || change?.state === 'uncertain';
}
