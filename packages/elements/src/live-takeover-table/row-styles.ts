import { css, type CSSResult } from 'lit';

/** Headings and rows, where there is room for columns. */
export const rowStyles: CSSResult = css`
  .grid,
  .skeleton {
    --_least-id: 11.5rem;
    --_least-bot: 7rem;
    --_least-chat-length: 5.5rem;
    --_least-status: 12.5rem;
    --_least-last-message: 8rem;
    --_least-operator: 7rem;
    --_least-attribute: 6rem;
    --_share-id: 1.1fr;
    --_share-bot: 0.9fr;
    --_share-chat-length: 0.5fr;
    --_share-status: 1.9fr;
    --_share-last-message: 2.4fr;
    --_share-operator: 1fr;
    --_share-attribute: 0.9fr;
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
    inset-block-start: 0;
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
  .row[data-edge='waiting']::before {
    background: var(--_waiting);
  }
  .row[data-edge='action']::before {
    background: var(--_action);
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
  .cell.chat-length,
  .cell.attribute,
  .cell.operator {
    color: var(--_text-muted);
  }
  .attribute-name {
    display: none;
  }
  .cell.id {
    position: relative;
    column-gap: calc(var(--_space) * 1.5);
    overflow: visible;
  }
  .cell:focus-visible {
    outline-offset: 1px;
  }
  .unread-dot {
    position: absolute;
    inset-block-start: calc(50% - 0.75rem);
    inset-inline-start: 0.625rem;
    border: 0.25rem solid var(--_accent);
    border-radius: 50%;
  }
  .row.unread .message {
    font-weight: 650;
  }
  .viewers {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 2px;
    min-block-size: 1.5rem;
    margin-inline-start: calc(var(--_space) * -2);
    color: var(--_held);
    font-size: var(--_font-size-small);
    font-weight: 600;
  }
  .match {
    border-radius: 2px;
    background: var(--_mark);
    color: var(--_text);
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
  .reference.match {
    border: 1px solid currentColor;
    border-radius: 50%;
    background: var(--_mark);
    color: var(--_text);
  }
  .cell.status {
    flex-wrap: wrap;
    align-content: center;
  }
  .status > .pill {
    min-block-size: min(1.375rem, var(--_row-height) / 2);
    min-inline-size: 0;
    max-inline-size: 100%;
  }
  .status-word {
    overflow: hidden;
    text-overflow: ellipsis;
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
  .cell.operator.is-mine,
  .cell.operator.is-mine > .icon {
    color: var(--_held);
    font-weight: 600;
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
    background: var(--_waiting-surface);
  }
  .band .row[data-edge='action'] {
    background: var(--_action-surface);
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
    .row:is([data-edge='waiting'], [data-edge='action'])::before {
      background: CanvasText;
    }
  }
`;
