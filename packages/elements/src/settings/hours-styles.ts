import { css, type CSSResult } from 'lit';

/** The opening hours in the settings panel. */
export const hoursStyles: CSSResult = css`
  .choice-row {
    display: flex;
    gap: calc(var(--_space) * 2);
    padding-block: var(--_space);
  }
  .choice-row input {
    inline-size: 1.25rem;
    block-size: 1.5rem;
    flex: none;
    accent-color: var(--_accent);
  }
  .choice-row .note {
    display: block;
  }
  .opening {
    min-block-size: 1.5rem;
    font-weight: 600;
  }
  .copy-day {
    white-space: normal;
  }
  .week {
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
  }
  .day {
    display: grid;
    grid-template-columns: 8rem 1fr auto;
    gap: calc(var(--_space) * 2);
    align-items: start;
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 3);
    line-height: var(--_control-height);
  }
  .day + .day {
    border-block-start: 1px solid var(--_border);
  }
  .spans {
    display: flex;
    flex-direction: column;
    gap: var(--_space);
  }
  .span {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
  }
  .spans .field-problem {
    line-height: 1.45;
  }
  .time {
    inline-size: 8rem;
    line-height: 1.45;
  }
  .tiny {
    min-block-size: 1.5rem;
    inline-size: 1.5rem;
    margin-inline-end: calc(var(--_space) * -2);
  }
  .new-date {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: calc(var(--_space) * 2);
  }
  .date {
    inline-size: 11rem;
  }
  @container (max-width: 30rem) {
    .day {
      grid-template-columns: 1fr auto;
    }
    .spans {
      grid-column: 1 / -1;
      grid-row: 2;
    }
    .time {
      inline-size: 6.5rem;
    }
    .time::-webkit-calendar-picker-indicator {
      display: none;
    }
  }
`;
