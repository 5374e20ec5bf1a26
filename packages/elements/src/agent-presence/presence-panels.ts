import type { Availability, TakeoverClient } from '@live-takeover/sdk';
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Alerting } from '../alerting/alerting.js';
import type { Words } from '../language/words.js';
import type { PreferencesController } from '../preferences/preferences-controller.js';
import { icon } from '../theme/icons.js';
import { testTemplate, type TestState } from './alert-settings.js';
import type { AvailabilityChanges } from './availability-changes.js';
import { PanelPopover } from './panel-popover.js';
import { panelTemplate } from './presence-panel.js';
import { guideTemplate } from './status-guide.js';

const guideKey = 'guide';

/** What the panels need of their element. */
export interface PanelsHost extends ReactiveControllerHost, HTMLElement {
  /** `off`: the card does not open by itself. */
  readonly guide: string | undefined;
}

/** What the panels show, and what is done from them. */
export interface PanelsModel {
  readonly words: Words;
  readonly client: TakeoverClient;
  /** Epoch ms of this machine's clock. */
  readonly now: number;
  readonly isAwayByItself: boolean;
  readonly onChoose: (availability: Availability) => void;
}

/** The panel under the switch, and the card for who is new: it opens by itself once per agent, and whenever it is asked for. */
export class PresencePanels implements ReactiveController {
  readonly #host: PanelsHost;
  readonly #parts: { readonly preferences: PreferencesController; readonly alerting: Alerting; readonly changes: AvailabilityChanges };
  readonly #panel: PanelPopover;
  readonly #guide: PanelPopover;
  #isGuideWanted = false;
  #asked: string | undefined;
  #test: TestState;

  constructor(host: PanelsHost, parts: { readonly preferences: PreferencesController; readonly alerting: Alerting; readonly changes: AvailabilityChanges }) {
    this.#host = host;
    this.#parts = parts;
    this.#panel = new PanelPopover(host, '#panel', '.menu', () => this.#forget());
    this.#guide = new PanelPopover(host, '#guide', '.menu', () => {
      this.#forget();
      this.#isGuideWanted = false;
      parts.preferences.write(guideKey, 'seen');
    });
    host.addController(this);
  }

  /** The button that opens the panel. */
  buttonTemplate(words: Words): TemplateResult {
    const label = words('presence.panel');
    return html`<button type="button" class="chip menu" part="menu" popovertarget="panel" aria-haspopup="dialog" aria-expanded=${this.#panel.isOpen} aria-label=${label} title=${label}>
      ${icon('more')}
    </button>`;
  }

  template(model: PanelsModel): TemplateResult {
    const { words } = model;
    return html`<div id="panel" class="panel" part="panel" popover role="dialog" aria-label=${words('presence.panel')} @beforetoggle=${this.#panel.onToggle} @toggle=${this.#panel.onToggle}>
        ${this.#panel.isOpen ? this.#panelTemplate(model) : nothing}
      </div>
      <div
        id="guide"
        class="panel guide"
        part="panel guide"
        popover="manual"
        role="dialog"
        aria-label=${words('guide.heading')}
        @beforetoggle=${this.#guide.onToggle}
        @toggle=${this.#guide.onToggle}
        @keydown=${this.#onGuideKeydown}
      >
        ${this.#guide.isOpen ? guideTemplate(words, this.#testTemplate(words, words('guide.test')), () => this.#guide.close()) : nothing}
      </div>`;
  }

  /** Shows the card to who is new, unless it was seen meanwhile in another tab. @param isReady - whether it is of use now */
  showGuideOnce(isReady: boolean): void {
    const isNew = this.#parts.preferences.read(guideKey) === null;
    if (this.#guide.isOpen) {
      if (!isNew && !this.#isGuideWanted) this.#guide.close();
    } else if (isReady && isNew && this.#host.guide !== 'off') this.#guide.open(false);
  }

  hostDisconnected(): void {
    this.#forget();
  }

  #panelTemplate({ words, client, now, isAwayByItself, onChoose }: PanelsModel): TemplateResult {
    const { alerting, changes } = this.#parts;
    return panelTemplate({
      words,
      client,
      alerting,
      changes,
      now,
      isAwayByItself,
      test: this.#testTemplate(words, words('alerting.test')),
      asked: this.#asked,
      onChoose,
      onAsk: (agentId) => this.#ask(agentId),
      onSetOffline: ({ id: agentId, name }) => {
        this.#ask(undefined);
        void changes.setOffline(client, { agentId, name });
      },
      onGuide: () => this.#openGuide(),
    });
  }

  #testTemplate(words: Words, label: string): TemplateResult {
    return testTemplate(words, this.#parts.alerting, this.#test, label, () => void this.#ring(words));
  }

  async #ring(words: Words): Promise<void> {
    this.#test = 'testing';
    this.#host.requestUpdate();
    this.#test = await this.#parts.alerting.test(words('alerting.test-title'), words('alerting.test-body'));
    this.#host.requestUpdate();
  }

  #ask(agentId: string | undefined): void {
    const before = this.#asked;
    this.#asked = agentId;
    this.#host.requestUpdate();
    // The button under the focus goes: it is led to what came instead.
    void this.#host.updateComplete.then(() => {
      const root = this.#host.shadowRoot;
      const next = agentId === undefined ? root?.querySelector<HTMLElement>(`[data-agent="${CSS.escape(before ?? '')}"] .set-offline`) : root?.querySelector<HTMLElement>('.confirm .cancel');
      (next ?? root?.querySelector<HTMLElement>('.colleagues-heading'))?.focus();
    });
  }

  #openGuide(): void {
    this.#panel.close();
    this.#isGuideWanted = true;
    this.#guide.open();
  }

  #forget(): void {
    this.#asked = undefined;
    this.#test = undefined;
  }

  readonly #onGuideKeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#guide.close();
  };
}
