/** What the system says of a call that came to nothing. */

/** Codes that say that the request never left: nobody got it. */
const notSentCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** Whether no connection came about, by the code that {@link systemErrorCode} gave. */
export function isNotSent(code: string): boolean {
  return notSentCodes.has(code);
}

/** The system's code of a failed call, wherever it hides; the error's name if there is none. */
export function systemErrorCode(error: unknown): string {
  const causes = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  for (const candidate of [error, ...causes]) {
    if (!(candidate instanceof Error)) continue;
    if ('code' in candidate && typeof candidate.code === 'string') return candidate.code;
    if (candidate.cause !== undefined) return systemErrorCode(candidate.cause);
  }
  return error instanceof Error ? error.name : 'unknown';
}
