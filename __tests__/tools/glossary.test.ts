import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';

// docs/glossary.md says which term the code uses for each thing. These are the terms and phrases that it avoids.

const FILES = globSync('{src,emulator,runner,tools}/**/*.{ts,luau}');

/** Parts of identifiers and of file names. */
const AVOIDED_NAMES = [
  /Patience|Surroundings|Happening|Sighting|BrokenOff/,
  /\b[Rr]ivals?\b|[a-z]Rivals?\b/,
  /\b(?:MOST|LEAST|LONGEST|LARGEST|SHORTEST|SMALLEST)_[A-Z]/,
  /\b(?:most|least|longest|largest|shortest)(?:Bytes|Ms|Characters|Lines|Entries|Tries)\b/,
  /\bisPassing\b|\bmayRepeat\b|\bonRepeat\b|\bgiveUp\b/,
  /\bheldBack\b|'held-back'|'lost-sight'|'never-finished'|'maybe-running'/,
  /\bwithoutEcho\b|\bwithoutKey\b|\bhideKey\b|\bkeepSecret\b|\binertText\b|\bdisarm\b/,
  /\bheadOf\b|\btailOf\b|\bshareOut\b/,
  /\btold(?:Of|By)\b|\bsaidBy\b|\bisUnderWay\b|\bbeganAt\b|\bheldMs\b/,
];

/** Turns of phrase in comments. */
const AVOIDED_PHRASES = [
  /\bwhere there (?:is|are|was|were) (?:no|none|one|any)\b/i,
  /\bwhere (?:no|none|nothing|nobody)\b/i,
  /\b(?:is|are|was|be|been) told\b|\btold of\b|\btells? of\b/i,
  /\bcom(?:e|es|ing) to an end\b|\bcame to an end\b/i,
  /\bwhoever\b|\bwhosoever\b/i,
  /\bbears\b|\bborne\b/i,
  /\bof its own accord\b|\bof theirs\b/i,
];

it.each(FILES)('%s uses the terms of the glossary', (file) => {
  expect(findings(file)).toEqual([]);
});

describe('the patterns', () => {
  it.each([
    ['const MOST_BYTES = 1;', AVOIDED_NAMES],
    ['export interface Patience {', AVOIDED_NAMES],
    ["import { createRivals } from './rivals.ts';", AVOIDED_NAMES],
    ['/** The place, undefined where there is none. */', AVOIDED_PHRASES],
    ['// The caller is told of it.', AVOIDED_PHRASES],
  ])('the patterns match %s', (line, patterns) => {
    expect(patterns.some((pattern) => pattern.test(line))).toBe(true);
  });

  it.each(['const MAX_ATTEMPTS = 5;', '// The file where the error was raised.', 'ALMOST_DONE'])(
    'the patterns do not match %s',
    (line) => {
      expect(
        [...AVOIDED_NAMES, ...AVOIDED_PHRASES].filter((pattern) => pattern.test(line)),
      ).toEqual([]);
    },
  );
});

function findings(file: string): readonly string[] {
  return [file, ...readFileSync(file, 'utf8').split('\n')].flatMap((line, index) => {
    const comment = /(?:^|\s)(?:\/\/|\/?\*|--)\s.*|\/\*\*.*/.exec(line)?.[0] ?? '';
    const isAvoided =
      AVOIDED_NAMES.some((pattern) => pattern.test(line)) ||
      AVOIDED_PHRASES.some((pattern) => pattern.test(comment));
    return isAvoided ? [`${file}:${index}: ${line.trim()}`] : [];
  });
}
