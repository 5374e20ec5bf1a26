import { css, type CSSResult } from 'lit';

/** The panel under the switch, and the card for who is new. */
export const panelStyles: CSSResult = css`
  .panel {
    position: fixed;
    inset: auto;
    inline-size: min(26rem, 100vw - 1rem);
    margin: 0;
    padding: calc(var(--_space) * 4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    overflow-y: auto;
    overflow-wrap: anywhere;
    scrollbar-width: thin;
  }
  .panel:popover-open {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 3);
  }
  .panel.guide {
    inline-size: min(28rem, 100vw - 1rem);
  }
  .panel h2 {
    font-size: var(--_font-size-heading);
    line-height: 1.3;
  }
  .panel h3,
  summary {
    font-size: inherit;
    font-weight: 600;
  }
  .panel section,
  details[open] {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 2);
  }
  .panel > * + * {
    border-block-start: 1px solid var(--_border);
    padding-block-start: calc(var(--_space) * 3);
  }
  .panel.guide > * + * {
    border: 0;
    padding: 0;
  }
  summary {
    display: list-item;
    min-block-size: 1.75rem;
    border-radius: var(--_radius-small);
    cursor: pointer;
  }
  .note {
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
  }
  .note.problem {
    color: var(--_danger);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
  }
  .row .chip {
    padding-inline: calc(var(--_space) * 3);
  }
  .test {
    flex: 1 1 100%;
  }
  .choice {
    display: grid;
    grid-template-columns: 1rem 1fr auto;
    gap: calc(var(--_space) * 2);
    align-items: center;
    inline-size: 100%;
    min-block-size: var(--_control-height);
    padding: var(--_space) calc(var(--_space) * 2);
    border: 1px solid transparent;
    border-radius: var(--_radius-small);
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .choice:hover {
    background: var(--_surface-hover);
  }
  .choice[aria-checked='true'] {
    border-color: var(--_accent);
    background: var(--_surface-selected);
  }
  .choice[aria-disabled='true'] {
    cursor: default;
  }
  .choice-label {
    font-weight: 500;
  }
  .choice-mark {
    display: inline-flex;
    color: var(--_accent);
  }
  .ways {
    border-collapse: collapse;
    font-size: var(--_font-size-small);
  }
  .ways th {
    padding-inline: var(--_space);
    font-weight: 400;
    text-align: center;
  }
  .ways th:first-child {
    padding-inline-start: 0;
    text-align: start;
  }
  .ways thead th {
    color: var(--_text-muted);
    white-space: nowrap;
  }
  .ways td {
    min-inline-size: 2.5rem;
    text-align: center;
  }
  .ways input {
    inline-size: 1.5rem;
    block-size: 1.5rem;
    margin: 0.125rem;
    accent-color: var(--_accent);
    vertical-align: middle;
  }
  .colleague {
    display: grid;
    grid-template-columns: auto 1fr auto auto;
    column-gap: calc(var(--_space) * 2);
    align-items: center;
    min-block-size: 2.75rem;
    padding-block: var(--_space);
  }
  .colleague-name {
    font-weight: 500;
  }
  .colleague-state {
    grid-column: 2;
    grid-row: 2;
  }
  .load {
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
  }
  .set-offline {
    grid-column: 4;
    grid-row: 1 / span 2;
  }
  .small {
    min-block-size: 1.75rem;
    padding-inline: calc(var(--_space) * 2);
    font-size: var(--_font-size-small);
  }
  .colleague-wide {
    grid-column: 1 / -1;
  }
  .confirm {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    margin-block: var(--_space);
    padding: calc(var(--_space) * 3);
    border-radius: var(--_radius-small);
    background: var(--_surface-sunken);
  }
  .confirm > p {
    flex: 1 1 100%;
  }
  .dot {
    inline-size: 0.625rem;
    block-size: 0.625rem;
    border: 2px solid var(--_border-strong);
    border-radius: 50%;
  }
  .dot.on {
    border-color: var(--_live);
    background: var(--_live);
  }
  .statuses {
    display: grid;
    gap: calc(var(--_space) * 2);
  }
  .statuses > div {
    display: grid;
    grid-template-columns: 11rem 1fr;
    gap: calc(var(--_space) * 2);
    align-items: baseline;
  }
  .panel.guide {
    scroll-padding-block-end: 4.5rem;
  }
  .panel.guide > .row:last-child {
    position: sticky;
    inset-block-end: calc(var(--_space) * -4);
    margin-block-end: calc(var(--_space) * -4);
    padding-block: calc(var(--_space) * 3);
    background: var(--_surface);
  }
  @media (max-width: 26rem) {
    .statuses > div {
      grid-template-columns: 1fr;
      gap: var(--_space);
    }
  }
  @media (forced-colors: active) {
    .choice[aria-checked='true'] {
      border-color: Highlight;
    }
    .dot.on {
      background: CanvasText;
    }
  }
`;
