export { importConversations } from './import-conversations.js';
export { importFile } from './import-file.js';
export type { ImportOptions, ImportProblem, ImportSummary } from './import-conversations.js';
export { importReport } from './import-report.js';
