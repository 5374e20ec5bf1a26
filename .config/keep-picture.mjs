import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

/** Colours as near to each other, as the sum of the squares of their parts, are kept as the more frequent one. */
const sameColour = 120;

/** A palette holds no more (PNG §11.2.2). */
const colourLimit = 256;

/** Keeps a picture of a page, small enough for a repository. */
export function keepPicture({ filePath, content }) {
  const { width, height, data } = PNG.sync.read(content);
  const { palette, indexOf } = coloursOf(data);
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) lines[y * (width + 1) + x + 1] = indexOf.get(data.readUInt32BE((y * width + x) * 4));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits for each pixel, which name a colour of the palette (PNG §11.2.2).
  header.set([8, 3, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk('IHDR', header), chunk('PLTE', Buffer.from(palette.flat())), chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0))];
  mkdirSync(dirname(filePath), { recursive: true });
  writeFileSync(filePath, Buffer.concat([signature, ...parts]));
}

/** Colours that tell a picture's own apart, the most frequent first, and to every colour the place of the nearest of these. */
function coloursOf(data) {
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.readUInt32BE(at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [];
  const indexOf = new Map();
  for (const [colour] of [...counts].sort((one, other) => other[1] - one[1])) {
    const parts = partsOf(colour);
    const distances = palette.map((one) => one.reduce((sum, part, index) => sum + (part - parts[index]) ** 2, 0));
    const least = Math.min(...distances);
    const isNew = least > sameColour && palette.length < colourLimit;
    indexOf.set(colour, isNew ? palette.push(parts) - 1 : distances.indexOf(least));
  }
  return { palette, indexOf };
}

/** Red, green, blue. */
function partsOf(colour) {
  return [colour >>> 24, (colour >>> 16) & 255, (colour >>> 8) & 255];
}

function chunk(type, content) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
