import { test } from 'vitest';
import { attachmentConformance } from './attachment-conformance/attachment-conformance.js';
import { createMemoryAttachments } from './memory-attachments.js';

attachmentConformance({ open: async () => ({ store: createMemoryAttachments(), dispose: async () => {} }) }, { test });
