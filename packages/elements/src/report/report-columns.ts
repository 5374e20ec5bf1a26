import type { ExportColumn } from '@live-takeover/sdk';
import type { Words } from '../language/words.js';
import type { Question } from './report-view.js';

/** What is exported of the report: each question with how often it was asked and where to read it. */
export function reportColumns(words: Words): readonly ExportColumn<Question>[] {
  return [
    { key: 'question', heading: words('report.question'), cellOf: ({ representative }) => representative.text },
    { key: 'count', heading: words('report.count'), cellOf: ({ count }) => count },
    { key: 'lastAskedAt', heading: words('report.last-asked'), cellOf: ({ lastAt }) => new Date(lastAt).toISOString() },
    { key: 'conversationId', heading: words('report.example'), cellOf: ({ representative }) => representative.conversationId },
  ];
}
