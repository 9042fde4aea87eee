import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { collectClaims, type Assertion, type Claim } from './assertion.ts';
import { CLAIM_ASSERTIONS } from './claim-assertions.ts';
import { createContractClient, type Target } from './client.ts';
import { LOG_ASSERTIONS } from './log-assertions.ts';
import { PAYLOAD_ASSERTIONS, uploadAssertions } from './payload-assertions.ts';
import { TASK_ASSERTIONS } from './task-assertions.ts';

const HELP = `Checks what the emulator assumes of Roblox Open Cloud against a real universe, or against the emulator.

Usage: npm run contract -- --base-url URL --universe-id ID --place-id ID [options]

The key is read from the environment variable ROBLOX_API_KEY. It needs the scope
universe.place.luau-execution-session:write, and universe-places:write for --place-file.

  --place-file FILE  also upload this file, as a saved version of the place
  --pace SECONDS     time between two creations (default: 13; 0 for the emulator)
  --record FILE      where to write the redacted record (default: contract-record.json)

It creates thirteen tasks, and two keys in the memory store of the universe that expire within two hours. Nothing is
published.
`;

/** What a run has found. */
export interface ContractResult {
  readonly claims: readonly (Claim & { readonly assertion: string })[];
  readonly record: string;
}

/** Runs all assertions against a target, one after another. */
export async function runContract(
  target: Target,
  placeFile: Uint8Array | undefined,
): Promise<ContractResult> {
  const client = createContractClient(target);
  const assertions: readonly Assertion[] = [
    ...TASK_ASSERTIONS,
    ...LOG_ASSERTIONS,
    ...PAYLOAD_ASSERTIONS,
    ...CLAIM_ASSERTIONS,
    ...(placeFile ? uploadAssertions(placeFile) : []),
  ];
  const claims: (Claim & { readonly assertion: string })[] = [];
  for (const assertion of assertions) {
    const found: Claim[] = [];
    try {
      await assertion.run(client, collectClaims(found));
    } catch (error) {
      found.push({
        claim: 'the requests could be made',
        evidence: 'description',
        expected: true,
        got: String(error),
        holds: false,
      });
    }
    claims.push(...found.map((claim) => ({ assertion: assertion.name, ...claim })));
  }
  const { apiKey, universeId, placeId } = target;
  const record = [apiKey, universeId, placeId].reduce(
    (text, secret) => text.replaceAll(secret, '…'),
    `${JSON.stringify({ claims, exchanges: client.exchanges }, undefined, 2)}\n`,
  );
  return { claims, record };
}

/** Writes the claims for people: each that does not hold with both values. */
export function formatClaims({ claims }: ContractResult): string {
  const lines = claims.map(({ assertion, claim, evidence, holds, expected, got }) =>
    holds
      ? `ok    ${assertion}: ${claim} (${evidence})`
      : `DIFF  ${assertion}: ${claim} (${evidence}): expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)?.slice(0, 300)}`,
  );
  const different = claims.filter(({ holds }) => !holds).length;
  return [...lines, `${claims.length - different} claims hold, ${different} differ.`].join('\n');
}

const OPTIONS = {
  'base-url': { type: 'string' },
  'universe-id': { type: 'string' },
  'place-id': { type: 'string' },
  'place-file': { type: 'string' },
  pace: { type: 'string', default: '13' },
  record: { type: 'string', default: 'contract-record.json' },
  help: { type: 'boolean', default: false },
} as const;

async function main(): Promise<void> {
  let values;
  try {
    ({ values } = parseArgs({ options: OPTIONS }));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  const { 'base-url': baseUrl, 'universe-id': universeId, 'place-id': placeId } = values;
  const apiKey = process.env['ROBLOX_API_KEY'] ?? '';
  const isComplete = baseUrl !== undefined && universeId !== undefined && placeId !== undefined;
  if (values.help || !isComplete || apiKey === '') {
    process.stdout.write(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const placeFile = values['place-file'];
  const result = await runContract(
    { baseUrl, apiKey, universeId, placeId, paceMs: Number(values.pace) * 1000 },
    placeFile === undefined ? undefined : await readFile(placeFile),
  );
  await writeFile(values.record, result.record);
  process.stdout.write(`${formatClaims(result)}\nThe record is in ${values.record}.\n`);
  process.exitCode = result.claims.every(({ holds }) => holds) ? 0 : 1;
}

if (process.argv[1]?.endsWith('main.ts') === true) {
  await main();
}
