import { searchMarks } from '@live-takeover/sdk';
import { html, type TemplateResult } from 'lit';

/** A text with what a search found in it marked. */
export function markedText(text: string, search: string): TemplateResult {
  const pieces: (string | TemplateResult)[] = [];
  let end = 0;
  for (const mark of searchMarks(text, search)) {
    pieces.push(text.slice(end, mark.start), html`<mark class="match" part="match">${text.slice(mark.start, mark.end)}</mark>`);
    end = mark.end;
  }
  return html`${pieces}${text.slice(end)}`;
}
