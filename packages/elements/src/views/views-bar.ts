import type { StatusCounts } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { MenuButton, MenuItem } from '../dialog/menu-button.js';
import { formatNumber } from '../language/translate.js';
import type { Words } from '../language/words.js';
import type { SavedView } from './stored-views.js';
import type { Place, ViewKey } from './table-views.js';

/** What the bar of views shows and does. */
export interface ViewsBar {
  readonly place: Place;
  /** The view that is shown, or part of it. */
  readonly view: ViewKey | undefined;
  readonly saved: readonly SavedView[];
  readonly current: SavedView | undefined;
  /** Undefined while they are not known. */
  readonly counts: StatusCounts | undefined;
  readonly colleagues: MenuButton;
  /** What the menu of colleagues holds; asked only while it may be open. */
  readonly colleagueItems: readonly MenuItem[];
  /** The colleague whose view is shown. */
  readonly colleagueName: string | undefined;
  readonly hasHistory: boolean;
  onView(view: ViewKey): void;
  onSaved(view: SavedView): void;
  onPlace(place: Place): void;
}

/** The views of the table: everybody's, those of the agent, history. Each with how many it shows. */
export function viewsBarTemplate(words: Words, bar: ViewsBar): TemplateResult {
  const { counts, place, current, colleagueName } = bar;
  const view = place === 'rows' && current === undefined ? bar.view : undefined;
  const standard: readonly (readonly [ViewKey & ('awaiting' | 'all' | 'mine'), number | undefined])[] = [
    ['awaiting', counts?.awaitingAgent],
    ['all', counts?.total],
    ['mine', counts?.mine],
  ];
  const isColleague = place === 'rows' && colleagueName !== undefined;
  return html`<div class="views" part="views" role="group" aria-label=${words('view.label')}>
    <div class="views-list">
      ${standard.map(([key, count]) => viewTemplate(words, words(`view.${key}`), view === key, () => bar.onView(key), key, count))}
      ${bar.saved.map((saved) => viewTemplate(words, saved.name, place === 'rows' && saved === current, () => bar.onSaved(saved), 'saved'))}
      ${bar.hasHistory ? viewTemplate(words, words('view.history'), place === 'history', () => bar.onPlace('history'), 'history') : nothing}
    </div>
    <div class="colleagues" ?data-chosen=${isColleague}>
      ${bar.colleagues.template({
        label: isColleague ? colleagueName : words('view.colleagues'),
        icon: 'person',
        isSpelled: true,
        items: bar.colleagueItems,
      })}
    </div>
  </div>`;
}

function viewTemplate(words: Words, name: string, isShown: boolean, onPress: () => void, key: string, count?: number): TemplateResult {
  return html`<button class="view" part="view ${key}" type="button" data-view=${key} aria-pressed=${String(isShown)} @click=${onPress}>
    <bdi>${name}</bdi>${count === undefined ? nothing : html` <b>${formatNumber(count, words.locale)}</b>`}
  </button>`;
}
