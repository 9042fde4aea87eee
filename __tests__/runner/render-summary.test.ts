import { expect, it } from '@jest/globals';
import { renderSummary } from '../../runner/render-summary.ts';

const SUMMARY = `<!-- marker
over two lines -->
## Luau execution failed

**smoke.luau** ended as \`FAILED\` &lt;here&gt; \\*so\\*, see [the docs](https://example.com/a).<br>

| script | outcome |
| :--- | ---: |
| \`a.luau\` | passed |
| a \\| longer name | failed |

<details>
<summary>Log, <b>2</b> lines</summary>

\`\`\`\`text
\`\`\`
**not bold** <b>
\u001b[31mred
\`\`\`\`

</details>

`;

it('renders headings, tables, details, links and code as plain text', () => {
  expect(renderSummary(SUMMARY, { color: false })).toBe(
    `│ Luau execution failed
│
│ smoke.luau ended as FAILED <here> *so*, see the docs (https://example.com/a).
│
│ script            outcome
│ a.luau            passed
│ a | longer name   failed
│
│ ▾ Log, 2 lines
│
│     \`\`\`
│     **not bold** <b>
│     red
`,
  );
});

it('renders headings, bold words and code in colours', () => {
  const shown = renderSummary('# A\n\n**b** and `c`\n', { color: true });
  expect(shown).toContain('\u001b[1m\u001b[4mA\u001b[24m\u001b[22m\n');
  expect(shown).toContain('\u001b[1mb\u001b[22m and \u001b[36mc\u001b[39m\n');
});
