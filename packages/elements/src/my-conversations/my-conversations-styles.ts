import { css, type CSSResult } from 'lit';

/** The strip of the agent's own conversations, below the rows. */
export const myConversationsStyles: CSSResult = css`
  .mine {
    display: flex;
    flex: none;
    align-items: center;
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 4);
    border-block-start: 1px solid var(--_border);
    background: var(--_held-surface);
  }
  .mine-label {
    flex: none;
    color: var(--_held);
    font-size: var(--_font-size-small);
    font-weight: 600;
  }
  .mine-list {
    display: flex;
    flex: 1;
    gap: calc(var(--_space) * 1.5);
    min-inline-size: 0;
    padding-block: 2px;
    overflow-x: auto;
    scrollbar-width: thin;
  }
  .mine-item {
    display: flex;
    flex: none;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: 2rem;
    max-inline-size: 18rem;
    padding: 0 calc(var(--_space) * 2.5);
    border: 1px solid var(--_border);
    border-radius: 1rem;
    background: var(--_surface);
    font-size: var(--_font-size-small);
    white-space: nowrap;
    cursor: pointer;
  }
  @media (pointer: coarse) {
    .mine-item {
      min-block-size: 2.75rem;
      border-radius: 1.375rem;
    }
  }
  .mine-item:hover {
    background: var(--_surface-hover);
  }
  .mine-item:focus-visible {
    outline-offset: -2px;
  }
  .mine-item[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_surface-selected);
  }
  .mine-name {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .mine-item[data-unread] .mine-name {
    font-weight: 650;
  }
  .mine-wait {
    color: var(--_text-muted);
  }
  .mine-item[data-waits] .mine-wait {
    color: var(--_action);
  }
  .unread-mark {
    flex: none;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    border: 1px solid transparent;
    border-radius: 50%;
    background: var(--_accent);
  }
  @container takeover-main (inline-size < 640px) {
    .mine {
      padding-inline: calc(var(--_space) * 3);
    }
    .mine-label {
      font-size: 0;
    }
    .mine-label b {
      font-size: var(--_font-size-small);
    }
    .mine-item {
      max-inline-size: 14rem;
    }
  }
  @media (forced-colors: active) {
    .unread-mark {
      border-color: CanvasText;
    }
    .mine-item[aria-pressed='true'] {
      border-color: Highlight;
      outline: 1px solid Highlight;
    }
  }
`;
