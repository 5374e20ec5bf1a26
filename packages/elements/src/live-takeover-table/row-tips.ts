import type { Row } from '@live-takeover/sdk';
import type { Words } from '../language/words.js';
import { statusExplanation } from '../words/status-explanation.js';
import { viewerWords } from '../words/viewer-words.js';
import type { Tip, TipLine } from './row-tip.js';

/**
 * What is to be said of a place in a row: the internal reference of its
 * information icon, who looks, why the status; of the ID's cell, where the
 * keyboard comes before its icon, the first two together.
 *
 * @param now - epoch ms of the store's clock
 */
export function tipOf(words: Words, row: Row, target: Element, now: number): Tip | undefined {
  const tip = (anchor: HTMLElement | null, lines: readonly TipLine[], more: Partial<Tip> = {}): Tip | undefined =>
    anchor === null ? undefined : { anchor, conversationId: row.id, isDescription: false, isPatient: false, lines, ...more };
  const reference = target.closest<HTMLElement>('.reference');
  if (reference !== null) return tip(reference, [...referenceLines(words, row), { kind: 'hint', text: words('reference.hint') }]);
  const viewers = target.closest<HTMLElement>('.viewers');
  if (viewers !== null) return tip(viewers, viewerLines(words, row));
  if (target.matches('.cell.id')) return tip(target as HTMLElement, [...viewerLines(words, row), ...referenceLines(words, row)]);
  const lines = statusExplanation(words, row, now).map((text): TipLine => ({ kind: 'text', text }));
  return tip(target.closest<HTMLElement>('.cell.status'), lines, { isDescription: true, isPatient: true });
}

function referenceLines(words: Words, { reference }: Row): readonly TipLine[] {
  return [
    { kind: 'label', text: words('reference.label') },
    { kind: 'reference', text: reference },
  ];
}

function viewerLines(words: Words, { viewers }: Row): readonly TipLine[] {
  return viewers.length === 0 ? [] : [{ kind: 'text', text: viewerWords(words, viewers) }];
}
