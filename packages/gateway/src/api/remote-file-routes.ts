import { TakeoverError } from '@live-takeover/sdk/core';
import type { KeptRemoteFiles } from '../attachments/kept-remote-files.js';
import { remoteFilePath } from '../attachments/remote-address.js';
import type { Runtime } from '../runtime.js';
import type { Answer } from './app.js';
import { errorResponse } from './error-response.js';
import { lookupResponse } from './file-response.js';

/** `GET` or `HEAD /v1/remote-files/{address}`: a file that a provider keeps for us, brought over when it is first asked for. */
export function createRemoteFileRoutes({ remoteFiles, runtime }: { readonly remoteFiles: Pick<KeptRemoteFiles, 'find'>; readonly runtime: Pick<Runtime, 'log'> }): Answer {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith(remoteFilePath) || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined;
    try {
      return lookupResponse(await remoteFiles.find(pathname.slice(remoteFilePath.length)), request.method === 'HEAD');
    } catch (error) {
      if (!(error instanceof TakeoverError)) throw error;
      runtime.log('info', 'request-refused', { code: error.code });
      return errorResponse(error);
    }
  };
}
