import { css, type CSSResult } from 'lit';

/** What is known of the customer beside the transcript: other conversations, where the agent is among them, and the search. */
export const contactStyles: CSSResult = css`
  .freshness::before {
    margin-inline-end: 0;
  }
  .freshness[data-state='not-updating'] {
    color: var(--_danger);
    font-weight: 600;
  }
  .viewers {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    color: var(--_held);
    font-size: var(--_font-size-small);
    font-weight: 500;
  }

  .elsewhere {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
    padding: var(--_space) calc(var(--_space) * 4);
    border-block-end: 1px solid var(--_border);
    background: var(--_held-surface);
    color: var(--_held);
    font-size: var(--_font-size-small);
    font-weight: 500;
  }
  .elsewhere .button {
    min-block-size: 1.75rem;
    color: inherit;
  }

  .others {
    display: flex;
    flex-direction: column;
    gap: var(--_space);
    padding: 0 calc(var(--_space) * 4) calc(var(--_space) * 4);
  }
  .others .option-note {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
  }
  .others-heading {
    font-size: var(--_font-size-small);
    font-weight: 600;
  }
  .other-conversation {
    display: block;
    inline-size: calc(100% + var(--_space) * 4);
    margin-inline: calc(var(--_space) * -2);
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 2);
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    font-size: var(--_font-size-small);
    text-align: start;
    cursor: pointer;
  }
  .other-conversation:hover {
    background: var(--_surface-hover);
  }
  .other-conversation:focus-visible {
    outline-offset: -2px;
  }
  .other-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 calc(var(--_space) * 2);
    font-weight: 500;
  }
  .other-line .tag {
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .other-text {
    display: block;
    overflow: hidden;
    color: var(--_text-muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .wrap-up + .wrap-up::before {
    content: '· ';
  }

  .find {
    display: flex;
    flex: none;
    align-items: center;
    gap: var(--_space);
    padding: var(--_space) calc(var(--_space) * 4);
    border-block-end: 1px solid var(--_border);
  }
  .find .field {
    flex: 1 1 8rem;
    min-inline-size: 0;
  }
  .find-count {
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
  }
  .found .bubble,
  .note.found {
    outline: 3px solid var(--_focus);
    outline-offset: 2px;
  }
  @container conversation (inline-size < 30rem) {
    .elsewhere,
    .find,
    .others {
      padding-inline: calc(var(--_space) * 3);
    }
  }
`;
