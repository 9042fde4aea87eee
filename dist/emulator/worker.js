import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 919:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");

/***/ }),

/***/ 898:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ createDeferred)
/* harmony export */ });
/** Makes a promise to resolve later. Node.js 20 has no `Promise.withResolvers`. */
function createDeferred() {
    let resolve;
    const promise = new Promise((resolvePromise) => {
        resolve = resolvePromise;
    });
    return { promise, resolve: (value) => resolve?.(value) };
}


/***/ }),

/***/ 246:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Fi: () => (/* binding */ PART_PREFIX),
  KC: () => (/* binding */ ScriptHost),
  on: () => (/* binding */ readPart)
});

// UNUSED EXPORTS: toText

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: ./build/emulator/engine/api/api.js

// A variable: the bundler would take the file of `new URL('…', import.meta.url)` for a module.
const HERE = import.meta.url;
/** Reads the generated data. */
function loadApi() {
    return JSON.parse((0,external_node_fs_namespaceObject.readFileSync)(new URL('./api.json', HERE), 'utf8'));
}

;// CONCATENATED MODULE: ./build/emulator/engine/messages.js
/**
 * The most that a script may return, in bytes of JSON: "4 MB" in the documentation, this number in the service's error.
 */
const MAX_RESULT_BYTES = 4_194_304;

;// CONCATENATED MODULE: ./build/emulator/engine/tree-text.js
const FIELD_SEPARATOR = '\u001F';
const LINE_SEPARATOR = '\u001E';
const ESCAPE = '\u001D';
/** A text without the characters that separate: each becomes the escape and a digit. NUL would end the whole text. */
function tree_text_escape(text) {
    return text.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\0\u001D-\u001F]/g, (character) => ESCAPE + (character === '\0' ? 0 : character.charCodeAt(0) - 0x1c));
}
/**
 * The instances as one text that Luau can split quickly: a line each, of id, parent, class, name, what else there is
 * (`s` source, `p` properties, `a` attributes), and tags. The rest is fetched when it is first looked at.
 */
function describeTree(tree) {
    return tree
        .map(({ id, parent, className, name, source, properties, attributes, tags = [] }) => {
        const has = [
            source === undefined ? '' : 's',
            Object.keys(properties ?? {}).length > 0 ? 'p' : '',
            Object.keys(attributes ?? {}).length > 0 ? 'a' : '',
        ].join('');
        return [id, parent, tree_text_escape(className), tree_text_escape(name), has, ...tags.map(tree_text_escape)].join(FIELD_SEPARATOR);
    })
        .join(LINE_SEPARATOR);
}

;// CONCATENATED MODULE: ./build/emulator/engine/script-host.js





/** The longest text that is handed to the VM at once, in characters: luau-web copies texts through the VM's stack. */
const MAX_PIECE_LENGTH = 256 * 1024;
/** What the chunks of the emulator's own code are called, so that traces can leave them out. */
const PART_PREFIX = '[emulator] ';
/** Between the fields of a line, and between lists. Names and types of the API hold neither. */
const script_host_FIELD_SEPARATOR = '\u001F';
const ITEM_SEPARATOR = '\u001E';
/**
 * The text of a Luau string, which the prelude sends as one character a byte. Bytes that are not UTF-8 become U+FFFD:
 * the service answers in JSON, which can carry nothing else.
 */
function toText(crossed) {
    return Buffer.from(String(crossed), 'latin1').toString('utf8');
}
// A variable: the bundler would take the files of `new URL('…', import.meta.url)` for modules.
const script_host_HERE = import.meta.url;
/** The code of a part of the engine that is written in Luau; undefined if there is none of that name. */
function readPart(part) {
    const url = new URL(`./luau/${part}.luau`, script_host_HERE);
    return (0,external_node_fs_namespaceObject.existsSync)(url) ? (0,external_node_fs_namespaceObject.readFileSync)(url, 'utf8') : undefined;
}
function judgeResults(json) {
    if (json === '')
        return { kind: 'returned' };
    const results = JSON.parse(json);
    const bytes = Buffer.byteLength(JSON.stringify(results));
    return bytes > MAX_RESULT_BYTES ? { kind: 'too-large', bytes } : { kind: 'returned', results };
}
function describeClass(found) {
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
        .join(script_host_FIELD_SEPARATOR);
}
/** One script's side of the conversation between the prelude in Luau and the worker. */
class ScriptHost {
    /** Set once, when the script has ended by itself. */
    outcome;
    unavailable = {};
    /** All that is printed between two waits has one time, as in one frame of the engine. */
    frameTime = new Date().toISOString();
    #work;
    #vm;
    #tell;
    #api = loadApi();
    #answers = [];
    #binaryOutput;
    #source = '';
    /** The rest of the last long text. */
    #rest = '';
    constructor(work, vm, tell) {
        this.#work = work;
        this.#vm = vm;
        this.#tell = tell;
    }
    /** Takes the main thread's answer to a request, for the prelude to fetch. */
    receive(answer) {
        this.#answers.push(answer);
    }
    /** Whether the prelude has answers to fetch. */
    get hasAnswers() {
        return this.#answers.length > 0;
    }
    /** Arrow functions, because the VM calls both without an object. */
    read = (name) => {
        const colon = name.indexOf(':');
        if (colon >= 0)
            return this.#readOf(name.slice(0, colon), name.slice(colon + 1));
        const { place, binaryInput, enableBinaryOutput, clock, timeoutMs, tree } = this.#work;
        switch (name) {
            case 'guid':
                return (0,external_node_crypto_namespaceObject.randomUUID)();
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
            case 'rest':
                return this.#begin(this.#rest);
            default:
                return place[name];
        }
    };
    write = (name, value) => {
        const { memory } = this.#vm;
        const text = String(value);
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
            case 'source':
                this.#source = toText(value);
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
                const [id, service = '', payload = ''] = toText(value).split(script_host_FIELD_SEPARATOR);
                this.#tell({ kind: 'request', id: Number(id), service, payload });
                break;
            }
            case 'input':
                if (this.#work.binaryInput)
                    memory.bytesOf(text).set(this.#work.binaryInput);
                break;
            default:
                this.#end(name, value);
        }
    };
    /** The ways in which the prelude tells that the script ended. */
    #end(name, value) {
        switch (name) {
            case 'unavailable':
                this.unavailable = JSON.parse(toText(value));
                break;
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
    #readOf(kind, key) {
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
                return this.#compile(this.#source, key);
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
    #compile(source, name) {
        try {
            return this.#vm.load(source, name);
        }
        catch (error) {
            if (!(error instanceof SyntaxError))
                throw error;
            return error.message;
        }
    }
    /** The first piece of a text; the prelude reads `rest` until that is empty. */
    #begin(text) {
        let end = Math.min(text.length, MAX_PIECE_LENGTH);
        // Both halves of a character stay together.
        if (end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1)))
            end -= 1;
        this.#rest = text.slice(end);
        return text.slice(0, end);
    }
    #nextAnswer() {
        const answer = this.#answers.shift();
        if (answer === undefined)
            return '';
        return [answer.id, answer.ok ? 'ok' : '', answer.text].join(script_host_FIELD_SEPARATOR);
    }
}


/***/ }),

/***/ 796:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  x: () => (/* binding */ MEMORY_MIB),
  g: () => (/* binding */ startVm)
});

;// CONCATENATED MODULE: ./build/emulator/engine/vm-memory.js
/**
 * Writes into the memory of the Luau VM, for what Luau code cannot do by itself: native types for the emulator's
 * objects, a metatable for vectors, and globals that are resolved when a chunk is loaded. Offsets are those of
 * luau-web 1.4 (Luau of February 2026, 32-bit pointers). Each write is preceded by a look at the type byte of the
 * object that it changes; a write that does not fit is left out, and the prelude goes its slower way. WebAssembly's
 * memory is little-endian, as are all machines that Node runs on.
 */
/** Luau's type numbers: the first byte of each object in the heap. */
const TYPE_VECTOR = 4;
const TYPE_STRING = 5;
const TYPE_TABLE = 6;
const TYPE_USERDATA = 8;
const POINTER_BYTES = 4;
/** A value in a table's array: 8 bytes of value, 4 of a vector's third number, 4 of type. */
const VALUE_BYTES = 16;
const VALUE_TYPE_OFFSET = 12;
const TABLE_SAFE_ENV_OFFSET = 5;
const TABLE_ARRAY_OFFSET = 20;
const USERDATA_TAG_OFFSET = 3;
const USERDATA_METATABLE_OFFSET = 8;
/** Any tag below Luau's own for `newproxy`, whose objects have no `__type`. */
const USERDATA_TAG = 100;
const STATE_GLOBAL_OFFSET = 16;
const STATE_GLOBALS_TABLE_OFFSET = 56;
/** How far into the global state its list of metatables is looked for. */
const MAX_GLOBAL_STATE_BYTES = 4096;
const BUFFER_LENGTH_OFFSET = 4;
const BUFFER_BYTES_OFFSET = 8;
/** The address in what Luau's `tostring` says of an object. */
function addressIn(description) {
    const [, digits] = /0x([0-9a-f]+)/.exec(description) ?? [];
    return Number.parseInt(digits ?? '0', 16);
}
/** The memory of one VM. Descriptions are what Luau's `tostring` says of an object: `table: 0x000000000015a268`. */
class VmMemory {
    #memory;
    #state;
    #isWritable;
    /** Where the address of the metatable of vectors stands. */
    #vectorSlot;
    #globals;
    /**
     * @param state the address of the VM's main thread
     * @param isWritable whether to write at all
     */
    constructor(memory, state, isWritable) {
        this.#memory = memory;
        this.#state = state;
        this.#isWritable = isWritable;
    }
    /** Views of the whole memory, which never grows. A batch of objects is looked at several hundred times. */
    #bytes = new Uint8Array();
    #words = new Uint32Array();
    #refresh() {
        const memory = this.#memory();
        if (this.#bytes.buffer === memory)
            return;
        this.#bytes = new Uint8Array(memory);
        this.#words = new Uint32Array(memory);
    }
    /** The type byte of an object; none when nothing is to be written. */
    #byte(address) {
        this.#refresh();
        return this.#isWritable ? (this.#bytes[address] ?? 0) : 0;
    }
    #pointer(address) {
        this.#refresh();
        return this.#words[address / POINTER_BYTES] ?? 0;
    }
    #setPointer(address, value) {
        this.#refresh();
        this.#words[address / POINTER_BYTES] = value;
    }
    /** Finds the VM's list of metatables by the one entry that is known, that of strings. */
    findMetatables(stringMetatable) {
        const wanted = addressIn(stringMetatable);
        const start = this.#pointer(this.#state + STATE_GLOBAL_OFFSET);
        if (this.#byte(wanted) !== TYPE_TABLE)
            return;
        for (let offset = 0; offset < MAX_GLOBAL_STATE_BYTES; offset += POINTER_BYTES) {
            if (this.#pointer(start + offset) === wanted) {
                this.#vectorSlot = start + offset + (TYPE_VECTOR - TYPE_STRING) * POINTER_BYTES;
                return;
            }
        }
    }
    /** Gives all vectors a metatable. */
    setVectorMetatable(metatable) {
        const address = addressIn(metatable);
        if (this.#vectorSlot === undefined || this.#byte(address) !== TYPE_TABLE)
            return;
        this.#setPointer(this.#vectorSlot, address);
    }
    /**
     * Makes proxies into objects of a type: with a metatable that they share, and whose `__type` counts.
     *
     * @param pool a table that holds the proxies at 1 to `count`
     */
    adopt(metatable, pool, count) {
        const owner = addressIn(metatable);
        const table = addressIn(pool);
        if (this.#byte(owner) !== TYPE_TABLE || this.#byte(table) !== TYPE_TABLE)
            return;
        const array = this.#pointer(table + TABLE_ARRAY_OFFSET);
        for (let index = 0; index < count; index += 1) {
            const value = array + index * VALUE_BYTES;
            const proxy = this.#pointer(value);
            const isProxy = this.#byte(value + VALUE_TYPE_OFFSET) === TYPE_USERDATA &&
                this.#byte(proxy) === TYPE_USERDATA;
            if (!isProxy)
                return;
            this.#bytes[proxy + USERDATA_TAG_OFFSET] = USERDATA_TAG;
            this.#setPointer(proxy + USERDATA_METATABLE_OFFSET, owner);
        }
    }
    /**
     * Marks an environment as one whose globals are what they were when its chunk was loaded. `setfenv` and `getfenv`
     * take the mark away, and calls of built-in functions are then several times slower.
     */
    markSafe(environment) {
        const address = addressIn(environment);
        if (this.#byte(address) !== TYPE_TABLE)
            return;
        this.#bytes[address + TABLE_SAFE_ENV_OFFSET] = 1;
    }
    /** Makes a table the globals that chunks are loaded with. */
    setGlobals(table) {
        const slot = this.#state + STATE_GLOBALS_TABLE_OFFSET;
        const address = addressIn(table);
        if (this.#byte(this.#pointer(slot)) !== TYPE_TABLE || this.#byte(address) !== TYPE_TABLE)
            return;
        this.#setPointer(slot, address);
        this.#globals = address;
    }
    /** Prepares the loading of a chunk, which resolves globals only if they are marked as safe. */
    markGlobalsSafe() {
        const slot = this.#state + STATE_GLOBALS_TABLE_OFFSET;
        const address = this.#globals ?? this.#pointer(slot);
        if (this.#byte(address) === TYPE_TABLE) {
            this.#bytes[address + TABLE_SAFE_ENV_OFFSET] = 1;
        }
    }
    /**
     * The bytes of a Luau buffer where they lie, to be read or written before Luau goes on. A string would be the other
     * way across, but it ends at a NUL and is garbage at once, of which 100 MiB are too much.
     *
     * @param description `buffer: 0x000000000015a268 300`, with the length behind a space
     * @throws {Error} when no buffer of this length is there
     */
    bytesOf(description) {
        const [, digits, lengthDigits] = /^buffer: 0x([0-9a-f]+) (\d+)$/.exec(description) ?? [];
        const address = Number.parseInt(digits ?? '', 16);
        const length = Number(lengthDigits);
        const memory = this.#memory();
        const isInside = address + BUFFER_BYTES_OFFSET + length <= memory.byteLength;
        if (!isInside || this.#pointer(address + BUFFER_LENGTH_OFFSET) !== length) {
            throw new Error(`There is no Luau buffer at "${description}"; check emulator/engine/vm-memory.ts against the installed luau-web.`);
        }
        return new Uint8Array(memory, address + BUFFER_BYTES_OFFSET, length);
    }
}

;// CONCATENATED MODULE: ./build/emulator/engine/webassembly.js
const PAGES_PER_MIB = 16;
const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;
function readLeb(bytes, start) {
    let value = 0;
    let next = start;
    for (let shift = 0;; shift += 7) {
        const byte = bytes[next] ?? 0;
        next += 1;
        value |= (byte & 0x7f) << shift;
        if ((byte & 0x80) === 0)
            return { value, next };
    }
}
function leb(value) {
    return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}
/**
 * The same WebAssembly module with a memory of another size.
 *
 * @throws {Error} when the module defines no memory
 */
function withMemory(binary, mebibytes) {
    for (let start = HEADER_BYTES; start < binary.length;) {
        const { value: size, next: body } = readLeb(binary, start + 1);
        if (binary[start] === MEMORY_SECTION) {
            const pages = leb(mebibytes * PAGES_PER_MIB);
            // One memory, with a maximum, which is the minimum.
            const section = [1, 1, ...pages, ...pages];
            return Buffer.concat([
                binary.subarray(0, start),
                Uint8Array.from([MEMORY_SECTION, ...leb(section.length), ...section]),
                binary.subarray(body + size),
            ]);
        }
        start = body + size;
    }
    throw new Error('The Luau module has no memory section to enlarge; check emulator/engine/vm.ts against the installed luau-web.');
}

;// CONCATENATED MODULE: ./build/emulator/engine/vm.js
/**
 * luau-web, tamed: the right one of its two builds, enough memory, no noise, and a way for Luau to talk to JavaScript
 * that works at any depth of the stack. Only ever loaded in a worker, because it changes the global `WebAssembly`.
 */


/**
 * What a task gets, in MiB. As shipped the VM has 17 MiB and cannot grow; suites of Jest need up to 730. It is reserved
 * at once but taken from the system only as it is used.
 */
const MEMORY_MIB = 1024;
async function loadLuauWeb(compiled, onCompiled) {
    const global = globalThis.WebAssembly;
    // With it luau-web takes its JSPI build, in which pcall, xpcall and coroutine.resume catch nothing.
    delete global.Suspending;
    const instantiate = global.instantiate.bind(global);
    let vm;
    const instantiateEnlarged = async (binary, imports) => {
        let module = compiled;
        if (module === undefined) {
            module = await global.compile(withMemory(binary, MEMORY_MIB));
            onCompiled(module);
        }
        vm = await instantiate(module, imports);
        return { instance: vm, module };
    };
    Object.assign(global, { instantiate: instantiateEnlarged });
    const luauWeb = (await import(/* webpackIgnore: true */ './luau-web/index.js'));
    return {
        luauWeb,
        memory() {
            if (vm === undefined)
                throw new Error('The VM has not been started.');
            return vm.exports.memory.buffer;
        },
    };
}
/**
 * luau-web treats a `Map` as a table, and reads and writes its entries without suspending the VM. Calls of JavaScript
 * functions do suspend it, which costs more and is limited in depth, so nothing is called.
 */
class HostTable extends Map {
    #host;
    #mutable;
    #onAccess;
    constructor(host, mutable, onAccess) {
        super();
        this.#host = host;
        this.#mutable = mutable;
        this.#onAccess = onAccess;
    }
    has(name) {
        return name === this.#mutable || typeof name === 'string';
    }
    get(name) {
        this.#onAccess();
        return this.#host.read(String(name));
    }
    set(name, value) {
        this.#onAccess();
        this.#host.write(String(name), value);
        return this;
    }
}
/**
 * Starts a Luau VM in this thread, for good: there is one per worker.
 *
 * @param compiled what an earlier start handed to `onCompiled`; it saves most of the time that a start takes
 * @param writesMemory whether the VM's memory may be written to: see `vm-memory.ts`
 */
async function startVm(compiled, onCompiled, writesMemory) {
    const { luauWeb, memory } = await loadLuauWeb(compiled, onCompiled);
    const { LuauState, CompileError, InternalLuauWasmModule: internals } = luauWeb;
    const state = await LuauState.createAsync();
    // It complains to the console about values that it cannot convert.
    Object.assign(internals, { fprint() { }, fprintwarn() { }, fprinterr() { } });
    const vmMemory = new VmMemory(memory, state.state, writesMemory);
    /** The function that was loaded last: luau-web would keep it, and all that it refers to, for ever. */
    let loaded;
    const releaseLoaded = () => {
        if (loaded === undefined)
            return;
        const value = loaded[internals.LUA_VALUE];
        loaded = undefined;
        const tables = internals.states[state.stateIdx];
        if (value === undefined || tables === undefined)
            return;
        value.release();
        tables.luaValueCache.delete(value.ref);
    };
    const load = (source, name) => {
        vmMemory.markGlobalsSafe();
        const tables = internals.states[state.stateIdx];
        const firstKey = tables?.nextTXKey ?? 0;
        try {
            return state.loadstring(source, `=${name}`, true);
        }
        catch (error) {
            if (!(error instanceof CompileError))
                throw error;
            throw new SyntaxError(error.message, { cause: error });
        }
        finally {
            // It keeps the texts of each call.
            for (let key = firstKey; key < (tables?.nextTXKey ?? 0); key += 1) {
                delete tables?.transactionData[key];
            }
        }
    };
    const [stringMetatable] = await load('return tostring(getmetatable(""))', 'layout')();
    vmMemory.findMetatables(String(stringMetatable));
    return {
        load,
        memory: vmMemory,
        expose: (host) => new HostTable({
            read(name) {
                const value = host.read(name);
                if (typeof value === 'function')
                    loaded = value;
                return value;
            },
            write: (name, value) => host.write(name, value),
        }, internals.JS_MUTABLE, releaseLoaded),
    };
}


/***/ }),

/***/ 579:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var node_worker_threads__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(919);
/* harmony import */ var _deferred_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(898);
/* harmony import */ var _script_host_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(246);
/* harmony import */ var _vm_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(796);
/** One task's script, in a thread of its own: see `run-script.ts`, which starts and ends it. */




const SCRIPT_NAME = 'TaskScript';
/** The longest sleep between two looks at the scheduler; also what keeps a thread alive that waits for nothing. */
const MAX_SLEEP_MS = 60_000;
/** `moved` is handed over instead of copied, and gone in this thread. */
function tell(message, moved = []) {
    node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.parentPort?.postMessage(message, moved);
}
/** Sleeps for a time, or until `wake` is called. */
class Nap {
    #end;
    async take(ms) {
        const { promise, resolve } = (0,_deferred_js__WEBPACK_IMPORTED_MODULE_3__/* .createDeferred */ .u)();
        this.#end = resolve;
        const timer = setTimeout(resolve, ms);
        await promise;
        clearTimeout(timer);
    }
    wake() {
        this.#end?.();
    }
}
async function run(work) {
    const vm = await (0,_vm_js__WEBPACK_IMPORTED_MODULE_2__/* .startVm */ .g)(work.compiledVm, (module) => tell({ kind: 'compiled', module }), work.writesMemory);
    const host = new _script_host_js__WEBPACK_IMPORTED_MODULE_1__/* .ScriptHost */ .KC(work, vm, tell);
    const nap = new Nap();
    node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.parentPort?.on('message', (answer) => {
        host.receive(answer);
        nap.wake();
    });
    const main = vm.load((0,_script_host_js__WEBPACK_IMPORTED_MODULE_1__/* .readPart */ .on)('main') ?? '', `${_script_host_js__WEBPACK_IMPORTED_MODULE_1__/* .PART_PREFIX */ .Fi}main`);
    const [start, step] = (await main(vm.expose(host)));
    tell({ kind: 'started' });
    let chunk;
    try {
        chunk = vm.load(work.script, SCRIPT_NAME);
    }
    catch (error) {
        if (!(error instanceof SyntaxError))
            throw error;
        host.write('ERROR', Buffer.from(error.message).toString('latin1'));
        return [{ kind: 'raised', message: error.message }, host];
    }
    host.frameTime = new Date().toISOString();
    await start(chunk);
    for (;;) {
        const [seconds] = await step();
        if (host.outcome !== undefined)
            return [host.outcome, host];
        if (seconds === null)
            throw new Error('The prelude ended the script without an outcome.');
        // An answer may have come while the VM ran.
        if (!host.hasAnswers)
            await nap.take(Math.min(Math.ceil(seconds * 1000), MAX_SLEEP_MS));
        host.frameTime = new Date().toISOString();
    }
}
/** What broke the VM, in words for the script's author. */
function describeCrash(error) {
    const text = String(error);
    return text.includes('Cannot enlarge memory')
        ? `The script needed more than the ${_vm_js__WEBPACK_IMPORTED_MODULE_2__/* .MEMORY_MIB */ .x} MiB of memory that the emulator gives a task.`
        : `The emulator's Luau VM broke: ${text}`;
}
try {
    const [outcome, { unavailable }] = await run(node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.workerData);
    const binaryOutput = outcome.kind === 'returned' ? outcome.binaryOutput : undefined;
    tell({ kind: 'ended', outcome, unavailable }, binaryOutput ? [binaryOutput.buffer] : []);
}
catch (error) {
    tell({
        kind: 'ended',
        outcome: { kind: 'crashed', message: describeCrash(error) },
        unavailable: {},
    });
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(579);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
