/** What a customer's message holds. Pure. */
import type { Attachments } from '../../attachments/attachments.js';
import type { RemoteFiles } from '../../attachments/remote-files.js';
import type { GatewayConfig } from '../../config/config.js';
import type { InboundMessage } from '../channel.js';
import type { PageAttachment, PageNews } from './page-events.js';

/** What reading it takes. */
export interface CustomerContentOptions {
  readonly settings: { readonly config: Pick<GatewayConfig, 'limits'> };
  readonly remoteFiles: RemoteFiles;
  readonly attachments: Pick<Attachments, 'limits'>;
  readonly tenant: string;
  readonly thread: string;
}

const fileTypes: ReadonlySet<string> = new Set(['image', 'video', 'audio', 'file']);

/** Text, files and what cannot be shown, as a channel hands them over. Shared links and places are words too. */
export function customerContent(
  { text, attachments, isUnsupported, quickReply, replyTo }: Extract<PageNews, { kind: 'message' }>,
  { settings, remoteFiles, attachments: { limits }, tenant, thread }: CustomerContentOptions,
): Pick<InboundMessage, 'text' | 'attachments' | 'channelData' | 'unsupported'> {
  const files = attachments.filter(isFile);
  const kept = files.slice(0, limits.count).map(({ url = '' }) => remoteFiles.attachmentOf(tenant, { url, thread }));
  const words = [text, ...attachments.flatMap(wordsOf)].filter((part) => part !== '').join('\n');
  const { messageLength } = settings.config.limits;
  const strange = attachments.find((one) => !isFile(one) && one.type !== 'fallback');
  const unsupported = isUnsupported ? 'message' : (strange?.type ?? leftOver(words, messageLength, files.length, limits.count));
  const extras = { ...(quickReply === undefined ? {} : { value: quickReply }), ...(replyTo === undefined ? {} : { channelData: { replyTo } }) };
  return {
    text: words.slice(0, messageLength),
    ...(kept.length === 0 ? {} : { attachments: kept }),
    ...(Object.keys(extras).length === 0 ? {} : { channelData: { activity: extras } }),
    ...(unsupported === undefined ? {} : { unsupported }),
  };
}

/** What of a message does not fit, or that there is nothing at all. */
function leftOver(words: string, messageLength: number, files: number, fileLimit: number): string | undefined {
  if (words.length > messageLength) return 'too long text';
  if (files > fileLimit) return 'more files';
  return words.trim() === '' && files === 0 ? 'empty message' : undefined;
}

function isFile({ type, url }: PageAttachment): boolean {
  return fileTypes.has(type) && url !== undefined && URL.canParse(url);
}

function wordsOf({ type, url, title, coordinates }: PageAttachment): readonly string[] {
  if (type === 'fallback') return [[title, url].filter((part) => part !== undefined && part !== '').join('\n')];
  return coordinates === undefined ? [] : [`${String(coordinates.lat)}, ${String(coordinates.long)}`];
}
