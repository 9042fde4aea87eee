import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { loadApi } from './api/api.ts';
import type { ApiClass, ApiData } from './api/api.ts';
import { BYTE_FUNCTIONS } from './byte-functions.ts';
import { MAX_RESULT_BYTES } from './messages.ts';
import type { ScriptOutcome, WorkerAnswer, WorkerInput, WorkerMessage } from './messages.ts';
import { describeTree } from './tree-text.ts';
import type { Host, LuauVm } from './vm.ts';

/** The longest text that is handed to the VM at once, in characters: luau-web copies texts through the VM's stack. */
const MAX_PIECE_LENGTH = 256 * 1024;

/** What the chunks of the emulator's own code are called, so that traces can leave them out. */
export const PART_PREFIX = '[emulator] ';

/** Between the fields of a line, and between lists. Names and types of the API hold neither. */
const FIELD_SEPARATOR = '\u001F';
const ITEM_SEPARATOR = '\u001E';

/**
 * The text of a Luau string, which the prelude sends as one character a byte. Bytes that are not UTF-8 become U+FFFD:
 * the service answers in JSON, which can carry nothing else.
 */
export function toText(crossed: unknown): string {
  return Buffer.from(String(crossed), 'latin1').toString('utf8');
}

// A variable: the bundler would take the files of `new URL('…', import.meta.url)` for modules.
const HERE = import.meta.url;

/** The code of a part of the engine that is written in Luau; undefined if there is none of that name. */
export function readPart(part: string): string | undefined {
  const url = new URL(`./luau/${part}.luau`, HERE);
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
}

function judgeResults(json: string): ScriptOutcome {
  if (json === '') return { kind: 'returned' };
  const results = JSON.parse(json) as unknown[];
  const bytes = Buffer.byteLength(JSON.stringify(results));
  return bytes > MAX_RESULT_BYTES ? { kind: 'too-large', bytes } : { kind: 'returned', results };
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The length of each grapheme cluster of a text, in bytes of UTF-8. */
function graphemeLengths(text: string): number[] {
  return [...graphemes.segment(text)].map(({ segment }) => Buffer.byteLength(segment));
}

function describeClass(found: ApiClass): string {
  const properties = Object.entries(found.properties ?? {}).flat();
  return [
    [found.super ?? ''],
    [found.flags ?? ''],
    properties,
    found.methods ?? [],
    found.events ?? [],
    found.callbacks ?? [],
  ]
    .map((list) => list.join(ITEM_SEPARATOR))
    .join(FIELD_SEPARATOR);
}

/** One script's side of the conversation between the prelude in Luau and the worker. */
export class ScriptHost implements Host {
  /** Set once, when the script has ended by itself. */
  outcome: ScriptOutcome | undefined;
  /** All that is printed between two waits has one time, as in one frame of the engine. */
  frameTime = new Date().toISOString();

  readonly #work: WorkerInput;
  readonly #vm: LuauVm;
  readonly #tell: (message: WorkerMessage) => void;
  readonly #api: ApiData = loadApi();
  readonly #answers: WorkerAnswer[] = [];
  #binaryOutput: Uint8Array<ArrayBuffer> | undefined;
  /** What the prelude wrote for its next question: a source, or a text to look at. */
  #text = '';
  /** What the last function of bytes made. */
  #bytes: Uint8Array | undefined;
  /** The rest of the last long text. */
  #rest = '';

  constructor(work: WorkerInput, vm: LuauVm, tell: (message: WorkerMessage) => void) {
    this.#work = work;
    this.#vm = vm;
    this.#tell = tell;
  }

  /** Takes the main thread's answer to a request, for the prelude to fetch. */
  receive(answer: WorkerAnswer): void {
    this.#answers.push(answer);
  }

  /** Whether the prelude has answers to fetch. */
  get hasAnswers(): boolean {
    return this.#answers.length > 0;
  }

  /** Arrow functions, because the VM calls both without an object. */
  readonly read = (name: string): unknown => {
    const colon = name.indexOf(':');
    if (colon >= 0) return this.#readOf(name.slice(0, colon), name.slice(colon + 1));
    const { place, binaryInput, enableBinaryOutput, clock, timeoutMs, tree } = this.#work;
    switch (name) {
      case 'guid':
        return randomUUID();
      case 'now':
        return Date.now() / 1000;
      case 'inputBytes':
        // There is no empty one, and undefined would not arrive as nil.
        return binaryInput?.length ?? 0;
      case 'enableBinaryOutput':
        return enableBinaryOutput;
      case 'isVirtual':
        return clock === 'virtual';
      case 'timeoutSeconds':
        return timeoutMs / 1000;
      case 'mark':
        return this.#work.mark;
      case 'writesMemory':
        return this.#work.writesMemory;
      case 'tree':
        return this.#begin(describeTree(tree));
      case 'enumNames':
        return Object.keys(this.#api.enums).join(',');
      case 'classNames':
        return Object.keys(this.#api.classes).join(',');
      case 'answer':
        return this.#begin(this.#nextAnswer());
      case 'graphemes':
        return this.#begin(graphemeLengths(this.#text).join(' '));
      case 'byteCount':
        return this.#bytes?.length ?? -1;
      case 'NFC':
      case 'NFD':
        return this.#begin(this.#text.normalize(name));
      case 'rest':
        return this.#begin(this.#rest);
      default:
        return place[name as keyof typeof place];
    }
  };

  readonly write = (name: string, value: unknown): void => {
    const { memory } = this.#vm;
    const text = String(value);
    if (name.startsWith('bytes:')) {
      this.#bytes = BYTE_FUNCTIONS[name.slice('bytes:'.length)]?.(memory.bytesOf(text).slice());
      return;
    }
    switch (name) {
      case 'OUTPUT':
      case 'INFO':
      case 'WARNING':
      case 'ERROR':
        this.#tell({
          kind: 'log',
          message: { message: toText(value), createTime: this.frameTime, messageType: name },
        });
        break;
      case 'takeBytes':
        memory.bytesOf(text).set(this.#bytes ?? []);
        break;
      case 'text':
        this.#text = toText(value);
        break;
      case 'adopt': {
        const [metatable = '', pool = '', count] = text.split(', ');
        memory.adopt(metatable, pool, Number(count));
        break;
      }
      case 'vectorMetatable':
        memory.setVectorMetatable(text);
        break;
      case 'safe':
        memory.markSafe(text);
        break;
      case 'globals':
        memory.setGlobals(text);
        break;
      case 'request': {
        const [id, service = '', payload = ''] = toText(value).split(FIELD_SEPARATOR);
        this.#tell({ kind: 'request', id: Number(id), service, payload });
        break;
      }
      case 'reached': {
        const [count = '', member = ''] = toText(value).split(/ (.*)/s);
        this.#tell({ kind: 'reached', name: member, count: Number(count) });
        break;
      }
      case 'input':
        if (this.#work.binaryInput) memory.bytesOf(text).set(this.#work.binaryInput);
        break;
      default:
        this.#end(name, value);
    }
  };

  /** The ways in which the prelude tells that the script ended. */
  #end(name: string, value: unknown): void {
    switch (name) {
      case 'binaryOutput':
        this.#binaryOutput = this.#vm.memory.bytesOf(String(value)).slice();
        break;
      case 'returned': {
        const judged = judgeResults(toText(value));
        const binaryOutput = this.#binaryOutput;
        this.outcome =
          judged.kind === 'returned' && binaryOutput ? { ...judged, binaryOutput } : judged;
        break;
      }
      case 'oversize':
        this.outcome = { kind: 'too-large', bytes: Number(value) };
        break;
      case 'failed':
        this.outcome = { kind: 'raised', message: toText(value) };
        break;
      case 'timedOut':
        this.outcome = { kind: 'timed-out' };
        break;
      default:
        throw new Error(`The prelude wrote host.${name}, which script-host.ts does not know.`);
    }
  }

  /** What stands behind a name with a key: absent is the empty text, for undefined would not arrive as nil. */
  #readOf(kind: string, key: string): unknown {
    switch (kind) {
      case 'class': {
        const found = this.#api.classes[key];
        return found === undefined ? '' : describeClass(found);
      }
      case 'enum':
        return Object.entries(this.#api.enums[key] ?? {})
          .map(([item, value]) => `${item}=${value}`)
          .join(',');
      case 'alias':
        return this.#work.aliases[key] ?? '';
      case 'part': {
        const source = readPart(key);
        return source === undefined ? '' : this.#vm.load(source, PART_PREFIX + key);
      }
      case 'source':
        return this.#work.tree[Number(key)]?.source ?? '';
      case 'properties':
        return this.#begin(JSON.stringify(this.#work.tree[Number(key)]?.properties ?? {}));
      case 'attributes':
        return this.#begin(JSON.stringify(this.#work.tree[Number(key)]?.attributes ?? {}));
      case 'compile':
        return this.#compile(this.#text, key);
      case 'chunk': {
        const end = key.indexOf(':');
        const source = this.#work.tree[Number(key.slice(0, end))]?.source ?? '';
        return this.#compile(source, key.slice(end + 1));
      }
      default:
        throw new Error(`The prelude read host.${kind}, which script-host.ts does not know.`);
    }
  }

  /** A function of the VM, or the message of the error in the source. */
  #compile(source: string, name: string): unknown {
    try {
      return this.#vm.load(source, name);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return error.message;
    }
  }

  /** The first piece of a text; the prelude reads `rest` until that is empty. */
  #begin(text: string): string {
    let end = Math.min(text.length, MAX_PIECE_LENGTH);
    // Both halves of a character stay together.
    if (end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end -= 1;
    this.#rest = text.slice(end);
    return text.slice(0, end);
  }

  #nextAnswer(): string {
    const answer = this.#answers.shift();
    if (answer === undefined) return '';
    return [answer.id, answer.ok ? 'ok' : '', answer.text].join(FIELD_SEPARATOR);
  }
}
