/** `POST …/upload`: a message with files, as a form, or one file as it is. */
import type { GatewayConfig } from '../../config/config.js';
import { jsonOf } from '../../http/bounded-text.js';
import { BrokenOffError, TooLargeError, allBytes, limitedBytes } from '../../http/limited-bytes.js';
import type { Part } from '../../http/multipart.js';
import { MultipartError, boundaryOf, fileNameOf, partsOf } from '../../http/multipart.js';
import type { CustomerActivity } from './customer-activity.js';
import { customerActivityOf } from './customer-activity.js';
import type { IncomingFiles } from './incoming-files.js';
import type { PostOptions } from './post-message.js';
import { expectFiles, postMessage } from './post-message.js';
import { directLineProblem } from './problem.js';
import type { DirectLineClaims } from './tokens.js';

type Message = Extract<CustomerActivity, { kind: 'message' }>;

const activityType = 'application/vnd.microsoft.activity';
/** What a file without a word is. */
const wordless: Message = { kind: 'message', messageId: undefined, text: '', files: [], extras: undefined, senderName: undefined };

/** Takes an upload in. What is not wanted, or more than is possible, is read past and never held. */
export async function answerUpload(options: PostOptions, claims: DirectLineClaims, request: Request): Promise<Response> {
  const files = await expectFiles(options, claims);
  try {
    const activity = await read(options, request, files);
    if (activity.kind === 'message') return await postMessage(options, claims, activity, files);
    await files.discard();
    return activity.kind === 'invalid'
      ? directLineProblem(activity.code, activity.message)
      : directLineProblem('BadArgument', 'Files come with a message. Post an activity of the type "message".');
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    await files.discard();
    return problem;
  }
}

/** @returns the message; what is wrong with its files is noted with them */
async function read(options: PostOptions, request: Request, files: IncomingFiles): Promise<CustomerActivity> {
  const { sizeBytes, count } = options.attachments.limits;
  const { limits } = options.settings.config;
  const { headers } = request;
  // One file more than is taken is read past, so that what is too much is refused and the words of the message are not.
  const bytes = limitedBytes(request, (count + 1) * sizeBytes + limits.frameBytes);
  const boundary = boundaryOf(headers.get('content-type'));
  let activity: CustomerActivity | undefined;
  try {
    if (boundary === undefined)
      await files.add(fileNameOf(`;${headers.get('content-disposition') ?? ''}`) ?? '', headers.get('content-type') ?? '', bytes);
    else
      for await (const part of partsOf(bytes, boundary)) {
        if (isActivityPart(part)) activity = await activityOf(part, limits);
        else if (part.fileName !== undefined || part.contentType !== '') await files.add(part.fileName ?? '', part.contentType, part.body);
      }
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    files.refuse('file-too-large');
  }
  return activity ?? wordless;
}

function isActivityPart({ name, contentType }: Part): boolean {
  return name === 'activity' || contentType.toLowerCase().startsWith(activityType);
}

async function activityOf({ body }: Part, limits: GatewayConfig['limits']): Promise<CustomerActivity> {
  const bytes = await allBytes(body, limits.frameBytes);
  return customerActivityOf(jsonOf(new TextDecoder().decode(bytes)), limits, true);
}

function problemOf(error: unknown): Response | undefined {
  if (error instanceof MultipartError) return directLineProblem('BadArgument', error.message);
  // Nobody is there to read it; it stands in the log.
  if (error instanceof BrokenOffError) return directLineProblem('BadArgument', error.message);
  return undefined;
}
