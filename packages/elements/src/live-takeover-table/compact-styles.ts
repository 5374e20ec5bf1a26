import { css, type CSSResult } from 'lit';

/**
 * Columns, down to 600 px. An ID that is long takes two lines, for it must stay
 * whole; where room is short the reason goes under the status, other texts take
 * two lines too, and what only decorates goes.
 */
export const compactStyles: CSSResult = css`
  @container takeover-list (inline-size >= 600px) {
    .id > .label {
      display: -webkit-box;
      line-height: 1.25;
      overflow-wrap: anywhere;
      white-space: normal;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
  }
  @container takeover-list (600px <= inline-size < 1180px) {
    .row:not(.headings) > .status {
      flex-flow: column nowrap;
      align-items: flex-start;
      justify-content: center;
    }
    .status > .reason {
      max-inline-size: 100%;
    }
  }
  @container takeover-list (600px <= inline-size < 960px) {
    .grid,
    .skeleton {
      --_least-id: 10.75rem;
      --_least-bot: 6rem;
      --_least-chat-length: 4.5rem;
      --_least-status: 10.75rem;
      --_least-last-message: 5.5rem;
      --_least-operator: 6rem;
      --_least-attribute: 5rem;
      --_share-chat-length: 0.4fr;
      --_share-status: 1.4fr;
      --_share-last-message: 1.5fr;
      --_cell-gap: calc(var(--_space) * 2);
      --_edge: calc(var(--_space) * 3);
    }
    .age {
      display: none;
    }
    .row:not(.headings) > :is(.bot, .chat-length, .last-message, .operator, .attribute) {
      line-height: 1.25;
      white-space: normal;
    }
    .bot > .label,
    .operator > .label,
    .attribute > .label,
    .message {
      display: -webkit-box;
      overflow-wrap: anywhere;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
  }
  @container takeover-list (600px <= inline-size < 800px) {
    .grid,
    .skeleton {
      --_least-id: 9.75rem;
      --_least-bot: 3.75rem;
      --_least-chat-length: 3.875rem;
      --_least-status: 9.625rem;
      --_least-last-message: 3.375rem;
      --_least-operator: 4.25rem;
      --_least-attribute: 4rem;
      --_share-bot: 0.8fr;
      --_share-status: 1.1fr;
      --_share-last-message: 2fr;
      --_share-operator: 0.8fr;
      --_cell-gap: clamp(0.375rem, 3cqi - 0.75rem, 0.75rem);
      --_edge: calc(var(--_space) * 2);
    }
    .row {
      font-size: var(--_font-size-small);
    }
    .row .cell {
      column-gap: var(--_space);
    }
    .row .reference {
      margin-inline-start: calc(var(--_space) * -1);
    }
    .operator > .icon,
    .heading:not([data-sorted]) .icon {
      display: none;
    }
    .heading button {
      gap: 1px;
      font-size: 0.75rem;
    }
    .heading .icon {
      inline-size: 0.75rem;
      block-size: 0.75rem;
    }
    .pill,
    .reason {
      font-size: 0.75rem;
    }
    .pill {
      padding-block: 0;
      padding-inline: var(--_space) calc(var(--_space) * 1.5);
    }
  }
`;
