import { expect, test } from 'vitest';
import { contentTypeOf, defaultTypes, nameForType } from './content-type.js';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const png = bytes([0x89], 'PNG\r\n\x1a\n', [0, 0, 0, 13]);
const zip = bytes('PK\x03\x04', [20, 0]);
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const program = 'application/vnd.microsoft.portable-executable';
const unknown = 'application/octet-stream';

test.each<[string, Uint8Array, string, string, string]>([
  ['a picture that says so', png, 'image/png', 'a.png', 'image/png'],
  ['a picture that says nothing', png, '', 'a', 'image/png'],
  ['a picture under another picture’s name', png, 'image/jpeg', 'a.jpg', 'image/png'],
  ['a program under a picture’s name', bytes('MZ', [0x90, 0]), 'image/png', 'a.png', program],
  ['a program for Linux', bytes([0x7f], 'ELF'), 'text/plain', 'a.txt', 'application/x-elf'],
  ['text that begins like a program', bytes('MZ is where it began'), 'text/plain', 'a.txt', 'text/plain'],
  ['a JPEG', bytes([0xff, 0xd8, 0xff, 0xe0]), 'image/jpeg', 'a.jpg', 'image/jpeg'],
  ['a WebP', bytes('RIFF', [1, 2, 3, 4], 'WEBP'), 'image/webp', 'a.webp', 'image/webp'],
  ['a photograph of a phone', bytes([0, 0, 0, 24], 'ftypheic'), '', 'IMG_1.HEIC', 'image/heic'],
  ['a film', bytes([0, 0, 0, 24], 'ftypisom'), 'video/mp4', 'a.mp4', 'video/mp4'],
  ['a PDF', bytes('%PDF-1.7\n'), 'application/pdf', 'a.pdf', 'application/pdf'],
  ['a document', zip, docx, 'a.docx', docx],
  ['a document whose sender does not know', zip, unknown, 'a.docx', docx],
  ['an archive that says that it is a document', zip, 'application/x-zip-compressed', 'a.zip', 'application/zip'],
  ['a Java archive', zip, 'application/java-archive', 'a.jar', 'application/zip'],
  ['what says that it is a picture and is text', bytes('hello'), 'image/png', 'a.png', unknown],
  ['what says that it is a picture and is nothing known', bytes([1, 2, 3]), 'image/png', 'a.png', unknown],
  ['what says that it is text and is not', bytes([0, 1, 2]), 'text/plain', 'a.txt', unknown],
  ['text', bytes('hello\r\n\tworld\f'), 'text/plain; charset=utf-8', 'a.txt', 'text/plain'],
  ['text in an old encoding', bytes('na\xefve'), '', 'a.txt', 'text/plain'],
  ['text in UTF-16', bytes([0xff, 0xfe, 0x61, 0x00]), 'text/plain', 'a.txt', 'text/plain'],
  ['a table that Windows calls Excel’s', bytes('a;b\r\n1;2'), 'application/vnd.ms-excel', 'a.csv', 'text/csv'],
  ['a page', bytes('<!doctype html><script>'), 'text/html', 'a.html', 'text/html'],
  ['a page that says that it is text', bytes('<script>'), 'text/plain', 'a.html', 'text/plain'],
  ['a drawing with scripts', bytes('<svg xmlns='), 'image/svg+xml', 'a.svg', 'image/svg+xml'],
  ['what nobody knows but its sender', bytes([1, 2, 3]), 'application/x-cad', 'a.cad', 'application/x-cad'],
  ['what says nothing that could be a type', bytes([1, 2, 3]), 'a/b/c\r\n', 'a', unknown],
])('%s', (_title, head, declared, name, expected) => expect(contentTypeOf(head, declared, name)).toBe(expected));

test('neither pages, drawings with scripts nor programs are taken unless somebody says so', () => {
  for (const type of ['text/html', 'image/svg+xml', program, unknown, 'application/zip', 'application/msword']) expect(defaultTypes).not.toContain(type);
});

test.each([
  ['a.png', 'image/png', 'a.png'],
  ['a.JPEG', 'image/jpeg', 'a.JPEG'],
  ['a.exe', 'image/png', 'a.exe.png'],
  ['a.html', 'text/plain', 'a.html.txt'],
  ['readme', 'text/plain', 'readme.txt'],
  ['a.cad', 'application/x-cad', 'a.cad'],
  ['a.scr', 'application/x-cad', 'a.scr.bin'],
])('%j of the type %s is called %j', (name, type, shown) => expect(nameForType(name, type)).toBe(shown));
