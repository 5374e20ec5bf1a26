import { css, type CSSResult } from 'lit';

/** What stands under the transcript: who holds the conversation, what can be done, and where to write. */
export const composerStyles: CSSResult = css`
  .footer {
    flex: none;
    border-block-start: 1px solid var(--_border);
    background: var(--_surface);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2) calc(var(--_space) * 3);
    min-block-size: 3.5rem;
    padding: calc(var(--_space) * 2.5) calc(var(--_space) * 4);
  }
  .bar.me {
    padding-block-end: 0;
  }
  .holder {
    display: flex;
    flex: 1 1 12rem;
    align-items: center;
    gap: calc(var(--_space) * 2);
    color: var(--_text-muted);
  }
  .bar.me .holder,
  .bar.other .holder {
    color: var(--_held);
    font-weight: 500;
  }
  .since {
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
    font-weight: 400;
    white-space: nowrap;
  }
  .bar-actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
  }
  .bar-actions .button[aria-disabled='true'].pending.primary {
    border-color: var(--_accent);
    background: var(--_surface);
    color: var(--_accent);
    cursor: progress;
  }
  .plain {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-inline-size: 1.5rem;
    min-block-size: 1.5rem;
    padding: 0 calc(var(--_space) * 1.5);
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    color: inherit;
    font-size: var(--_font-size-small);
    font-weight: 600;
    cursor: pointer;
  }
  .plain:hover {
    background: var(--_surface-hover);
  }
  .message-actions .plain {
    color: var(--_accent);
  }

  .composer {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: calc(var(--_space) * 1.5) calc(var(--_space) * 2);
    align-items: end;
    padding: calc(var(--_space) * 2.5) calc(var(--_space) * 4) calc(var(--_space) * 3);
  }
  .composer .field {
    display: block;
    min-block-size: 2.5rem;
    max-block-size: 12rem;
    padding-block: calc(var(--_space) * 2);
    border-radius: var(--_radius);
    overflow-y: auto;
    resize: none;
    field-sizing: content;
  }
  .composer .icon-only {
    inline-size: 2.5rem;
    min-block-size: 2.5rem;
    border-radius: var(--_radius);
  }
  .composer .field[aria-invalid='true'] {
    border-color: var(--_danger);
    outline-color: var(--_danger);
  }
  .composer .field:first-child,
  .composer .files + .field {
    grid-column: 1 / 3;
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: var(--_space) calc(var(--_space) * 2);
  }
  .file {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    max-inline-size: 100%;
    padding-inline-start: calc(var(--_space) * 2);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    font-size: var(--_font-size-small);
    overflow-wrap: anywhere;
  }
  .file .size {
    color: var(--_text-muted);
    font-size: 0.75rem;
  }
  .file progress {
    inline-size: 4rem;
    accent-color: var(--_accent);
  }
  .file.error {
    border-color: var(--_danger);
  }
  .file.error .why {
    color: var(--_danger);
  }
  .composer-hint {
    grid-column: 1 / -1;
    color: var(--_text-muted);
    font-size: 0.75rem;
  }
  .composer-hint.error {
    color: var(--_danger);
    font-weight: 600;
  }
  .confirm {
    grid-column: 1 / -1;
    grid-row: 1;
    flex-wrap: wrap;
    align-items: center;
    border-radius: var(--_radius);
  }
  .confirm > .icon {
    margin-block-start: 0;
  }
  .confirm-buttons {
    display: flex;
    gap: var(--_space);
  }
  .confirm .button.quiet {
    color: inherit;
  }
  @container conversation (inline-size < 30rem) {
    .bar,
    .composer {
      padding-inline: calc(var(--_space) * 3);
    }
    .bar:not(.me) .bar-actions,
    .bar:not(.me) .bar-actions .button {
      flex: 1 1 auto;
    }
  }
`;
