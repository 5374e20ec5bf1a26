import { css, type CSSResult } from 'lit';

/** History and the report: pages in the place of the rows. */
export const pageStyles: CSSResult = css`
  .page {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
    border-block-start: 1px solid var(--_border);
    overflow: auto;
  }
  .page > :not(.page-body) {
    flex: none;
  }
  .page-header {
    display: flex;
    align-items: flex-start;
    gap: calc(var(--_space) * 2);
    padding-block: calc(var(--_space) * 3) 0;
    padding-inline: calc(var(--_space) * 2) calc(var(--_space) * 4);
  }
  .settings-page > .page-header {
    padding-block-start: var(--_space);
  }
  .page-heading {
    font-size: 1rem;
    font-weight: 650;
    outline: none;
  }
  .page-hint {
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
  }
  .page-form,
  .page-status {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: calc(var(--_space) * 2) calc(var(--_space) * 3);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4) 0;
  }
  .page-status {
    align-items: center;
    min-block-size: 3.25rem;
    padding-block-end: calc(var(--_space) * 2);
  }
  .page-status > p {
    flex: 1 1 12rem;
    color: var(--_text-muted);
  }
  .labelled {
    display: grid;
    gap: var(--_space);
    min-inline-size: 0;
  }
  .labelled > span {
    font-size: var(--_font-size-small);
    font-weight: 500;
  }
  .page-form .labelled {
    flex: 0 1 10rem;
  }
  .page-form .labelled.grow {
    flex: 1 1 14rem;
  }
  textarea.field {
    resize: vertical;
  }
  .field-error {
    flex-basis: 100%;
    color: var(--_danger);
  }
  .page-body {
    display: grid;
    flex: 1;
    align-content: start;
    border-block-start: 1px solid var(--_border);
  }
  .page-body > .panel {
    margin-block: calc(var(--_space) * 8);
  }

  .result {
    display: grid;
    grid-template-columns: auto minmax(8rem, 1.2fr) minmax(0, 2.5fr) minmax(0, 1fr) auto;
    align-items: center;
    gap: calc(var(--_space) * 3);
    inline-size: 100%;
    min-block-size: var(--_row-height);
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 4);
    border: 0;
    border-block-end: 1px solid var(--_border);
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .result:hover,
  .example:hover {
    background: var(--_surface-hover);
  }
  .result:focus-visible,
  .example:focus-visible,
  .group summary:focus-visible {
    outline-offset: -2px;
  }
  .result[aria-current] {
    background: var(--_surface-selected);
  }
  .result > .icon,
  .result-bot,
  .result-time,
  .result-reference,
  .example time {
    color: var(--_text-muted);
  }
  .result-name,
  .result-text,
  .result-bot {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .result-name {
    font-weight: 600;
  }
  .result-reference {
    font-weight: 400;
  }

  .group {
    border-block-end: 1px solid var(--_border);
  }
  .group summary {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto minmax(4rem, 10rem);
    align-items: center;
    gap: calc(var(--_space) * 3);
    min-block-size: var(--_row-height);
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 4);
    list-style: none;
    cursor: pointer;
  }
  .group summary::before {
    content: '';
    inline-size: 0.4375rem;
    block-size: 0.4375rem;
    border: solid currentColor;
    border-width: 0 1.5px 1.5px 0;
    rotate: -45deg;
  }
  :host(:dir(rtl)) .group summary::before {
    rotate: 135deg;
  }
  .group[open] summary::before {
    rotate: 45deg !important;
  }
  .group-text {
    overflow-wrap: anywhere;
    font-weight: 500;
  }
  .group:not([open]) .group-text {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }
  .group-count,
  .group-more {
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
  }
  .group-bar {
    inline-size: 100%;
    block-size: 0.5rem;
    border-radius: 0.25rem;
    background: var(--_border);
  }
  .group-bar rect {
    fill: var(--_accent);
  }
  :host(:dir(rtl)) .group-bar {
    transform: scaleX(-1);
  }
  /* What a details element holds does not inherit the host's box sizing. */
  .group :is(ul, li, button) {
    box-sizing: border-box;
  }
  .group ul {
    padding-block: 0 calc(var(--_space) * 3);
    padding-inline: calc(var(--_space) * 9) calc(var(--_space) * 4);
  }
  .example {
    display: flex;
    justify-content: space-between;
    gap: calc(var(--_space) * 3);
    inline-size: 100%;
    min-block-size: 2rem;
    padding: var(--_space) calc(var(--_space) * 2);
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    text-align: start;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .example time {
    flex: none;
    font-size: var(--_font-size-small);
  }
  .group-more {
    padding-inline: calc(var(--_space) * 2);
  }
  progress {
    inline-size: 100%;
    accent-color: var(--_accent);
  }
  .bulk-failures {
    display: grid;
    gap: var(--_space);
    max-block-size: 14rem;
    overflow: auto;
  }

  @container takeover-main (inline-size >= 640px) {
    .settings-page {
      flex-direction: row;
    }
    /* Beside the heading. */
    .settings-page > .page-header {
      padding-block-start: calc(var(--_space) * 12.5);
      padding-inline-end: 0;
    }
    .settings-page > :last-child {
      flex: 1;
      min-inline-size: 0;
    }
  }
  @container takeover-main (inline-size < 640px) {
    .page-form .labelled {
      flex: 1 1 8.5rem;
    }
    .page-form > .button {
      flex: 1 1 100%;
    }
    .result {
      grid-template: auto auto / auto minmax(0, 1fr) auto;
      gap: 0 calc(var(--_space) * 2);
      padding-block: calc(var(--_space) * 2);
    }
    .result-time {
      grid-area: 1 / 3;
      font-size: var(--_font-size-small);
    }
    .result-text {
      grid-area: 2 / 2;
    }
    .result-bot {
      grid-area: 2 / 3;
      font-size: var(--_font-size-small);
    }
    .group summary {
      grid-template-columns: auto minmax(0, 1fr) auto;
    }
    .group-bar {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .group-bar rect {
      fill: CanvasText;
    }
    .result[aria-current] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
