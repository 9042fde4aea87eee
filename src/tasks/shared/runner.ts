import type { Json } from '../../open-cloud/types.ts';

/**
 * The limit of the returned table as JSON: 64 KiB less than a task's 4 MiB, because it is unknown how
 * Roblox counts escapes.
 */
const MAX_RETURNED_BYTES = 4 * 1024 * 1024 - 64 * 1024;

/**
 * The share of records in the 450 KB of a log. They are needed only if the returned table is lost, and
 * they displace the scripts' own messages.
 */
const MAX_LOGGED_BYTES = 128 * 1024;

/** Reserved in both for each later script, however much the earlier ones return. */
const RESERVED_BYTES = { returned: 16 * 1024, logged: 1024 } as const;

/** An error's message and its trace are truncated to this each. */
const MAX_ERROR_BYTES = 8 * 1024;

/** Returns the beginning of the runner's lines in the log. */
export function logMark(nonce: string): string {
  return `[share-task ${nonce}]`;
}

/**
 * How a script ended, as JSON in the returned table and in the log. `elsewhere` is used in the log
 * only: the result was too long for it.
 */
export interface EndRecord {
  readonly status: 'returned' | 'raised' | 'too-large' | 'elsewhere';
  /** How long it ran. */
  readonly ms?: number;
  /** With `returned`; absent if it returned nothing. */
  readonly results?: readonly Json[];
  /** With `raised`. */
  readonly message?: string;
  /** With `raised`: the result of `debug.traceback`. */
  readonly trace?: string;
}

/** The Luau code before the scripts of a shared task, and the name of its function. */
export interface Runner {
  /**
   * Runs a script, if called with its number from 1, its function and its arguments. Otherwise returns
   * the table: the nonce, then each script's record.
   */
  readonly name: string;
  readonly source: string;
}

/** The helpers of the runner that need no values of the task: JSON text, sizes and errors. */
const LUAU_HELPERS = String.raw`	local escapes = { ['"'] = '\\"', ["\\"] = "\\\\" }
	for code = 0, 31 do
		escapes[char(code)] = format("\\u%04x", code)
	end

	local function quote(text)
		-- Only UTF-8 can be sent.
		local sendable = if utf8len(text) then text else gsub(text, "[\128-\255]", "\u{FFFD}")
		return '"' .. gsub(sendable, '[%c"\\]', escapes) .. '"'
	end

	local function escapedSize(text)
		return #text + select(2, gsub(text, '["\\]', ""))
	end

	-- Raises TOO_LARGE once the text is longer than the limit.
	local function writeArray(values, count, limit)
		local pieces, size, depth, open = {}, 0, 0, {}
		local function write(piece)
			size += escapedSize(piece)
			if size > limit then
				error(TOO_LARGE)
			end
			insert(pieces, piece)
		end
		local writeValue
		local function writeItems(items, first, last)
			write("[")
			for index = first, last do
				if index > first then
					write(",")
				end
				writeValue(rawget(items, index))
			end
			write("]")
		end
		local function writeFields(fields)
			local separator = "{"
			for key, value in next, fields do
				if type(key) == "string" or type(key) == "number" then
					write(separator .. quote(tostring(key)) .. ":")
					writeValue(value)
					separator = ","
				end
			end
			write(if separator == "{" then "{}" else "}")
		end
		function writeValue(value)
			local kind = type(value)
			if kind == "string" then
				write(if #value > limit then error(TOO_LARGE) else quote(value))
			elseif kind == "boolean" or (kind == "number" and value - value == 0) then
				write(tostring(value))
			elseif kind ~= "table" or open[value] or depth == MAX_LEVELS then
				write("null")
			else
				open[value] = true
				depth += 1
				local length = rawlen(value)
				if length > 0 or next(value) == nil then
					writeItems(value, 1, length)
				else
					writeFields(value)
				end
				depth -= 1
				open[value] = nil
			end
		end
		writeItems(values, 2, count)
		return concat(pieces)
	end

	local function describe(value)
		local metatable = if type(value) == "table" then getmetatable(value) else nil
		local hasText = type(metatable) == "table" and rawget(metatable, "__tostring") ~= nil
		if type(value) == "string" or type(value) == "number" or hasText then
			local ok, text = pcall(tostring, value)
			if ok and type(text) == "string" then
				return text
			end
		end
		-- Roblox's own words for an error that is a table, or nil.
		return "Error occurred, no output from Luau."
	end

	local function catch(value)
		return { message = describe(value), trace = traceback("", 2) }
	end`;

/**
 * Writes the Luau code that runs the scripts. Its only local has an unpredictable name, so it hides no
 * global of a script. It captures all functions before any script starts, so no script can replace
 * them.
 *
 * The runner encodes return values as JSON text, by the rules that Roblox documents. So a value without
 * a JSON form does not lose the other scripts' results, nil between values is kept, and the log has the
 * same text. The size is counted as if the text were escaped again.
 *
 * @param nonce hexadecimal digits
 */
export function writeRunner(nonce: string, scripts: number): Runner {
  const name = `run_${nonce}`;
  const half = { returned: MAX_RETURNED_BYTES / 2, logged: MAX_LOGGED_BYTES / 2 };
  const reserved = {
    returned: Math.floor(Math.min(RESERVED_BYTES.returned, half.returned / scripts)),
    logged: Math.floor(Math.min(RESERVED_BYTES.logged, half.logged / scripts)),
  };
  const maxErrorBytes = Math.floor(Math.min(MAX_ERROR_BYTES, half.returned / scripts / 4));
  const source = String.raw`local ${name} = (function()
	local print, type, tostring, select, pcall, xpcall = print, type, tostring, select, pcall, xpcall
	local error, next, rawlen, rawget, getmetatable = error, next, rawlen, rawget, getmetatable
	local clock, traceback, wait = os.clock, debug.traceback, task.wait
	local pack, insert, concat = table.pack, table.insert, table.concat
	local format, gsub, sub, char, utf8len = string.format, string.gsub, string.sub, string.char, utf8.len

	local SCRIPTS = ${scripts}
	local MAX_LEVELS = 100
	local TOO_LARGE = {}
	local tableBytes, logBytes = ${MAX_RETURNED_BYTES}, ${MAX_LOGGED_BYTES}
	local records = { "${nonce}" }

${LUAU_HELPERS}
	local function errorText(text)
		return quote(sub(text, 1, ${maxErrorBytes}))
	end

	local function writeRaised(caught, seconds)
		-- If the handler itself fails, for example on a full stack, this is a text.
		local message = if type(caught) == "table" then caught.message else describe(caught)
		local trace = if type(caught) == "table" then caught.trace else ""
		return format('{"status":"raised","ms":%.3f,"message":', seconds * 1000)
			.. errorText(message) .. ',"trace":' .. errorText(trace) .. "}"
	end

	local function writeReturned(returned, seconds, after)
		local head = format('{"status":"%s","ms":%.3f', "returned", seconds * 1000)
		if returned.n == 1 then
			return head .. "}"
		end
		local limit = tableBytes - after * ${reserved.returned} - 200
		local ok, results = pcall(writeArray, returned, returned.n, limit)
		if ok then
			return head .. ',"results":' .. results .. "}"
		end
		return format('{"status":"%s","ms":%.3f}', "too-large", seconds * 1000)
	end

	return function(index, script, ...)
		if index == nil then
			return records
		end
		print("${logMark(nonce)} begin " .. index)
		local startedAt = clock()
		local returned = pack(xpcall(script, catch, ...))
		local seconds = clock() - startedAt
		local after = SCRIPTS - index
		local record = if returned[1] then writeReturned(returned, seconds, after) else writeRaised(returned[2], seconds)
		insert(records, record)
		tableBytes -= escapedSize(record)
		local logged = record
		if returned[1] and #record > logBytes - after * ${reserved.logged} then
			logged = format('{"status":"elsewhere","ms":%.3f}', seconds * 1000)
		end
		logBytes -= #logged
		print("${logMark(nonce)} end " .. index .. " " .. logged)
		if after > 0 then
			-- Deferred threads run now, before the next script starts.
			wait()
		end
		return nil
	end
end)()`;
  return { name, source };
}
