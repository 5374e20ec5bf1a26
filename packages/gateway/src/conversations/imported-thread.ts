/**
 * Threads of recorded conversations begin so. Nobody is at their other end, so
 * no bot is asked to answer them.
 */
export const importedThreadPrefix = 'import:';
