import type { LuauTask } from '../open-cloud/types.ts';
import { checkLength } from '../workspace/script.ts';
import { findFirstStatement } from './luau-source.ts';

/**
 * The hash map of the universe's memory store that holds the claims. A claim is one key, the token of
 * its run. Roblox deletes it when it expires, and nothing else is stored.
 */
const HASH_MAP = 'luau-execution-action';

/**
 * How much longer a claim lasts than all that its run can wait. It covers the creations themselves and
 * a runner's clock that is up to about 50 minutes ahead of Roblox's.
 */
const EXPIRY_MARGIN_MS = 60 * 60_000;

/** A claim is tried this often, one and two seconds apart. */
const MAX_ATTEMPTS = 3;

/** The claim of one run. All its tasks have the same. */
export interface Claim {
  /** Hexadecimal digits, drawn for the run. */
  readonly token: string;
  /** How long the memory store keeps the claim after it was taken. */
  readonly expiryMs: number;
}

/** Why a task did not start its script. */
export type Refusal =
  /** Another task has the claim: it started the script. */
  | 'taken'
  /** The task took the claim after the run had stopped to wait for it. */
  | 'late'
  /** The memory store could not be used. */
  | 'failed';

/**
 * Makes the claim of a run.
 *
 * @param limits how long the run waits: for quotas, and for each of its two tasks
 */
export function createClaim(
  token: string,
  limits: {
    readonly timeoutMs: number;
    readonly bootTimeoutMs: number;
    readonly maxWaitMs: number;
  },
): Claim {
  const { timeoutMs, bootTimeoutMs, maxWaitMs } = limits;
  return {
    token,
    expiryMs: 2 * (timeoutMs + bootTimeoutMs) + 2 * maxWaitMs + EXPIRY_MARGIN_MS,
  };
}

/**
 * Inserts a prelude before a script's first statement, on the same line and after its comments and
 * `--!` directives. It takes the claim, and ends the task if it may not start the script. It is a block,
 * so it takes none of the script's locals. A script without a statement does not change.
 *
 * The prelude compares `os.time()` of the Roblox server with `lastStartMs`, which comes from the
 * runner's clock. If the runner's clock is behind, a start that the run would still wait for can be
 * refused, that much before the end of the wait. If it is ahead, a start can come that much after it.
 * Neither starts a script twice: the claim's expiry is a length of time, counted by Roblox alone, and
 * outlasts every start that `lastStartMs` permits.
 *
 * @param lastStartMs until when the run waits for this task: milliseconds since 1970
 */
export function withClaim(source: string, { token, expiryMs }: Claim, lastStartMs: number): string {
  const start = findFirstStatement(source);
  if (start === undefined) {
    return source;
  }
  const lastStart = Math.floor(lastStartMs / 1_000);
  const expiry = Math.ceil(expiryMs / 1_000);
  return `${source.slice(0, start)}${HEAD}("${token}", ${lastStart}, ${expiry}) ${TAIL}${source.slice(start)}`;
}

/**
 * Checks that a script is not too long together with the prelude.
 *
 * @throws {InvalidInputError} if it is
 */
export function checkClaimLength(source: string): void {
  const longest = { token: '0'.repeat(32), expiryMs: Number.MAX_SAFE_INTEGER };
  checkLength(withClaim(source, longest, Number.MAX_SAFE_INTEGER), 'recover');
}

/** Removes the prelude that {@link withClaim} inserted, for display. Another script does not change. */
export function withoutClaim(sent: string): string {
  const start = findFirstStatement(sent);
  if (start === undefined || !sent.startsWith(HEAD, start)) {
    return sent;
  }
  const end = sent.indexOf(TAIL, start);
  return end === -1 ? sent : sent.slice(0, start) + sent.slice(end + TAIL.length);
}

/** Why the prelude of a task that has ended did not start the script; undefined if it did. */
export function readRefusal({ results, error }: LuauTask, { token }: Claim): Refusal | undefined {
  if (error?.message?.includes(failureMark(token)) === true) {
    return 'failed';
  }
  const [only, ...others] = results ?? [];
  const refusals = ['taken', 'late'] as const;
  return others.length > 0
    ? undefined
    : refusals.find((refusal) => only === `${HASH_MAP} ${token} ${refusal}`);
}

function failureMark(token: string): string {
  return `(recover, claim ${token})`;
}

// An update that failed may have been stored all the same, so a later attempt can find its own owner.
const FUNCTION = `
function(token, lastStart, expiry)
  local owner = game:GetService("HttpService"):GenerateGUID(false)
  local problem
  for attempt = 1, ${MAX_ATTEMPTS} do
    local ok, holder = pcall(function()
      local before
      local map = game:GetService("MemoryStoreService"):GetHashMap("${HASH_MAP}")
      local after = map:UpdateAsync(token, function(old)
        before = old
        return if old == nil then owner else nil
      end, expiry)
      return if after ~= nil then after else before
    end)
    if ok and holder == owner then
      return if os.time() > lastStart then "${HASH_MAP} " .. token .. " late" else nil
    elseif ok and holder ~= nil then
      return "${HASH_MAP} " .. token .. " taken"
    end
    problem = if ok then "it stored nothing" else string.gsub(tostring(holder), "^TaskScript:%d+: ", "")
    if attempt < ${MAX_ATTEMPTS} then task.wait(attempt) end
  end
  return error("The memory store of the universe could not be used, so no line of the script ran "
    .. "${failureMark('" .. token .. "')}: " .. problem, 0)
end`;

const HEAD = `do local claim = (${FUNCTION.trim().replaceAll(/\s*\n\s*/g, ' ')})`;
const TAIL = 'if claim then return claim end end; ';
