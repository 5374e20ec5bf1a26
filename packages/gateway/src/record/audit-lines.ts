import type { AuditEntry } from '../store/event-store.js';

/** How an audit stream is written down. */
export type AuditFormat = 'json-lines' | 'csv';

/** Each entry as a line of JSON, or of comma-separated values (RFC 4180). */
export function auditLines(entries: readonly AuditEntry[], format: AuditFormat): string {
  return entries.map(format === 'csv' ? csvLine : (entry) => `${JSON.stringify(entry)}\n`).join('');
}

/** What stands before the first line. */
export function auditHeading(format: AuditFormat): string {
  return format === 'csv' ? 'time,actor,action,subject,detail\r\n' : '';
}

function csvLine({ at, actor, action, subject, detail }: AuditEntry): string {
  const detailText = detail === undefined ? '' : JSON.stringify(detail);
  return `${[new Date(at).toISOString(), actor, action, subject, detailText].map(csvField).join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula when a cell begins with it (OWASP, CSV injection). */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

/** Quoted where needed; a quote mark before what would be calculated, so that it is read as text. */
function csvField(text: string): string {
  const harmless = formulaStart.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
