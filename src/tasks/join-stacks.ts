import type { LogMessage } from '../open-cloud/types.ts';

const STACK_BEGIN = 'Stack Begin';
const STACK_END = 'Stack End';
const FRAME = /^Script '.*', Line \d+/;

/**
 * Joins an ERROR with its stack, where the engine logged the lines of the stack as messages of their
 * own: `Stack Begin`, `Script 'A.B', Line 12 - function f`, …, `Stack End`. A stack of any other message
 * stays as it is. A message that is no line of a stack ends it.
 */
export function joinStacks(messages: readonly LogMessage[]): readonly LogMessage[] {
  const joined: LogMessage[] = [];
  let isOpen = false;
  for (const message of messages) {
    const last = joined.at(-1);
    const text = message.text.trim();
    isOpen = isOpen ? FRAME.test(text) || text === STACK_END : text === STACK_BEGIN;
    if (isOpen && last?.type === 'ERROR') {
      joined[joined.length - 1] = { ...last, text: `${last.text}\n${text}` };
      isOpen = text !== STACK_END;
    } else {
      joined.push(message);
      isOpen = false;
    }
  }
  return joined;
}
