import type { Availability, AvailabilityReason } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { receivesRequests } from './presence-state.js';

/** What the choice shows. */
export interface AvailabilityChoiceModel {
  readonly words: Words;
  readonly reasons: readonly AvailabilityReason[];
  /** Undefined while it is not known, or not in force. */
  readonly chosen: Availability | undefined;
  readonly isDisabled: boolean;
  readonly onChoose: (availability: Availability) => void;
}

/**
 * Online, the integrator's reasons, Offline: a radio group in which the arrow keys
 * lead along and Space or Enter chooses, so that none is chosen on the way.
 */
export function availabilityChoice({ words, reasons, chosen, isDisabled, onChoose }: AvailabilityChoiceModel): TemplateResult {
  const choices: readonly { readonly id: Availability; readonly label: string; readonly reason?: AvailabilityReason }[] = [
    { id: 'online', label: words('presence.online') },
    ...reasons.map((reason) => ({ id: reason.id, label: reason.label, reason })),
    { id: 'offline', label: words('presence.offline') },
  ];
  const present = choices.some(({ id }) => id === chosen) ? chosen : 'online';
  return html`<div class="choices" role="radiogroup" aria-label=${words('presence.choose')} @keydown=${onKeydown}>
    ${choices.map(
      ({ id, label, reason }) => html`<button
        type="button"
        role="radio"
        class="choice"
        part="choice"
        data-availability=${id}
        aria-checked=${id === chosen}
        aria-disabled=${isDisabled ? 'true' : nothing}
        tabindex=${id === present ? 0 : -1}
        @click=${() => !isDisabled && id !== chosen && onChoose(id)}
      >
        <span class="choice-mark">${id === chosen ? icon('check') : nothing}</span>
        <span class="choice-label"><bdi>${label}</bdi></span>
        <span class="note">${words(receivesRequests(id, reason) ? 'presence.receives' : 'presence.receives-none')}</span>
      </button>`,
    )}
  </div>`;
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function onKeydown(event: KeyboardEvent): void {
  const step = steps[event.key];
  const choices = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('.choice')];
  const at = choices.indexOf(event.target as HTMLElement);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  choices.at((at + step) % choices.length)?.focus();
}
