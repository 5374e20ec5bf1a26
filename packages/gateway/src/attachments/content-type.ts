/** What a file is, judged by its first bytes and not by what it says of itself. Pure. */
import { extensionOf } from './file-name.js';

/** So many first bytes are looked at. */
export const sniffedBytes = 4_096;

interface KnownType {
  readonly contentType: string;
  /** The first one is appended to a name that has none of them. */
  readonly extensions: readonly string[];
  /** Undefined for text, which begins like nothing in particular. */
  readonly begins?: (head: Uint8Array) => boolean;
}

const ascii = (text: string): readonly number[] => [...text].map((character) => character.charCodeAt(0));
const at =
  (offset: number, ...bytes: readonly number[]) =>
  (head: Uint8Array): boolean =>
    bytes.every((byte, index) => head[offset + index] === byte);
const any =
  (...tests: readonly ((head: Uint8Array) => boolean)[]) =>
  (head: Uint8Array): boolean =>
    tests.some((test) => test(head));
const all =
  (...tests: readonly ((head: Uint8Array) => boolean)[]) =>
  (head: Uint8Array): boolean =>
    tests.every((test) => test(head));

const isZip = at(0, 0x50, 0x4b, 0x03, 0x04);
const isOle = at(0, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);
const isMedia = at(4, ...ascii('ftyp'));
const isBrand = (...brands: readonly string[]): ((head: Uint8Array) => boolean) => all(isMedia, any(...brands.map((brand) => at(8, ...ascii(brand)))));
const isRiff = at(0, ...ascii('RIFF'));
const isBinary = (head: Uint8Array): boolean => head.includes(0);
const openXml = 'application/vnd.openxmlformats-officedocument';

/** In the order in which they are taken where several fit and neither the sender's word nor the name decides. */
const knownTypes: readonly KnownType[] = [
  { contentType: 'application/vnd.microsoft.portable-executable', extensions: ['exe', 'dll'], begins: all(at(0, ...ascii('MZ')), isBinary) },
  { contentType: 'application/x-elf', extensions: ['elf'], begins: at(0, 0x7f, ...ascii('ELF')) },
  {
    contentType: 'application/x-mach-binary',
    extensions: ['macho'],
    begins: any(at(0, 0xfe, 0xed, 0xfa), at(1, 0xfa, 0xed, 0xfe), at(0, 0xca, 0xfe, 0xba, 0xbe)),
  },
  { contentType: 'image/png', extensions: ['png'], begins: at(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) },
  { contentType: 'image/jpeg', extensions: ['jpg', 'jpeg', 'jfif'], begins: at(0, 0xff, 0xd8, 0xff) },
  { contentType: 'image/gif', extensions: ['gif'], begins: any(at(0, ...ascii('GIF87a')), at(0, ...ascii('GIF89a'))) },
  { contentType: 'image/webp', extensions: ['webp'], begins: all(isRiff, at(8, ...ascii('WEBP'))) },
  { contentType: 'image/heic', extensions: ['heic', 'heif'], begins: isBrand('heic', 'heix', 'heim', 'heis', 'hevc', 'mif1', 'msf1') },
  { contentType: 'image/avif', extensions: ['avif'], begins: isBrand('avif', 'avis') },
  { contentType: 'image/tiff', extensions: ['tif', 'tiff'], begins: any(at(0, 0x49, 0x49, 0x2a, 0), at(0, 0x4d, 0x4d, 0, 0x2a)) },
  { contentType: 'application/pdf', extensions: ['pdf'], begins: at(0, ...ascii('%PDF-')) },
  { contentType: 'application/zip', extensions: ['zip'], begins: isZip },
  { contentType: `${openXml}.wordprocessingml.document`, extensions: ['docx'], begins: isZip },
  { contentType: `${openXml}.spreadsheetml.sheet`, extensions: ['xlsx'], begins: isZip },
  { contentType: `${openXml}.presentationml.presentation`, extensions: ['pptx'], begins: isZip },
  { contentType: 'application/vnd.oasis.opendocument.text', extensions: ['odt'], begins: isZip },
  { contentType: 'application/vnd.oasis.opendocument.spreadsheet', extensions: ['ods'], begins: isZip },
  { contentType: 'application/x-ole-storage', extensions: ['ole'], begins: isOle },
  { contentType: 'application/msword', extensions: ['doc'], begins: isOle },
  { contentType: 'application/vnd.ms-excel', extensions: ['xls'], begins: isOle },
  { contentType: 'application/vnd.ms-powerpoint', extensions: ['ppt'], begins: isOle },
  { contentType: 'audio/mp4', extensions: ['m4a'], begins: isBrand('M4A ') },
  { contentType: 'video/quicktime', extensions: ['mov'], begins: isBrand('qt  ') },
  { contentType: 'video/mp4', extensions: ['mp4', 'm4v'], begins: isMedia },
  { contentType: 'video/webm', extensions: ['webm'], begins: at(0, 0x1a, 0x45, 0xdf, 0xa3) },
  { contentType: 'audio/ogg', extensions: ['ogg', 'oga', 'opus'], begins: at(0, ...ascii('OggS')) },
  { contentType: 'audio/wav', extensions: ['wav'], begins: all(isRiff, at(8, ...ascii('WAVE'))) },
  { contentType: 'audio/mpeg', extensions: ['mp3'], begins: any(at(0, ...ascii('ID3')), at(0, 0xff, 0xfb), at(0, 0xff, 0xf3), at(0, 0xff, 0xf2)) },
  { contentType: 'text/plain', extensions: ['txt', 'log', 'md'] },
  { contentType: 'text/csv', extensions: ['csv'] },
  { contentType: 'application/json', extensions: ['json'] },
];

const texts = knownTypes.filter(({ begins }) => begins === undefined);
const unknownType = 'application/octet-stream';

/** Extensions that some system runs, or shows with our customers' names on it. */
const dangerous = new Set(
  'app bat cmd com cpl dll exe hta htm html jar js jse lnk mht mjs msi msp pif ps1 reg scr sh shtml svg url vbe vbs wsf xht xhtml xml xsl'.split(' '),
);

/** Accepted where the configuration names nothing else. */
export const defaultTypes: readonly string[] = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/heic',
  'application/pdf',
  'text/plain',
  'text/csv',
  `${openXml}.wordprocessingml.document`,
  `${openXml}.spreadsheetml.sheet`,
  `${openXml}.presentationml.presentation`,
  'video/mp4',
  'audio/mpeg',
];

/**
 * The content type that a file's first bytes allow: what they begin like, text
 * for text, and what the sender says only where nothing is known of it.
 *
 * @param head - the first {@link sniffedBytes} bytes, or all
 * @param declared - what the sender says, parameters and all
 */
export function contentTypeOf(head: Uint8Array, declared: string, name: string): string {
  const said = declared.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const fitting = knownTypes.filter(({ begins }) => begins?.(head) === true);
  if (fitting.length > 0) return chosenFrom(fitting, said, name) ?? fitting[0]?.contentType ?? unknownType;
  const text = isText(head) ? chosenFrom(texts, said, name) : undefined;
  if (text !== undefined) return text;
  // It says that it is something that it does not begin like.
  if (knownTypes.some(({ contentType }) => contentType === said)) return unknownType;
  if (/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(said) && said !== unknownType) return said;
  return isText(head) ? 'text/plain' : unknownType;
}

/** A name whose extension agrees with the type: appended where it does not, so that nothing runs that looks like a picture. */
export function nameForType(name: string, contentType: string): string {
  const extension = extensionOf(name);
  const known = knownTypes.find((type) => type.contentType === contentType);
  if (known === undefined) return dangerous.has(extension) ? `${name}.bin` : name;
  return known.extensions.includes(extension) ? name : `${name}.${known.extensions[0] ?? 'bin'}`;
}

function chosenFrom(candidates: readonly KnownType[], said: string, name: string): string | undefined {
  const extension = extensionOf(name);
  const chosen = candidates.find(({ contentType }) => contentType === said) ?? candidates.find(({ extensions }) => extensions.includes(extension));
  return chosen?.contentType;
}

/** Whether there is no control character among it, or it is UTF-16 that says so. */
function isText(head: Uint8Array): boolean {
  if (at(0, 0xff, 0xfe)(head) || at(0, 0xfe, 0xff)(head)) return true;
  return !head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d);
}
