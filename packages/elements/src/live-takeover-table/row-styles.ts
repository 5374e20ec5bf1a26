import { css, type CSSResult } from 'lit';

/** Headings and rows, where there is room for columns. */
export const rowStyles: CSSResult = css`
  .grid,
  .skeleton {
    --_columns: minmax(11.5rem, 1.1fr) minmax(7rem, 0.9fr) minmax(5.5rem, 0.5fr) minmax(12.5rem, 1.9fr)
      minmax(8rem, 2.4fr) minmax(7rem, 1fr);
    --_least: 57.5rem;
    --_cell-gap: calc(var(--_space) * 3);
    --_edge: calc(var(--_space) * 4);
  }
  .grid {
    position: relative;
    block-size: 100%;
    overflow: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_border-strong) transparent;
  }
  .head {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    min-inline-size: var(--_least);
    background: var(--_surface-sunken);
    box-shadow: 0 1px 0 var(--_border);
  }
  .rows {
    position: relative;
    contain: strict;
    min-inline-size: var(--_least);
  }
  .probe {
    position: absolute;
    block-size: var(--_row-height);
    inline-size: 1px;
    visibility: hidden;
  }

  .row {
    display: grid;
    grid-template-columns: var(--_columns);
    align-items: center;
    column-gap: var(--_cell-gap);
    min-inline-size: var(--_least);
    block-size: var(--_row-height);
    padding-inline: var(--_edge);
    border-block-end: 1px solid var(--_border);
    background: var(--_surface);
    cursor: pointer;
  }
  .rows > .row {
    position: absolute;
    inset-block-start: 0;
    inset-inline: 0;
    contain: strict;
  }
  .row::before {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    inline-size: 3px;
  }
  .row[data-tone='waiting']::before,
  .row[data-tone='action']::before {
    background: var(--_tone);
  }
  .row:hover {
    background: var(--_surface-hover);
  }
  .row[aria-selected='true'] {
    background: var(--_surface-selected);
  }
  .row[aria-selected='true']::before {
    background: var(--_accent);
  }
  .row:focus-visible {
    outline-offset: -2px;
    z-index: 1;
  }

  .cell {
    display: flex;
    align-items: center;
    gap: 0 calc(var(--_space) * 2);
    min-inline-size: 0;
    overflow: hidden;
    white-space: nowrap;
  }
  .cell > .icon {
    color: var(--_text-muted);
  }
  .label,
  .message {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .cell.bot,
  .cell.chat-length {
    color: var(--_text-muted);
  }
  .cell.id {
    overflow: visible;
  }
  .cell.id .label {
    font-weight: 600;
  }
  .reference {
    display: inline-grid;
    flex: none;
    place-items: center;
    inline-size: 1.5rem;
    block-size: 1.5rem;
    margin-inline-start: calc(var(--_space) * -1.5);
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: none;
    color: var(--_text-muted);
    cursor: copy;
  }
  .reference .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  .reference:hover,
  .reference:focus-visible {
    background: var(--_surface-selected);
    color: var(--_accent);
  }
  .reference:focus-visible {
    outline-offset: 0;
  }
  .cell.status {
    flex-wrap: wrap;
    align-content: center;
  }
  .reason {
    overflow: hidden;
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
    line-height: 1.25;
    text-overflow: ellipsis;
  }
  .reason.intent {
    color: var(--_accent);
    font-style: italic;
  }
  .row.gone > .cell {
    opacity: 0.6;
  }
  .reason.failed {
    color: var(--_danger);
    font-style: normal;
    font-weight: 600;
  }
  .message {
    flex: 0 1 auto;
  }
  .age {
    flex: none;
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
  }
  .cell.last-message {
    justify-content: space-between;
  }
  .cell.operator {
    color: var(--_text-muted);
  }
  .cell.operator.mine,
  .cell.operator.mine > .icon {
    color: var(--_held);
    font-weight: 600;
  }

  .headings {
    block-size: 2.25rem;
    background: none;
    cursor: default;
  }
  .headings:hover {
    background: none;
  }
  .headings,
  .headings .cell {
    border: 0;
    overflow: visible;
  }
  .heading button {
    display: inline-flex;
    align-items: center;
    gap: var(--_space);
    min-block-size: 1.75rem;
    margin-inline-start: calc(var(--_space) * -1.5);
    padding: 0 calc(var(--_space) * 1.5);
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
    font-weight: 600;
    line-height: 1.25;
    text-align: start;
    white-space: normal;
    cursor: pointer;
  }
  .heading button:hover,
  .heading[aria-sort$='cending'] button {
    color: var(--_text);
  }
  .heading .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
    opacity: 0;
  }
  .heading button:hover .icon,
  .heading button:focus-visible .icon,
  .heading[aria-sort$='cending'] .icon {
    opacity: 1;
  }

  .band {
    position: sticky;
    inset-block-start: 2.25rem;
    z-index: 2;
    min-inline-size: var(--_least);
    border-block-end: 2px solid var(--_border-strong);
    background: var(--_surface);
  }
  .band .row {
    position: relative;
    background: var(--_tone-surface);
  }
  .band .pill {
    background: var(--_surface);
  }
  .band .more {
    display: grid;
    justify-items: center;
  }

  .skeleton {
    overflow: hidden;
  }
  .skeleton .row {
    position: relative;
    cursor: default;
  }
  .skeleton i {
    inline-size: 70%;
    block-size: 0.75rem;
    border-radius: 0.375rem;
    background: var(--_border);
    animation: takeover-breathe 1.6s ease-in-out infinite alternate;
  }
  .skeleton .status i {
    inline-size: 9rem;
    block-size: 1.25rem;
    border-radius: 0.625rem;
  }
  @keyframes takeover-breathe {
    to {
      opacity: 0.45;
    }
  }

  @media (forced-colors: active) {
    .row[aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .row[data-tone='waiting']::before,
    .row[data-tone='action']::before {
      background: CanvasText;
    }
  }
`;
