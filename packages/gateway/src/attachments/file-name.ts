/** Names of files, which strangers choose: made fit to be shown and to be put into a header. */

const lengthLimit = 120;
const extensionLimit = 16;
/** Text that turns, hides or marks: bidirectional controls, zero-width characters, byte order marks. ZWJ and ZWNJ stay: scripts and emoji need them. */
const invisible = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
/** What file systems forbid, and line breaks by any name. */
const forbidden = /[\p{Cc}\p{Surrogate}\u2028\u2029<>:"|?*\\/]/gu;
/** Devices of Windows, whatever the extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A file's name without folders, controls and tricks, at most 120 UTF-16 code units; never empty. */
export function safeFileName(given: string): string {
  const base = given.split(/[\\/]/).at(-1) ?? '';
  const clean = base
    .slice(0, 2_000)
    .normalize('NFC')
    .replace(invisible, '')
    .replace(forbidden, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.]+|[\s.]+$/gu, '');
  const short = shortened(clean);
  if (short === '') return 'file';
  return reserved.test(short) ? `_${short}` : short;
}

/** The extension in lower case, without its dot; empty if there is none. */
export function extensionOf(name: string): string {
  return /\.([^.\s]{1,16})$/u.exec(name)?.[1]?.toLowerCase() ?? '';
}

/**
 * The header by which a browser saves instead of shows, in both of its forms.
 *
 * @see RFC 6266 §4, RFC 8187 §3.2
 */
export function contentDisposition(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9 !#$&+.^_`|~()-]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*!]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** Cut in the middle, so that the extension stays, and between characters. */
function shortened(name: string): string {
  if (name.length <= lengthLimit) return name;
  const extension = extensionOf(name);
  const end = extension === '' || extension.length > extensionLimit ? '' : `.${extension}`;
  const start = name.slice(0, lengthLimit - end.length);
  const lastUnit = start.charCodeAt(start.length - 1);
  return `${lastUnit >= 0xd800 && lastUnit <= 0xdbff ? start.slice(0, -1) : start}${end}`;
}
