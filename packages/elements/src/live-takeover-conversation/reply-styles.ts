import { css, type CSSResult } from 'lit';

/** The list of prepared replies, above where they go. */
export const replyStyles: CSSResult = css`
  .replies {
    position: absolute;
    inset-block-end: 100%;
    inset-inline: calc(var(--_space) * 4);
    z-index: 4;
    display: flex;
    flex-direction: column;
    gap: var(--_space);
    padding: calc(var(--_space) * 2);
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  .reply-list {
    max-block-size: min(16rem, 40dvb);
    overflow-y: auto;
  }
  .reply {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    gap: 0 calc(var(--_space) * 2);
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 2);
    border-radius: var(--_radius-small);
    cursor: pointer;
  }
  .reply:hover {
    background: var(--_surface-hover);
  }
  .reply[aria-selected='true'] {
    background: var(--_surface-selected);
    box-shadow: inset 3px 0 var(--_accent);
  }
  .reply-title {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .reply-text {
    grid-column: 2;
    display: -webkit-box;
    overflow: hidden;
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .reply-state {
    padding-inline: calc(var(--_space) * 2);
    color: var(--_text-muted);
    font-size: 0.75rem;
  }
  @media (forced-colors: active) {
    .reply[aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
  @container conversation (inline-size < 30rem) {
    .replies {
      inset-inline: calc(var(--_space) * 2);
    }
  }
`;
