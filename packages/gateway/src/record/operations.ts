/** What the command line asks of the record, directly or of a gateway that has the store. */
import { TakeoverError } from '@live-takeover/sdk/core';
import { z } from 'zod';
import type { AuditFormat } from './audit-lines.js';
import type { RecordKeeper } from './record-keeper.js';
import type { RecordSubject } from './record-subject.js';

/** One operation with all it needs. */
export type Operation =
  | { readonly name: 'export'; readonly tenant: string; readonly subject: RecordSubject }
  | { readonly name: 'erase'; readonly tenant: string; readonly subject: RecordSubject }
  /** `since`: epoch ms. */
  | { readonly name: 'audit'; readonly tenant: string; readonly since: number; readonly format: AuditFormat }
  /** `path`: absolute, on the machine of whoever has the store. */
  | { readonly name: 'backup'; readonly path: string }
  | { readonly name: 'compact' };

const tenant = z.string().min(1).max(64);
const subject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('contact'), id: z.string().min(1).max(500) }),
  z.strictObject({ kind: z.literal('conversation'), id: z.string().regex(/^[A-Za-z0-9_-]{1,200}$/) }),
]);
const operation: z.ZodType<Operation> = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('export'), tenant, subject }),
  z.strictObject({ name: z.literal('erase'), tenant, subject }),
  z.strictObject({ name: z.literal('audit'), tenant, since: z.number().min(0).max(8.64e15), format: z.enum(['json-lines', 'csv']) }),
  z.strictObject({ name: z.literal('backup'), path: z.string().min(1).max(4096) }),
  z.strictObject({ name: z.literal('compact') }),
]);

/** What came of it: lines that keep coming, or how much was done. */
export type OperationResult =
  | { readonly kind: 'lines'; readonly lines: AsyncGenerator<string, void, undefined> }
  | { readonly kind: 'done'; readonly done: Readonly<Record<string, string | number>> };

/** Whom the audit stream names for it: who may run the command has the machine in hand, and the gateway does not know them. */
export const commandLineActor = 'command-line';

/** Reads an operation. @throws {TakeoverError} `bad-request` */
export function decodeOperation(value: unknown): Operation {
  const decoded = operation.safeParse(value);
  if (decoded.success) return decoded.data;
  const issue = decoded.error.issues[0];
  throw new TakeoverError('bad-request', `The operation's "${issue?.path.join('.') ?? 'name'}" is not valid (${issue?.message ?? 'unknown'}). Use a command of the same release.`);
}

/** Does it. @throws {TakeoverError} `store-unavailable`, `bad-request`, `not-supported` */
export async function performOperation(record: RecordKeeper, operation: Operation): Promise<OperationResult> {
  switch (operation.name) {
    case 'export':
      return { kind: 'lines', lines: await record.export(operation.tenant, operation.subject, commandLineActor) };
    case 'audit':
      return { kind: 'lines', lines: await record.exportAudit(operation.tenant, operation.since, operation.format, commandLineActor) };
    case 'erase': {
      const { receipt, conversations, files } = await record.erase(operation.tenant, operation.subject, commandLineActor);
      return { kind: 'done', done: { receipt, conversations, files } };
    }
    case 'backup':
      await record.backup(operation.path, commandLineActor);
      return { kind: 'done', done: {} };
    case 'compact':
      await record.compact(commandLineActor);
      return { kind: 'done', done: {} };
  }
}
