import { css, type CSSResult } from 'lit';

/** The customer's details: a fold below the head, a column beside the messages where there is room. */
export const detailsStyles: CSSResult = css`
  .details {
    flex: none;
    border-block-end: 1px solid var(--_border);
  }
  .details-toggle {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    inline-size: 100%;
    min-block-size: 2.25rem;
    padding: 0 calc(var(--_space) * 4);
    border: 0;
    background: none;
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
    text-align: start;
    cursor: pointer;
  }
  .details-toggle:hover {
    background: var(--_surface-hover);
    color: var(--_text);
  }
  .details-toggle:focus-visible {
    outline-offset: -2px;
  }
  .details-words {
    flex: none;
    font-weight: 500;
  }
  .details-summary {
    flex: 1 1 auto;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chevron {
    margin-inline-start: auto;
    transition: transform 120ms ease-out;
  }
  .open .chevron {
    transform: rotate(180deg);
  }
  .details-heading {
    display: none;
  }
  .details-content {
    display: none;
    /* What is written in stays in sight. */
    max-block-size: clamp(6rem, 100dvb - 33rem, 16rem);
    overflow-y: auto;
  }
  .open .details-content {
    display: block;
  }
  .details-list {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 10rem), 1fr));
    gap: calc(var(--_space) * 3) calc(var(--_space) * 4);
    padding: calc(var(--_space) * 1) calc(var(--_space) * 4) calc(var(--_space) * 4);
  }
  .fact {
    min-inline-size: 0;
    font-size: var(--_font-size-small);
  }
  dt {
    color: var(--_text-muted);
    font-size: 0.75rem;
  }
  /* Stands under its name, whichever way it runs. */
  dd {
    overflow-wrap: anywhere;
    text-align: match-parent;
  }
  .tag {
    padding: 0 calc(var(--_space) * 1.5);
    border-radius: 1rem;
    background: var(--_abandoned-surface);
    color: var(--_abandoned);
    font-size: 0.75rem;
    white-space: nowrap;
  }
  .tag.verified {
    background: var(--_live-surface);
    color: var(--_live);
  }

  @container conversation (inline-size < 30rem) {
    .details-toggle,
    .details-list {
      padding-inline: calc(var(--_space) * 3);
    }
  }
  @container conversation (inline-size >= 56rem) {
    .details {
      flex: 0 0 17rem;
      border-block-end: 0;
      border-inline-start: 1px solid var(--_border);
      overflow-y: auto;
    }
    .details-toggle {
      display: none;
    }
    .details-heading {
      display: block;
      padding: calc(var(--_space) * 4) calc(var(--_space) * 4) calc(var(--_space) * 3);
      font-size: var(--_font-size);
      font-weight: 600;
    }
    .details-content,
    .open .details-content {
      display: block;
      max-block-size: none;
    }
    .details-list {
      grid-template-columns: 1fr;
    }
  }
`;
