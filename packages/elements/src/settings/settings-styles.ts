import { css, type CSSResult } from 'lit';

/** The settings panel: adapts to its own width. */
export const settingsStyles: CSSResult = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .settings {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 4);
    max-inline-size: 48rem;
    padding: calc(var(--_space) * 5);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow-wrap: anywhere;
  }
  h2 {
    font-size: var(--_font-size-heading);
    line-height: 1.3;
  }
  h3 {
    margin: 0;
    font-size: inherit;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    justify-content: space-between;
    gap: calc(var(--_space) * 3);
  }
  .labelled {
    display: flex;
    flex-direction: column;
    gap: var(--_space);
    min-inline-size: 0;
  }
  label,
  .day-name {
    font-weight: 500;
  }
  .note {
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
    font-weight: 400;
  }
  .tabs {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space);
    border-block-end: 1px solid var(--_border);
  }
  .tab {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: var(--_control-height);
    padding: 0 calc(var(--_space) * 3);
    border: 0;
    border-block-end: 2px solid transparent;
    background: none;
    color: var(--_text-muted);
    font-weight: 500;
    cursor: pointer;
  }
  .tab:hover {
    color: var(--_text);
  }
  .tab[aria-selected='true'] {
    border-color: var(--_accent);
    color: var(--_accent);
  }
  .tab-mark {
    display: inline-flex;
    color: var(--_danger);
  }
  .tabpanel {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 4);
  }
  .number {
    max-inline-size: 10rem;
  }
  .zone {
    max-inline-size: 20rem;
  }
  .field[aria-invalid='true'] {
    border-color: var(--_danger);
  }
  textarea.field {
    min-block-size: 4rem;
    line-height: inherit;
    resize: vertical;
    field-sizing: content;
  }
  .field-problem {
    display: flex;
    gap: calc(var(--_space) * 1.5);
    color: var(--_danger);
    font-size: var(--_font-size-small);
  }
  .field-problem .icon {
    inline-size: 0.875rem;
    block-size: 1.25rem;
  }
  .theirs {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border-radius: var(--_radius-small);
    background: var(--_action-surface);
    color: var(--_action);
  }
  .theirs > p {
    flex: 1 1 12rem;
    white-space: pre-line;
  }
  .insertions,
  .dates {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space);
  }
  .insertions {
    margin-block-start: calc(var(--_space) * 1.5);
  }
  .insertions .chip {
    min-block-size: 1.5rem;
    padding-inline: calc(var(--_space) * 2);
    font-family: var(--_font-mono);
    font-size: 0.75rem;
  }
  .preview {
    display: flex;
    flex-direction: column;
    gap: var(--_space);
    margin-block-start: calc(var(--_space) * 2);
  }
  .bubble {
    align-self: flex-start;
    max-inline-size: 100%;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border-radius: var(--_radius);
    background: var(--_surface-sunken);
    white-space: pre-wrap;
  }
  .message > .note {
    margin-block-start: calc(var(--_space) * 1.5);
  }
  .message + .message {
    padding-block-start: calc(var(--_space) * 4);
    border-block-start: 1px solid var(--_border);
  }
  .replies {
    display: flex;
    flex-direction: column;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
  }
  .replies:empty {
    display: none;
  }
  .reply + .reply {
    border-block-start: 1px solid var(--_border);
  }
  .reply-head {
    display: flex;
    align-items: center;
    padding-inline: var(--_space);
  }
  .reply-title {
    display: flex;
    flex: 1;
    align-items: center;
    gap: calc(var(--_space) * 2);
    min-inline-size: 0;
    min-block-size: 2.5rem;
    padding: 0 calc(var(--_space) * 2);
    border: 0;
    background: none;
    font-weight: 500;
    text-align: start;
    cursor: pointer;
  }
  .reply-title > .icon {
    color: var(--_danger);
  }
  .reply-fields {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 3);
    padding: 0 calc(var(--_space) * 3) calc(var(--_space) * 4);
  }
  .reply-fields .insertions,
  .reply-fields .preview {
    margin-block-start: calc(var(--_space) * -1.5);
  }
  .small {
    min-block-size: 2rem;
  }
  .icon-only.small {
    inline-size: 2rem;
  }
  /* What gets the focus is scrolled clear of the foot. */
  .tabpanel :is(button, input, select, textarea) {
    scroll-margin-block: calc(var(--_space) * 4) 7rem;
  }
  .foot {
    position: sticky;
    inset-block-end: 0;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
    margin: 0 calc(var(--_space) * -5) calc(var(--_space) * -5);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 5);
    border-block-start: 1px solid var(--_border);
    border-end-start-radius: var(--_radius);
    border-end-end-radius: var(--_radius);
    background: var(--_surface);
  }
  .foot > [role='status'] {
    flex: 1 1 10rem;
  }
  .foot > [role='status']:empty {
    flex-basis: 0;
  }
  .notice:empty {
    margin-block-end: calc(var(--_space) * -4);
  }
  .banner {
    border-radius: var(--_radius-small);
  }
  .button.quiet[aria-disabled='true'] {
    border-color: transparent;
    background: none;
    opacity: 0.5;
  }
  #reply-add {
    align-self: flex-start;
  }
  @container (max-width: 30rem) {
    .foot > .button {
      flex: 1;
    }
  }
  @media (pointer: coarse) {
    .insertions .chip {
      min-block-size: 2.75rem;
    }
  }
  @media (forced-colors: active) {
    .tab {
      border-color: Canvas;
    }
    .tab[aria-selected='true'] {
      border-color: Highlight;
    }
  }
`;
