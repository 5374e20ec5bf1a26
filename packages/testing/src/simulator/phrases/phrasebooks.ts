import type { Phrasebook } from './phrasebook.js';
import { arabic, hebrew, hindi, japanese } from './beyond.js';
import { english } from './english.js';
import { french, german, spanish } from './european.js';

/** Every language our customers write, as often as listed. */
export const phrasebooks: readonly Phrasebook[] = [
  english,
  arabic,
  english,
  german,
  english,
  hebrew,
  english,
  spanish,
  english,
  french,
  english,
  hindi,
  english,
  japanese,
];
