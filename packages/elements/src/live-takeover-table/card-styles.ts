import { css, type CSSResult } from 'lit';

/** Rows as cards, where there is no room for columns. Down to 320 px. */
export const cardStyles: CSSResult = css`
  @container takeover-list (inline-size < 600px) {
    .grid,
    .skeleton {
      --_edge: calc(var(--_space) * 3);
      --_card: calc(var(--_card-height) + var(--_card-lines, 0) * 1.5rem);
    }
    .head,
    .band,
    .rows,
    .row {
      min-inline-size: 0;
    }
    .probe {
      block-size: var(--_card);
    }
    .resizer {
      display: none;
    }
    .headings {
      display: flex;
      gap: calc(var(--_space) * 2);
      overflow-x: auto;
      scrollbar-width: none;
    }
    .headings > .cell {
      flex: none;
    }
    .heading button:focus-visible {
      outline-offset: -2px;
    }
    .rows > .row,
    .band-rows > .row,
    .skeleton .row {
      grid-template: auto auto auto / fit-content(70%) minmax(0, 1fr) auto;
      grid-template-areas: 'id bot length' 'status status status' 'message message operator';
      align-content: center;
      gap: calc(var(--_space) * 1.5) calc(var(--_space) * 2);
      block-size: var(--_card);
    }
    .row > .id {
      grid-area: id;
    }
    .row > .bot {
      grid-area: bot;
    }
    .row > .chat-length {
      grid-area: length;
      justify-content: flex-end;
    }
    .row:not(.headings) > .status {
      grid-area: status;
      flex-wrap: nowrap;
    }
    .age {
      display: none;
    }
    .row > .last-message {
      grid-area: message;
      color: var(--_text-muted);
    }
    .row:not(.headings) > .attribute {
      grid-column: 1 / -1;
    }
    .attribute-name {
      display: inline;
      flex: none;
      font-size: var(--_font-size-small);
    }
    .attribute-name::after {
      content: ':';
    }
    .row > .operator {
      grid-area: operator;
      justify-content: flex-end;
      max-inline-size: 10rem;
    }
  }

  @container takeover-list (inline-size < 440px) {
    .grid,
    .skeleton {
      --_card: calc(var(--_card-height) + 1.25rem + var(--_card-lines, 0) * 1.5rem);
    }
    .rows > .row,
    .band-rows > .row,
    .skeleton .row {
      grid-template: auto auto auto auto / minmax(0, 1fr) auto;
      grid-template-areas: 'id length' 'status status' 'message message' 'bot operator';
      gap: var(--_space) calc(var(--_space) * 2);
    }
  }
  @container takeover-list (inline-size < 340px) {
    .reason,
    .pill {
      font-size: 0.75rem;
    }
  }
`;
