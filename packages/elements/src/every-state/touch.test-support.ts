/** The elements as they are where a finger points, in a browser that has none. */
import type { LitElement } from 'lit';
import './define-all.test-support.js';

const tags = ['live-takeover-table', 'live-takeover-conversation', 'agent-presence', 'live-takeover-settings'];

/** Has the rules for coarse pointers hold for every pointer. @returns undoes it */
export function pretendTouch(): () => void {
  const touched = [...new Set(tags.flatMap(coarseRules))];
  for (const { media } of touched) media.mediaText = 'all';
  return () => {
    for (const { media } of touched) media.mediaText = '(pointer: coarse)';
  };
}

function coarseRules(tag: string): readonly CSSMediaRule[] {
  const { elementStyles } = customElements.get(tag) as typeof LitElement;
  return elementStyles
    .flatMap((sheet) => [...((sheet instanceof CSSStyleSheet ? sheet : sheet.styleSheet)?.cssRules ?? [])])
    .filter((rule): rule is CSSMediaRule => rule instanceof CSSMediaRule && rule.media.mediaText === '(pointer: coarse)');
}
