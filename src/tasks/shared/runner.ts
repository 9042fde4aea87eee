import type { Json } from '../../open-cloud/types.ts';

/**
 * The most that the returned table may have, as JSON: 64 KiB less than the 4 MiB that a task may
 * return, since nobody has measured how Roblox counts what it escapes.
 */
const MAX_RETURNED_BYTES = 4 * 1024 * 1024 - 64 * 1024;

/**
 * What the lines with return values may take of the 450 KB that Roblox keeps of a log. They are read
 * only where the returned table is lost, and each pushes out as much of what scripts print.
 */
const MAX_LOGGED_BYTES = 128 * 1024;

/** What is left of both for each script to come, however much those before it return. */
const RESERVED_BYTES = { returned: 16 * 1024, logged: 1024 } as const;

/** An error's message and its trace are cut after as many bytes each. */
const MAX_ERROR_BYTES = 8 * 1024;

/** What our own lines in the log begin with. */
export function logMark(nonce: string): string {
  return `[share-task ${nonce}]`;
}

/**
 * How a script ended, as the runner writes it: as JSON, in the returned table and in the log.
 * `elsewhere` stands in the log only: what it returned is in the table alone, or nowhere.
 */
export interface EndRecord {
  readonly status: 'returned' | 'raised' | 'too-large' | 'elsewhere';
  /** Milliseconds that it ran. */
  readonly ms?: number;
  /** Of `returned`; absent where it returned nothing at all. */
  readonly results?: readonly Json[];
  /** Of `raised`. */
  readonly message?: string;
  /** Of `raised`: what `debug.traceback` said where the error was raised. */
  readonly trace?: string;
}

/** The Luau before the scripts of a shared task, and the name of the function that it makes. */
export interface Runner {
  /**
   * Called with a script's number from 1, its function and its arguments, it runs the script;
   * called without, it returns the table: the nonce, then a record of each script.
   */
  readonly name: string;
  readonly source: string;
}

/**
 * Writes the Luau that runs the scripts. It has one local, under a name that no script can guess: a
 * script must not find ours in place of its globals. Whatever it uses is kept before any script
 * begins, so that none can put something else there.
 *
 * Return values are written as JSON in here, by the rules that Roblox documents, and travel as
 * text: a value that has no JSON cannot take the other scripts' down, nil is kept between others,
 * and the same text serves for the log. Its size is counted as it is when escaped once more.
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
	local MOST_LEVELS = 100
	local TOO_LARGE = {}
	local tableBytes, logBytes = ${MAX_RETURNED_BYTES}, ${MAX_LOGGED_BYTES}
	local records = { "${nonce}" }

	local escapes = { ['"'] = '\\"', ["\\"] = "\\\\" }
	for code = 0, 31 do
		escapes[char(code)] = format("\\u%04x", code)
	end

	local function quote(text)
		-- What is no UTF-8 cannot be sent.
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
			elseif kind ~= "table" or open[value] or depth == MOST_LEVELS then
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
	end

	local function errorText(text)
		return quote(sub(text, 1, ${maxErrorBytes}))
	end

	local function writeRaised(caught, seconds)
		-- A handler that fails itself, on a full stack for instance, leaves a text.
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
			-- What it deferred comes now, before the next one begins.
			wait()
		end
		return nil
	end
end)()`;
  return { name, source };
}
