import type { TakeoverError } from '@live-takeover/sdk';
import type { Words } from '../language/words.js';

/** Why a command failed, for the agent who gave it. */
export function failureWords(words: Words, error: TakeoverError): string {
  switch (error.code) {
    case 'already-taken':
      return error.holder === undefined ? words('failure.taken-by-someone') : words('failure.taken', { name: error.holder });
    case 'stale-term':
    case 'not-yours':
    case 'nothing-to-dismiss':
      return words('failure.changed');
    case 'not-available':
    case 'at-capacity':
    case 'too-late':
    case 'wrap-up-missing':
      return words(`failure.${error.code}`);
    case 'conversation-closed':
      return words('failure.closed');
    case 'forbidden':
    case 'unauthorized':
      return words('failure.forbidden');
    case 'outcome-unknown':
      return words('failure.unknown');
    case 'gateway-unreachable':
    case 'connection-lost':
    case 'store-unavailable':
      return words('failure.unreachable');
    case 'attachment-too-large':
      return words('failure.file-too-large');
    case 'attachment-not-allowed':
      return words('failure.file-not-allowed');
    case 'attachment-unknown':
    case 'attachment-expired':
      return words('failure.file-gone');
    case 'attachments-full':
      return words('failure.files-full');
    case 'rate-limited':
      return words('failure.too-many');
    default:
      return words('failure.other', { code: error.code });
  }
}
