import type { Attachment } from '@live-takeover/sdk/core';

/** A file that a provider keeps for a customer who sent it. */
export interface RemoteFile {
  /** Where the provider keeps it. Named by a stranger: it is asked for only if it is a public address. */
  readonly url: string;
  /** As the provider says; decided anew from its content. */
  readonly contentType?: string;
  readonly name?: string;
  /** The channel's thread that it came by: counted with its other files, and erased with its conversations. */
  readonly thread?: string;
  /** Whose credentials it takes, as `RemoteFilesOptions` knows them; absent for none. */
  readonly access?: string;
}

/** Customers' files that are elsewhere, as attachments of ours. */
export interface RemoteFiles {
  /** An attachment whose address is ours; the file is brought over when it is first asked for, or a moment later. */
  attachmentOf(tenant: string, file: RemoteFile): Attachment;
}
