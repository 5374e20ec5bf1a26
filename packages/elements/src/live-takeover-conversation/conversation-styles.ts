import { css, type CSSResult } from 'lit';

/** The frame of a conversation: head, notices, and what stands in its place. */
export const conversationStyles: CSSResult = css`
  :host {
    display: flex;
    flex-direction: column;
    container: conversation / inline-size;
    block-size: var(--takeover-conversation-height, 100%);
    max-block-size: 100dvh;
    min-block-size: 20rem;
    overflow: hidden auto;
    background: var(--_surface);
  }
  .base:focus-visible {
    outline-offset: -2px;
  }
  .base,
  .main {
    display: flex;
    flex: 1 1 auto;
    flex-direction: column;
    min-block-size: 0;
    min-inline-size: 0;
  }

  .header,
  .header-slots {
    display: flex;
    flex: none;
    align-items: center;
    gap: calc(var(--_space) * 3);
  }
  .header {
    flex-wrap: wrap;
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
    border-block-end: 1px solid var(--_border);
  }
  .avatar {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2.5rem;
    block-size: 2.5rem;
    border-radius: 50%;
    background: var(--_abandoned-surface);
    color: var(--_abandoned);
  }
  .avatar .icon {
    inline-size: 1.25rem;
    block-size: 1.25rem;
  }
  .identity {
    flex: 1 1 9rem;
    min-inline-size: 0;
  }
  .label {
    overflow: hidden;
    font-size: var(--_font-size-heading);
    font-weight: 650;
    letter-spacing: -0.005em;
    line-height: 1.3;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .title-line {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
  }
  .title-line .label {
    color: var(--_text);
  }
  .title-line .reference {
    justify-content: center;
    min-inline-size: 1.5rem;
  }
  .identity {
    overflow-x: clip;
  }
  .meta-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    margin-inline-start: -1rem;
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
  }
  .meta-line > span,
  .reason,
  .viewers bdi,
  .sender bdi,
  .button bdi {
    min-inline-size: 0;
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .meta-line > .freshness {
    padding-inline-start: 1rem;
    text-indent: -1rem;
    white-space: normal;
  }
  .freshness::before {
    text-indent: 0;
  }
  .button {
    min-inline-size: 0;
    max-inline-size: 100%;
  }
  /* What begins a line has its dot in the margin, where it is cut off. */
  .meta-line > ::before {
    content: '·';
    display: inline-block;
    inline-size: 1rem;
    text-align: center;
  }
  .meta-line > .reference::before {
    margin-inline-end: calc(var(--_space) * -1);
  }
  .meta-line > :focus-visible {
    outline-offset: -2px;
  }
  .reference {
    display: inline-flex;
    align-items: center;
    gap: var(--_space);
    min-block-size: 1.5rem;
    padding: 0;
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    color: inherit;
    cursor: pointer;
  }
  .reference:hover {
    color: var(--_text);
  }
  .reference .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  .mono {
    font-family: var(--_font-mono);
    letter-spacing: 0.02em;
  }
  .status {
    display: flex;
    flex: 0 1 auto;
    min-inline-size: 0;
    max-inline-size: 100%;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space) calc(var(--_space) * 2);
  }
  .reason {
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
  }

  .banner {
    font-size: var(--_font-size-small);
  }
  .notice-words {
    flex: 1 1 auto;
    align-self: center;
  }

  .body {
    display: flex;
    flex: 1 1 auto;
    flex-direction: column;
    min-block-size: 0;
  }
  @container conversation (inline-size < 30rem) {
    .header {
      padding-inline: calc(var(--_space) * 3);
      gap: calc(var(--_space) * 2);
    }
    .avatar {
      display: none;
    }
  }
  @container conversation (inline-size < 36rem) {
    .status {
      flex: 1 0 100%;
    }
  }
  @media print {
    .footer {
      display: none !important;
    }
  }
  @container conversation (inline-size >= 56rem) {
    .body {
      flex-direction: row-reverse;
    }
  }
`;
