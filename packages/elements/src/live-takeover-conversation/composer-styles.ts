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
    min-inline-size: 0;
    overflow-wrap: anywhere;
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
    min-inline-size: 0;
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
    position: relative;
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: calc(var(--_space) * 1.5) calc(var(--_space) * 2);
    align-items: end;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 4) calc(var(--_space) * 3);
  }
  .composer.to-colleagues {
    margin-block-start: calc(var(--_space) * 2.5);
    border-block-start: 3px solid var(--_action);
    background: var(--_action-surface);
  }
  .composer-top,
  .modes,
  .composer-tools {
    display: flex;
    align-items: center;
  }
  .composer-top {
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: var(--_space) calc(var(--_space) * 3);
  }
  .mode,
  .mode-name {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: 1.75rem;
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
    font-weight: 600;
  }
  .mode {
    padding: 0 calc(var(--_space) * 2.5);
    border: 1px solid var(--_border-strong);
    background: var(--_surface);
    cursor: pointer;
  }
  @media (pointer: coarse) {
    .mode {
      min-block-size: 2.75rem;
    }
  }
  .mode:first-child {
    border-start-start-radius: var(--_radius-small);
    border-end-start-radius: var(--_radius-small);
  }
  .mode:last-child {
    border-inline-start: 0;
    border-start-end-radius: var(--_radius-small);
    border-end-end-radius: var(--_radius-small);
  }
  .mode:focus-visible {
    z-index: 1;
  }
  .mode:hover {
    background: var(--_surface-hover);
  }
  .mode[aria-pressed='true'] {
    background: var(--_surface-selected);
    color: var(--_accent);
  }
  .mode[data-mode='note'][aria-pressed='true'],
  .composer.to-colleagues .mode-name,
  .composer.to-colleagues .composer-hint {
    background: var(--_action-surface);
    color: var(--_action);
  }
  .composer.to-colleagues .composer-hint.error {
    color: var(--_danger);
  }
  .close-note {
    color: var(--_action);
  }
  .composer .field {
    display: block;
    min-block-size: max(2.5rem, var(--_control-height));
    max-block-size: 12rem;
    padding-block: calc(var(--_space) * 2);
    border-radius: var(--_radius);
    overflow-y: auto;
    resize: none;
    field-sizing: content;
  }
  .composer .icon-only {
    inline-size: max(2.5rem, var(--_control-height));
    min-block-size: max(2.5rem, var(--_control-height));
    border-radius: var(--_radius);
  }
  .composer .field[aria-invalid='true'] {
    border-color: var(--_danger);
    outline-color: var(--_danger);
  }
  .composer-tools:empty {
    display: none;
  }
  .composer-tools:empty + .field {
    grid-column: 1 / 3;
  }
  .composer.to-colleagues .button.primary {
    border-color: var(--_action);
    background: var(--_action);
    color: var(--_surface);
  }
  .composer.to-colleagues .button.primary[aria-disabled='true'] {
    border-color: var(--_action);
    background: none;
    color: var(--_action);
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
    color: var(--_text-muted);
    font-size: 0.75rem;
  }
  .composer-hint.error {
    color: var(--_danger);
    font-weight: 600;
  }
  .confirm {
    grid-column: 1 / -1;
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
  .holder > :last-child {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }
  .notice-words {
    min-inline-size: 0;
    max-block-size: 6rem;
    overflow-y: auto;
    overflow-wrap: anywhere;
  }
  .notice.lost {
    background: var(--_waiting-surface);
    color: var(--_waiting);
    font-weight: 600;
  }
  @media (forced-colors: active) {
    .composer.to-colleagues {
      border-block-start: 3px double CanvasText;
    }
    .mode[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
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
