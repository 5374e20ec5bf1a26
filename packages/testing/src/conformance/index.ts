export { connectorConformance } from './connector-conformance.js';
export type { ConformanceOptions, ConformanceRunner, ConnectorHarness } from './harness.js';
export { record } from './recorder.js';
export type { Recorder } from './recorder.js';
