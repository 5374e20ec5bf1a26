import { css, type CSSResult } from 'lit';

/** What a dialog lets choose: one of several, each with a line on it, and a labelled field. */
export const choiceStyles: CSSResult = css`
  .choice {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 2);
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .choice-legend {
    padding: 0;
    font-weight: 600;
  }
  .choices {
    display: flex;
    flex-direction: column;
    max-block-size: 40dvb;
    margin-inline: calc(var(--_space) * -2);
    overflow-y: auto;
  }
  .option {
    display: flex;
    flex: none;
    align-items: flex-start;
    gap: calc(var(--_space) * 2);
    min-block-size: 1.75rem;
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 2);
    border-radius: var(--_radius-small);
    cursor: pointer;
  }
  .option:hover {
    background: var(--_surface-hover);
  }
  .option:has(:checked) {
    background: var(--_surface-selected);
  }
  .option:has(:disabled) {
    background: none;
    color: var(--_text-muted);
    cursor: not-allowed;
  }
  .option input {
    flex: none;
    inline-size: 1rem;
    block-size: 1rem;
    margin-block-start: 0.2em;
    accent-color: var(--_accent);
  }
  .option-words {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .option-note,
  .choice-note {
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
    font-weight: 400;
  }
  .labelled {
    display: flex;
    flex-direction: column;
    gap: var(--_space);
    font-weight: 600;
  }
  .labelled .field {
    font-weight: 400;
    resize: vertical;
  }
  /* The dialog fills the screen there, and scrolls as a whole. */
  @media (max-width: 30rem) {
    .choices {
      max-block-size: none;
    }
  }
`;
