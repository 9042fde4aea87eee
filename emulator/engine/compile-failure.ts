/**
 * Errors that Luau's compiler throws as C++ exceptions, such as too many registers, levels of nesting or syntax errors.
 * luau-web is built without exceptions and would break the VM. They become JavaScript errors instead.
 */
import type { VmImports, VmInstance } from './webassembly.ts';

/** Names of the types, as the C++ compiler spells them. */
const TYPE_NAMES = ['N4Luau12CompileErrorE', 'N4Luau10ParseErrorE'];

const POINTER_BYTES = 4;

/** Where a typeinfo has the address of its name, in words. */
const TYPE_NAME = 1;

/** Fields of both types, in words. The text is longer than what libc++ would keep inside the object. */
const BEGIN_LINE = 1;
const TEXT_POINTER = 5;
const TEXT_LENGTH = 6;

/** An error in a Luau source. */
export class CompileFailure extends Error {
  /** From 1. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/**
 * The imports of the VM, with a `__cxa_throw` that throws a `CompileFailure`.
 *
 * @param instance the VM, once it is started
 */
export function withCompileFailures(
  imports: VmImports,
  instance: () => VmInstance | undefined,
): VmImports {
  const { __cxa_throw: abort } = imports.env;
  const env = {
    ...imports.env,
    __cxa_throw(object: number, type: number, destructor: number): void {
      const memory = instance()?.exports.memory.buffer ?? new ArrayBuffer(0);
      const words = new Uint32Array(memory);
      const wordOf = (address: number, index: number): number =>
        words[address / POINTER_BYTES + index] ?? 0;
      const nameAt = wordOf(type, TYPE_NAME);
      const isKnown = TYPE_NAMES.some(
        (name) => Buffer.from(memory, nameAt, name.length).toString('latin1') === name,
      );
      if (!isKnown) {
        abort(object, type, destructor);
        return;
      }
      const text = Buffer.from(memory, wordOf(object, TEXT_POINTER), wordOf(object, TEXT_LENGTH));
      throw new CompileFailure(wordOf(object, BEGIN_LINE) + 1, text.toString('utf8'));
    },
  };
  return { ...imports, env };
}
