export { createMemoryStore } from './memory-store.js';
export type { MemoryStoreOptions } from './memory-store.js';
export { storeConformance } from './store-conformance/conformance.js';
export { judgeHistory, recordHistory } from './store-conformance/history.js';
export type { HistoryRecorder, Operation, Violation } from './store-conformance/history.js';
export type { Acknowledgement, ConformanceRunner, OpenedStore, RunningLoad, StoreSubject } from './store-conformance/subject.js';
