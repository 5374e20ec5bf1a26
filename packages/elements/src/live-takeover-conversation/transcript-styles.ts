import { css, type CSSResult } from 'lit';

/** The transcript: customer at the start, whoever answers at the end, what happened in between. */
export const transcriptStyles: CSSResult = css`
  .frame {
    position: relative;
    display: flex;
    flex: 1 1 auto;
    flex-direction: column;
    min-block-size: 6rem;
  }
  .transcript {
    position: relative;
    flex: 1 1 auto;
    min-block-size: 0;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    background: var(--_surface-sunken);
    scrollbar-width: thin;
  }
  .transcript:focus-visible {
    outline-offset: -2px;
  }
  .messages {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    max-inline-size: 56rem;
    min-block-size: 100%;
    margin-inline: auto;
    padding: calc(var(--_space) * 4);
  }

  .day {
    display: flex;
    justify-content: center;
    margin-block: calc(var(--_space) * 3);
    color: var(--_text-muted);
    font-size: 0.75rem;
    font-weight: 600;
  }
  .day span::first-letter {
    text-transform: uppercase;
  }
  .day span {
    display: inline-block;
  }
  .older {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 2);
    min-block-size: var(--_control-height);
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
  }

  .note {
    align-self: stretch;
    margin-block: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border: 1px solid var(--_action);
    border-inline-start-width: 3px;
    border-radius: var(--_radius);
    background: var(--_action-surface);
  }
  .note .sender {
    padding: 0;
    color: var(--_action);
  }
  .note.outgoing {
    border-style: dashed;
  }
  .note.outgoing.failed {
    border-color: var(--_danger);
    border-style: solid;
  }
  .note time {
    margin-inline-start: auto;
    font-weight: 400;
  }

  .line {
    display: flex;
    justify-content: center;
    margin-block: calc(var(--_space) * 2.5);
    color: var(--_text-muted);
    font-size: 0.75rem;
    text-align: center;
  }
  .line-words {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .line .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
    margin-inline-end: calc(var(--_space) * 1.5);
    vertical-align: -0.125rem;
  }
  .line time {
    margin-inline-start: var(--_space);
    color: var(--_text-muted);
    font-weight: 400;
  }
  time {
    white-space: nowrap;
  }
  .line.takeover,
  .line.handed-back {
    align-items: center;
    gap: calc(var(--_space) * 3);
    margin-block: calc(var(--_space) * 5) calc(var(--_space) * 3);
    color: var(--_held);
    font-weight: 600;
  }
  .line.handed-back {
    color: var(--_abandoned);
  }
  .line.takeover::before,
  .line.takeover::after,
  .line.handed-back::before,
  .line.handed-back::after {
    content: '';
    flex: 1 1 1rem;
    block-size: 1px;
    background: currentColor;
    opacity: 0.4;
  }
  .line.missed {
    align-items: center;
    gap: calc(var(--_space) * 3);
    color: var(--_danger);
    font-weight: 600;
  }
  .line.missed::before,
  .line.missed::after {
    content: '';
    flex: 1 1 1rem;
    block-size: 1px;
    background: currentColor;
  }
  .line.request .line-words,
  .line.problem .line-words {
    padding: var(--_space) calc(var(--_space) * 3);
    border-radius: 1rem;
    background: var(--_waiting-surface);
    color: var(--_waiting);
    font-weight: 600;
  }
  .line.problem .line-words {
    background: var(--_action-surface);
    color: var(--_action);
  }
  .line.request time,
  .line.problem time {
    color: inherit;
  }

  .spinner {
    flex: none;
    inline-size: 0.875rem;
    block-size: 0.875rem;
    border: 2px solid currentColor;
    border-block-start-color: transparent;
    border-radius: 50%;
    animation: turn 800ms linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  .to-end {
    position: absolute;
    inset-block-end: calc(var(--_space) * 3);
    inset-inline: 0;
    inline-size: max-content;
    margin-inline: auto;
    box-shadow: var(--_shadow);
    font-weight: 600;
  }
  .to-end.news {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button.to-end.news:hover {
    background: var(--_accent-hover);
  }
  @container conversation (inline-size < 30rem) {
    .messages {
      padding: calc(var(--_space) * 3);
    }
  }
`;
