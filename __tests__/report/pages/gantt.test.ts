import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { adviseSharing, renderGantt } from '../../../src/report/pages/gantt.ts';
import type { EvaluatedRun, RunSpan } from '../../../src/evaluate/types.ts';
import { arbitraryText } from '../arbitrary-runs.ts';
import { CREATED, ended, failed, evaluated, snapshotWith } from '../evaluated-runs.ts';
import { scanMarkdown } from '../markdown-scan.ts';

/** A script that ran between two times in seconds; `from` is undefined if it was not created. */
function ran(file: string, from: number | undefined, to: number, isRed = false): EvaluatedRun {
  const run =
    from === undefined
      ? ({ status: 'cancelled', mayRun: false } as const)
      : isRed
        ? failed({ code: 'SCRIPT_ERROR' })
        : ended({ updateTime: CREATED + (to - from) * 1000 });
  const span: RunSpan = {
    ...(from !== undefined && { createdMs: from * 1000 }),
    endedMs: to * 1000,
  };
  return { ...evaluated(run, { script: { file, text: '' } }), span };
}

/** Removes the colours, which the test of the contrast reads. */
function withoutColors(blocks: readonly string[]): readonly string[] {
  return blocks.map((block) => block.replace(/"themeVariables":\{[^}]*\}/, '"themeVariables":{}'));
}

/** The lines of the chart without its fence. */
function linesOf(blocks: readonly string[]): readonly string[] {
  return (blocks[1] ?? '').split('\n').slice(1, -1);
}

/** The contrast of two colours by WCAG 2.2, from 1 to 21. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('renderGantt', () => {
  it('shows when each script waited, ran and ended, in the order of creation', () => {
    const runs = [ran('tests/b.luau', 61.5, 70, true), ran('tests/a.luau', 0.4, 6.4)];
    expect(withoutColors(renderGantt(runs))).toEqual([
      '**When they ran**',
      `\`\`\`mermaid
%%{init: {"theme":"base","themeVariables":{},"gantt":{"leftPadding":98}}}%%
gantt
  dateFormat YYYY-MM-DD HH:mm:ss.SSS
  axisFormat %M:%S
  tickInterval 10second
  todayMarker off
  section tests/a.luau
  passed in 6s :active, 2000-01-01 00:00:00.400, 2000-01-01 00:00:06.400
  section tests/b.luau
  waited 1m2s :done, 2000-01-01 00:00:00.000, 2000-01-01 00:01:01.500
  failed in 6.4s :crit, 2000-01-01 00:01:01.500, 2000-01-01 00:01:07.900
\`\`\``,
    ]);
  });

  it('writes all text in one colour that both themes of GitHub show', () => {
    const [, block = ''] = renderGantt([ran('a', 0, 5), ran('b', 0, 5)]);
    const colors = JSON.parse(/"themeVariables":(\{[^}]*\})/.exec(block)?.[1] ?? '{}') as Record<
      string,
      string
    >;
    const texts = [
      'textColor',
      'titleColor',
      'taskTextColor',
      'taskTextDarkColor',
      'taskTextOutsideColor',
    ];
    expect(new Set(texts.map((name) => colors[name])).size).toBe(1);
    for (const background of ['#ffffff', '#0d1117']) {
      expect(contrast(colors['textColor'] ?? '', background)).toBeGreaterThan(4);
    }
  });

  it('renders no chart for less than two tasks', () => {
    expect(renderGantt([ran('a', 0, 5)])).toEqual([]);
    expect(renderGantt([ran('a', 0, 5), ran('b', undefined, 9)])).toEqual([]);
    expect(renderGantt([evaluated(ended()), evaluated(ended())])).toEqual([]);
  });

  it('shows hours if a run takes that long', () => {
    const chart = renderGantt([ran('a', 0, 5), ran('b', 3_600, 3_605)]).join('\n');
    expect(chart).toContain('  axisFormat %H:%M:%S\n');
    expect(chart).toContain(', 2000-01-01 01:00:05.000');
  });

  it('renders a bar for a run without duration', () => {
    expect(linesOf(renderGantt([ran('a', 1, 1), ran('b', 1, 2)]))).toContain(
      '  passed in 0s :active, 2000-01-01 00:00:01.000, 2000-01-01 00:00:01.001',
    );
  });

  it('renders the first forty scripts, and says so', () => {
    const runs = Array.from({ length: 45 }, (_, at) => ran(`tests/${at}.luau`, at, at + 3));
    const blocks = renderGantt(runs);
    expect(blocks[0]).toBe('**When they ran**: the first 40 of 45');
    expect(readGantt(linesOf(blocks)).map(({ name }) => name)).toEqual(
      runs.slice(0, 40).map(({ plan }) => plan.script.file),
    );
  });

  it('keeps the end of a long name, and makes names unique', () => {
    const long = `packages/${'x'.repeat(100)}/tests/init.spec.luau`;
    const names = [long, `other/${long}`, 'a#b.luau', 'a;b.luau'];
    const drawn = readGantt(linesOf(renderGantt(names.map((name) => ran(name, 0, 3)))));
    const cut = `…${long.slice(-36)}`;
    expect(drawn.map(({ name }) => name)).toEqual([cut, `${cut} (2)`, 'a_b.luau', 'a_b.luau (2)']);
  });

  it.each([
    ['click href "javascript:alert(1)"'],
    ['%%{init: {"theme": "dark"}}%%'],
    ['accDescr { a }'],
    ['a\n  section b\n  c :done, 1s'],
    ['a: crit, 2000-01-01, 1s; section b'],
    ['section'],
    ['```\n</details>'],
    ['😀'.repeat(70)],
  ])('renders one row for a script with the name %j', (name) => {
    const blocks = renderGantt([ran(name, 0, 3), ran('b', 0, 3)]);
    expect(readGantt(linesOf(blocks))).toHaveLength(2);
    expect(blocks.join('\n').isWellFormed()).toBe(true);
  });

  it('renders exactly one row for each script with any name and result', () => {
    const moment = fc.nat(7_200_000);
    const run = fc
      .record({
        name: fc.oneof(
          arbitraryText,
          fc
            .tuple(
              fc.constantFrom(
                'click ',
                'call ',
                'href "',
                'title ',
                'gantt',
                'section ',
                'accTitle:',
                '%%',
              ),
              arbitraryText,
            )
            .map((parts) => parts.join('')),
        ),
        createdMs: moment,
        forMs: moment,
        status: fc.constantFrom('ended', 'failed', 'pending', 'cancelled'),
      })
      .map(({ name, createdMs, forMs, status: end }): EvaluatedRun => {
        const how =
          end === 'ended'
            ? ended()
            : end === 'failed'
              ? failed({})
              : end === 'pending'
                ? ({ status: end, ...snapshotWith() } as const)
                : ({ status: 'cancelled', mayRun: true, snapshot: snapshotWith() } as const);
        const span = { createdMs, endedMs: createdMs + forMs };
        return { ...evaluated(how, { script: { file: name, text: '' } }), span };
      });
    fc.assert(
      fc.property(fc.array(run, { minLength: 2, maxLength: 6 }), (runs) => {
        const blocks = renderGantt(runs);
        const { lines, isClosed } = scanMarkdown(blocks.join('\n\n'));
        expect(lines).toEqual(['**When they ran**', '']);
        expect(isClosed).toBe(true);
        const rows = readGantt(linesOf(blocks));
        expect(rows).toHaveLength(runs.length);
        expect(new Set(rows.map(({ name }) => name)).size).toBe(runs.length);
        for (const { bars } of rows) {
          expect(bars.length).toBeGreaterThanOrEqual(1);
          for (const { from, to } of bars) {
            expect(from).toBeLessThan(to);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('adviseSharing', () => {
  const quick = (count: number, everySeconds: number): readonly EvaluatedRun[] =>
    Array.from({ length: count }, (_, at) =>
      ran(`tests/${at}.luau`, at * everySeconds, at * everySeconds + 5),
    );

  it('says how long one task would have taken if quotas cost much time', () => {
    expect(adviseSharing(quick(20, 12))).toEqual([
      "Roblox's quotas spread these scripts over 3m48s. In one task, one after another, all of them would have taken 1m40s at most: see `share-task`.",
    ]);
  });

  it.each([
    ['quotas cost less than a minute', quick(20, 5)],
    ['quotas cost a small share of the time', [ran('a', 0, 250), ran('b', 60, 70)]],
    ['one task would not have been long enough', quick(70, 12)],
    ['a script was not created', [...quick(20, 12), ran('z', undefined, 300)]],
    ['there are no scripts', []],
  ])('gives no advice if %s', (_, runs) => {
    expect(adviseSharing(runs)).toEqual([]);
  });
});

interface Row {
  readonly name: string;
  readonly bars: readonly { readonly from: number; readonly to: number }[];
}

/** The rules of Mermaid's lexer for these charts. The first match wins. */
const RULES: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['directive', /^%%\{/],
  ['accTitle', /^accTitle\s*:\s*/i],
  ['accDescr', /^accDescr\s*[:{]\s*/i],
  ['comment', /^[^}]%%*[^\n]*/],
  ['comment', /^%%*[^\n]*\n*/],
  ['NL', /^\n+/],
  ['space', /^\s+/],
  ['comment', /^#[^\n]*/],
  ['href', /^href\s+"/i],
  ['call', /^call\s+/i],
  ['click', /^click\s+/i],
  ['gantt', /^gantt\b/i],
  ['dateFormat', /^dateFormat\s[^#\n;]+/i],
  ['axisFormat', /^axisFormat\s[^#\n;]+/i],
  ['setting', /^(?:inclusiveEndDates|topAxis)\b/i],
  ['todayMarker', /^todayMarker\s[^\n;]+/i],
  [
    'setting',
    /^(?:tickInterval|includes|excludes|weekday|weekend|title|accDescription)\s[^#\n;]+/i,
  ],
  ['date', /^\d\d\d\d-\d\d-\d\d/],
  ['section', /^section\s[^#:\n;]+/i],
  ['taskTxt', /^[^#:\n;]+/],
  ['taskData', /^:[^#\n;]+/],
];

/** Reads a chart as Mermaid does (`gantt.jison`, `ganttDb.js`), and accepts only rows. */
function readGantt(lines: readonly string[]): readonly Row[] {
  const tokens: (readonly [kind: string, text: string])[] = [];
  const [directive, ...chart] = lines;
  expect(directive).toMatch(
    /^%%\{init: \{"theme":"base",[\w":{},#]*"gantt":\{"leftPadding":\d+\}\}\}%%$/,
  );
  for (let rest = chart.join('\n'); rest !== '';) {
    const rule = RULES.find(([, pattern]) => pattern.test(rest));
    const text = rule?.[1].exec(rest)?.[0] ?? rest;
    if (rule?.[0] !== 'space') {
      tokens.push([rule?.[0] ?? 'INVALID', text]);
    }
    rest = rest.slice(text.length);
  }
  const kinds = tokens.map(([kind]) => kind).join(' ');
  expect(kinds).toMatch(
    /^gantt NL dateFormat NL axisFormat NL setting NL todayMarker(?: NL section(?: NL taskTxt taskData){1,2})+$/,
  );
  return tokens.reduce<readonly Row[]>((rows, [kind, text]) => {
    const last = rows.at(-1);
    return kind === 'section'
      ? [...rows, { name: text.slice('section '.length), bars: [] }]
      : kind === 'taskData' && last !== undefined
        ? [...rows.slice(0, -1), { ...last, bars: [...last.bars, readBar(text)] }]
        : rows;
  }, []);
}

function readBar(text: string): Row['bars'][number] {
  expect(text).toMatch(/^:(?:active|crit|done)(?:, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}){2}$/);
  const [from = '', to = ''] = text.split(', ').slice(1);
  return { from: readMoment(from), to: readMoment(to) };
}

function readMoment(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}
