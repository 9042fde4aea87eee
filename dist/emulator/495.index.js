export const id = 495;
export const ids = [495];
export const modules = {

/***/ 3495:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  parse: () => (/* reexport */ yaml_dist/* parse */.qg),
  readProject: () => (/* reexport */ readProject)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
;// CONCATENATED MODULE: ./build/emulator/engine/api/api.js

// A variable: the bundler would take the file of `new URL('…', import.meta.url)` for a module.
const HERE = import.meta.url;
/** Reads the generated data. */
function loadApi() {
    return JSON.parse((0,external_node_fs_.readFileSync)(new URL('./api.json', HERE), 'utf8'));
}

;// CONCATENATED MODULE: ./build/emulator/place/class-types.js
/** Answers from the table of the API. */
function classTypesOf({ classes }) {
    const find = (className) => Object.hasOwn(classes, className) ? classes[className] : undefined;
    return {
        isService: (className) => find(className)?.flags?.includes('S') ?? false,
        propertyType: (className, property) => {
            for (let found = find(className); found !== undefined; found = find(found.super ?? '')) {
                const properties = found.properties ?? {};
                if (Object.hasOwn(properties, property)) {
                    // Without the marks for read-only and for values that may be nil; of several types the first one.
                    return properties[property]?.replace(/^!/, '').replace(/\?$/, '').split('/')[0];
                }
            }
            return undefined;
        },
    };
}

// EXTERNAL MODULE: ./build/emulator/place/flatten.js
var flatten = __webpack_require__(3656);
// EXTERNAL MODULE: ./build/emulator/place/instance-tree.js
var instance_tree = __webpack_require__(2064);
// EXTERNAL MODULE: ./build/emulator/place/limits.js
var limits = __webpack_require__(660);
// EXTERNAL MODULE: ./build/emulator/place/place-file-error.js
var place_file_error = __webpack_require__(3475);
;// CONCATENATED MODULE: ./build/emulator/place/jsonc.js

/** The end of the string that starts at a quote: the position behind its closing quote. */
function endOfString(text, start) {
    let position = start + 1;
    while (position < text.length && text[position] !== '"') {
        position += text[position] === '\\' ? 2 : 1;
    }
    return position + 1;
}
/** The end of the comment that starts at a slash, or the same position if none does. */
function endOfComment(text, start) {
    const end = (closing) => {
        const found = text.indexOf(closing, start + 2);
        return found === -1 ? text.length : found + closing.length;
    };
    if (text.startsWith('//', start))
        return end('\n');
    return text.startsWith('/*', start) ? end('*/') : start;
}
/** The end of a string, of one character that matters, or of all that follows up to the next one. */
function endOfPart(text, start) {
    if (text[start] === '"')
        return endOfString(text, start);
    const ORDINARY = /[^"/,}\]]+/y;
    ORDINARY.lastIndex = start;
    return ORDINARY.test(text) ? ORDINARY.lastIndex : start + 1;
}
/** The text without comments, and without commas in front of a closing bracket. */
function toJson(text) {
    const kept = [];
    // The position of a comma in `kept` after which only white space followed.
    let comma = -1;
    for (let position = 0; position < text.length;) {
        const character = text[position] ?? '';
        const afterComment = character === '/' ? endOfComment(text, position) : position;
        if (afterComment > position) {
            position = afterComment;
            continue;
        }
        const end = endOfPart(text, position);
        const part = text.slice(position, end);
        if ((part === '}' || part === ']') && comma !== -1)
            kept[comma] = '';
        if (part.trim() !== '')
            comma = part === ',' ? kept.length : -1;
        kept.push(part);
        position = end;
    }
    return kept.join('');
}
/**
 * Parses JSON that may have comments and trailing commas.
 *
 * @param subject The file, for the message of an error.
 */
function parseJsonc(text, subject) {
    try {
        return JSON.parse(toJson(text.replace(/^\uFEFF/, '')));
    }
    catch (cause) {
        throw new place_file_error/* PlaceFileError */.Y(`${subject} is no valid JSON: ${(0,place_file_error/* quoted */.T)(cause.message)}.`, {
            cause,
        });
    }
}
/** Whether a JSON value is an object. */
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** A field of an object that must be an object if it is there. */
function objectField(object, key, subject) {
    const value = fieldOf(object, key) ?? {};
    if (isObject(value))
        return value;
    throw new place_file_error/* PlaceFileError */.Y(`${subject} has no object in the field "${key}".`);
}
/** A field of an object that must be a string if it is there. */
function stringField(object, key, subject) {
    const value = fieldOf(object, key) ?? undefined;
    if (value === undefined || typeof value === 'string')
        return value;
    throw new place_file_error/* PlaceFileError */.Y(`${subject} has no string in the field "${key}".`);
}
/** A field of an object that must be an array if it is there. */
function arrayField(object, key, subject) {
    const value = fieldOf(object, key) ?? [];
    if (Array.isArray(value))
        return value;
    throw new place_file_error/* PlaceFileError */.Y(`${subject} has no array in the field "${key}".`);
}
/** A field, and nothing that objects inherit. */
function fieldOf(object, key) {
    return Object.hasOwn(object, key) ? object[key] : undefined;
}

;// CONCATENATED MODULE: ./build/emulator/place/glob.js

/** How long a pattern may be, and how many patterns its braces may stand for. */
const MAX_GLOB_LENGTH = 1_000;
const MAX_GLOB_ALTERNATIVES = 256;
/** The position of the bracket that closes the one at `start`. */
function closing(pattern, start) {
    let depth = 0;
    for (let position = start; position < pattern.length; position++) {
        const character = pattern[position];
        if (character === '\\')
            position++;
        else if (character === '{')
            depth++;
        else if (character === '}' && --depth === 0)
            return position;
    }
    throw new place_file_error/* PlaceFileError */.Y(`The pattern ${(0,place_file_error/* quoted */.T)(pattern)} has a brace that is not closed.`);
}
/** The alternatives between braces. */
function splitAlternatives(text) {
    const parts = [''];
    let depth = 0;
    for (let position = 0; position < text.length; position++) {
        let part = text[position] ?? '';
        if (part === '\\')
            part += text[++position] ?? '';
        else if (part === '{')
            depth++;
        else if (part === '}')
            depth--;
        if (part === ',' && depth === 0)
            parts.push('');
        else
            parts.push((parts.pop() ?? '') + part);
    }
    return parts;
}
/** The patterns without braces that one with braces stands for. */
function expandBraces(pattern) {
    let open = 0;
    while (open < pattern.length && pattern[open] !== '{')
        open += pattern[open] === '\\' ? 2 : 1;
    if (open >= pattern.length)
        return [pattern];
    const close = closing(pattern, open);
    const expanded = splitAlternatives(pattern.slice(open + 1, close)).flatMap((alternative) => expandBraces(pattern.slice(0, open) + alternative + pattern.slice(close + 1)));
    if (expanded.length > MAX_GLOB_ALTERNATIVES) {
        throw new place_file_error/* PlaceFileError */.Y(`The pattern ${(0,place_file_error/* quoted */.T)(pattern)} stands for more than ${MAX_GLOB_ALTERNATIVES} patterns.`);
    }
    return expanded;
}
/** A class of characters, such as `[a-z]` or `[!.]`, by what is between its brackets. */
function characterClass(content) {
    const isNegated = /^[!^]/.test(content);
    const body = isNegated ? content.slice(1) : content;
    const ranges = [...body.matchAll(/(.)-(.)|(.)/gsu)].map(([, from, to, single]) => [from ?? single ?? '', to ?? single ?? '']);
    return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== isNegated;
}
function compile(pattern) {
    const steps = [];
    for (let position = 0; position < pattern.length; position++) {
        let character = pattern[position] ?? '';
        if (character === '*') {
            if (steps.at(-1) !== 'any')
                steps.push('any');
            continue;
        }
        const end = character === '[' ? pattern.indexOf(']', position + 2) : -1;
        if (end !== -1) {
            steps.push(characterClass(pattern.slice(position + 1, end)));
            position = end;
        }
        else if (character === '?') {
            steps.push(() => true);
        }
        else {
            if (character === '\\')
                character = pattern[++position] ?? '';
            const expected = character;
            steps.push((found) => found === expected);
        }
    }
    return steps;
}
/** Whether a text matches: all positions in the pattern that its characters can lead to are followed at once. */
function matches(steps, text) {
    let states = new Set([0]);
    const follow = (from) => {
        // A set visits what is added while it is visited.
        for (const state of from)
            if (steps[state] === 'any')
                from.add(state + 1);
        return from;
    };
    follow(states);
    for (const character of text) {
        const next = new Set();
        for (const state of states) {
            const step = steps[state];
            if (step === 'any')
                next.add(state);
            else if (step?.(character) === true)
                next.add(state + 1);
        }
        states = follow(next);
    }
    return states.has(steps.length);
}
/**
 * A test for a pattern as Rojo takes it (the crate globset): a star also stands for slashes, and a double star as a
 * whole component for any number of components. Takes time in proportion to pattern times path, whatever the pattern.
 */
function compileGlob(pattern) {
    if (pattern.length > MAX_GLOB_LENGTH) {
        throw new place_file_error/* PlaceFileError */.Y(`A pattern is longer than ${MAX_GLOB_LENGTH} characters.`);
    }
    // As stars stand for slashes, a leading or inner double star is an optional component.
    const optional = pattern.replace(/^\*\*\//, '{,*/}').replaceAll(/\/\*\*(?=\/)/g, '{,/*}');
    const compiled = expandBraces(optional).map(compile);
    return (path) => compiled.some((steps) => matches(steps, path));
}

;// CONCATENATED MODULE: ./build/emulator/place/sync-rules.js




/** What becomes of a file. The names are those of Rojo's field `use`. */
const FILE_KINDS = [
    'csv',
    'ignore',
    'json',
    'jsonModel',
    'clientScript',
    'legacyClientScript',
    'legacyServerScript',
    'moduleScript',
    'pluginScript',
    'project',
    'rbxm',
    'rbxmx',
    'runContextClientScript',
    'runContextServerScript',
    'serverScript',
    'text',
    'toml',
    'yaml',
];
function rule(kind, ...suffixes) {
    return suffixes.map((suffix) => ({ kind, suffix, matches: (path) => path.endsWith(suffix) }));
}
/**
 * Rojo's own rules; the first one that matches counts. `.legacy` and `.local` are those of Studio's script sync, for
 * scripts without a run context.
 */
const DEFAULT_RULES = [
    ...rule('serverScript', '.server.lua', '.server.luau'),
    ...rule('clientScript', '.client.lua', '.client.luau'),
    ...rule('pluginScript', '.plugin.lua', '.plugin.luau'),
    ...rule('legacyServerScript', '.legacy.lua', '.legacy.luau'),
    ...rule('legacyClientScript', '.local.lua', '.local.luau'),
    ...rule('moduleScript', '.lua', '.luau'),
    ...rule('project', '.project.json', '.project.jsonc'),
    ...rule('jsonModel', '.model.json', '.model.jsonc'),
    // Metadata belongs to other files.
    ...rule('ignore', '.meta.json', '.meta.jsonc'),
    ...rule('json', '.json', '.jsonc'),
    ...rule('toml', '.toml'),
    ...rule('csv', '.csv'),
    ...rule('text', '.txt'),
    ...rule('rbxmx', '.rbxmx'),
    ...rule('rbxm', '.rbxm'),
    ...rule('yaml', '.yml', '.yaml'),
];
/** A path below a folder, with slashes; undefined for one that is not below it. */
function pathBelow(folder, path) {
    const below = (0,external_node_path_.relative)(folder, path);
    return below === '' || below === '..' || below.startsWith(`..${external_node_path_.sep}`)
        ? undefined
        : below.replaceAll(external_node_path_.sep, '/');
}
/** A test for paths that match a pattern relative to a folder. */
function matchBelow(folder, pattern) {
    const matches = compileGlob(pattern);
    return (path) => {
        const below = pathBelow(folder, path);
        return below !== undefined && matches(below);
    };
}
/** Reads a rule of the field `syncRules` of the project in a folder. */
function parseSyncRule(value, folder, subject) {
    const use = stringField(value, 'use', subject);
    const kind = FILE_KINDS.find((known) => known === use);
    const pattern = stringField(value, 'pattern', subject);
    const exclude = stringField(value, 'exclude', subject);
    if (kind === undefined || pattern === undefined) {
        throw new place_file_error/* PlaceFileError */.Y(`${subject} has a sync rule with the pattern ${(0,place_file_error/* quoted */.T)(String(pattern))} and the use ${(0,place_file_error/* quoted */.T)(String(use))}. Both must be there, and the use must be one of ${FILE_KINDS.join(', ')}.`);
    }
    const isIncluded = matchBelow(folder, pattern);
    const isExcluded = exclude === undefined ? () => false : matchBelow(folder, exclude);
    return {
        kind,
        matches: (path) => isIncluded(path) && !isExcluded(path),
        suffix: stringField(value, 'suffix', subject),
    };
}
/** What a file becomes by a project's rules, then by Rojo's; undefined if by none. */
function matchFile(path, rules) {
    const found = [...rules, ...DEFAULT_RULES].find(({ matches }) => matches(path));
    if (found === undefined)
        return undefined;
    const file = (0,external_node_path_.basename)(path);
    const { kind, suffix = (0,external_node_path_.extname)(file) } = found;
    return { kind, name: file.endsWith(suffix) ? file.slice(0, file.length - suffix.length) : file };
}

;// CONCATENATED MODULE: ./build/emulator/place/luaurc.js




/** How many folders above the project's are looked through. */
const MAX_PARENT_FOLDERS = 64;
/**
 * The aliases of string requires for a project: those of the `.luaurc` in its folder, and of those in the folders above
 * that may be read. The nearest one counts.
 *
 * @param root The uppermost folder that may be read.
 * @returns Absolute paths, by alias.
 * @see https://rfcs.luau.org/require-by-string-aliases.html
 */
function readAliases(files, root) {
    const aliases = new Map();
    let folder = files.base;
    for (let steps = 0; steps < MAX_PARENT_FOLDERS; steps++) {
        const found = files.firstText(folder, ['.luaurc']);
        if (found !== undefined) {
            const subject = `The file ${(0,place_file_error/* quoted */.T)(files.display(found.path))}`;
            const config = parseJsonc(found.text, subject);
            const entries = isObject(config) ? objectField(config, 'aliases', subject) : {};
            for (const [alias, path] of Object.entries(entries)) {
                if (typeof path !== 'string' || aliases.has(alias))
                    continue;
                const target = (0,external_node_path_.resolve)(folder, path);
                // Aliases of other tools, such as Lune's, lead elsewhere.
                if (pathBelow(root, target) !== undefined)
                    aliases.set(alias, target);
            }
        }
        const parent = (0,external_node_path_.dirname)(folder);
        if (parent === folder || pathBelow(root, (0,external_node_path_.join)(parent, 'x')) === undefined)
            break;
        folder = parent;
    }
    return aliases;
}

;// CONCATENATED MODULE: ./build/emulator/place/project-files.js





/** How many files and folders a project may be made of. */
const MAX_PROJECT_ENTRIES = 100_000;
/** The largest text file of a project that is read. */
const MAX_TEXT_FILE_BYTES = 32 * 1024 * 1024;
/** The size of all files of a project together. */
const MAX_PROJECT_BYTES = 1024 * 1024 * 1024;
/** Reads the files of a project, within bounds and within a folder. Symbolic links are followed if they stay within. */
class ProjectFiles {
    /** The folder of the project file. */
    base;
    #root;
    #realPaths = new Map();
    #entries = 0;
    #bytes = 0;
    /**
     * @param projectFile The project file.
     * @param root The folder that holds all files; by default that of the project file.
     */
    constructor(projectFile, root) {
        this.base = (0,external_node_path_.dirname)((0,external_node_path_.resolve)(projectFile));
        try {
            this.#root = external_node_fs_.realpathSync.native(root ?? this.base);
        }
        catch (cause) {
            throw new place_file_error/* PlaceFileError */.Y(`The folder ${(0,place_file_error/* quoted */.T)(root ?? this.base)} is not there.`, { cause });
        }
    }
    /** A path as messages and results have it: with slashes, relative to the folder of the project file. */
    display(path) {
        return (0,external_node_path_.relative)(this.base, path).replaceAll(external_node_path_.sep, '/') || '.';
    }
    /** The path without symbolic links; undefined if nothing is there. */
    #real(path) {
        const known = this.#realPaths.get(path);
        if (known !== undefined)
            return known;
        let real;
        try {
            real = external_node_fs_.realpathSync.native(path);
        }
        catch (cause) {
            const { code = '' } = cause;
            if (code === 'ENOENT' || code === 'ENOTDIR')
                return undefined;
            throw this.#unreadable(path, cause);
        }
        if (real !== this.#root && pathBelow(this.#root, real) === undefined) {
            throw new place_file_error/* PlaceFileError */.Y(`The path ${(0,place_file_error/* quoted */.T)(this.display(path))} leads out of the folder that the project may read.`);
        }
        this.#realPaths.set(path, real);
        return real;
    }
    #unreadable(path, cause) {
        const { code = 'an unknown error' } = cause;
        return new place_file_error/* PlaceFileError */.Y(`The path ${(0,place_file_error/* quoted */.T)(this.display(path))} cannot be read: ${code}.`, {
            cause,
        });
    }
    /** What is at a path of the project; undefined if nothing is. */
    kindOf(path) {
        if (++this.#entries > MAX_PROJECT_ENTRIES) {
            throw new place_file_error/* PlaceFileError */.Y(`The project has more than the ${MAX_PROJECT_ENTRIES} files and folders that are read.`);
        }
        return this.#lookUp(path);
    }
    #lookUp(path) {
        const real = this.#real(path);
        if (real === undefined)
            return undefined;
        const stats = (0,external_node_fs_.statSync)(real, { throwIfNoEntry: false });
        if (stats?.isDirectory() === true)
            return 'folder';
        return stats?.isFile() === true ? 'file' : undefined;
    }
    /** A path that is the same for all links to it, to recognize what was visited. */
    identity(path) {
        return this.#real(path) ?? path;
    }
    /** The names in a folder, in the order of their characters. */
    list(folder) {
        try {
            return (0,external_node_fs_.readdirSync)(folder).toSorted((a, b) => (a < b ? -1 : 1));
        }
        catch (cause) {
            throw this.#unreadable(folder, cause);
        }
    }
    bytes(path, maxBytes = limits/* MAX_FILE_BYTES */.gZ) {
        const real = this.#real(path) ?? path;
        try {
            const { size } = (0,external_node_fs_.statSync)(real);
            this.#bytes += size;
            if (size <= maxBytes && this.#bytes <= MAX_PROJECT_BYTES)
                return (0,external_node_fs_.readFileSync)(real);
        }
        catch (cause) {
            throw this.#unreadable(path, cause);
        }
        throw new place_file_error/* PlaceFileError */.Y(`The file ${(0,place_file_error/* quoted */.T)(this.display(path))} is too large: ${maxBytes} bytes are read of a file, and ${MAX_PROJECT_BYTES} of a project.`);
    }
    /** The text of a file. */
    text(path) {
        try {
            return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes(path, MAX_TEXT_FILE_BYTES));
        }
        catch (cause) {
            if (cause instanceof place_file_error/* PlaceFileError */.Y)
                throw cause;
            throw new place_file_error/* PlaceFileError */.Y(`The file ${(0,place_file_error/* quoted */.T)(this.display(path))} is not UTF-8.`, { cause });
        }
    }
    /** The text of the first file of these names in a folder, and its path; undefined if there is none. */
    firstText(folder, names) {
        const path = names
            .map((name) => (0,external_node_path_.join)(folder, name))
            .find((candidate) => this.#lookUp(candidate) === 'file');
        return path === undefined ? undefined : { path, text: this.text(path) };
    }
}

// EXTERNAL MODULE: ./build/emulator/place/values.js + 1 modules
var values = __webpack_require__(1205);
;// CONCATENATED MODULE: ./build/emulator/place/project-values.js



/** The weights of `Enum.FontWeight`, by name. */
const FONT_WEIGHTS = {
    Thin: 100,
    ExtraLight: 200,
    Light: 300,
    Regular: 400,
    Medium: 500,
    SemiBold: 600,
    Bold: 700,
    ExtraBold: 800,
    Heavy: 900,
};
function wrong(expected, value) {
    const found = typeof value === 'object' && value !== null
        ? `An ${Array.isArray(value) ? 'array' : 'object'}`
        : `The value ${(0,place_file_error/* quoted */.T)(String(value))}`;
    return new place_file_error/* PlaceFileError */.Y(`${found} stands where ${expected} is expected.`);
}
function toNumber(value) {
    if (typeof value === 'number')
        return value;
    throw wrong('a number', value);
}
function toText(value) {
    if (typeof value === 'string')
        return value;
    throw wrong('a string', value);
}
function toArray(value) {
    if (Array.isArray(value))
        return value;
    throw wrong('an array', value);
}
function toObject(value) {
    if (isObject(value))
        return value;
    throw wrong('an object', value);
}
/** The numbers of an array, and of the arrays in it. */
function toNumbers(value, count) {
    const numbers = toArray(value).flat(2).map(toNumber);
    if (numbers.length !== count)
        throw wrong(`an array with ${count} numbers`, value);
    return numbers;
}
/** The bit of each name in a list of names. */
function toBits(value, names) {
    return toArray(value).reduce((bits, item) => {
        const bit = names.indexOf(String(item));
        if (bit === -1)
            throw wrong(`one of ${names.join(', ')}`, item);
        return bits | (1 << bit);
    }, 0);
}
/** Converts arrays of that many numbers in single precision. */
function singles(tag, count) {
    return (value) => [tag, toNumbers(value, count).map((item) => (0,values/* plainNumber */.ku)(Math.fround(item)))];
}
const number = (value) => (0,values/* numberValue */.Vg)(toNumber(value));
const single = (value) => (0,values/* numberValue */.Vg)(Math.fround(toNumber(value)));
const project_values_text = toText;
const bytes = (value) => (0,values/* stringValue */.r$)(Buffer.from(toText(value), 'base64'));
const cframe = (value) => {
    const numbers = isObject(value)
        ? [...toNumbers(fieldOf(value, 'position'), 3), ...toNumbers(fieldOf(value, 'orientation'), 9)]
        : toNumbers(value, 12);
    return ['CFrame', numbers.map((item) => (0,values/* plainNumber */.ku)(Math.fround(item)))];
};
function keypoints(value) {
    return toArray(fieldOf(toObject(value), 'keypoints')).map(toObject);
}
const font = (value) => {
    const object = toObject(value);
    const weight = fieldOf(object, 'weight') ?? 'Regular';
    const known = typeof weight === 'string' && Object.hasOwn(FONT_WEIGHTS, weight);
    return [
        'Font',
        [
            toText(fieldOf(object, 'family')),
            known ? (FONT_WEIGHTS[weight] ?? 400) : toNumber(weight),
            fieldOf(object, 'style') === 'Italic' ? 1 : 0,
        ],
    ];
};
const PHYSICAL_FIELDS = ['density', 'friction', 'elasticity', 'frictionWeight', 'elasticityWeight'];
const physicalProperties = (value) => {
    if (value === 'Default')
        return undefined;
    const object = toObject(value);
    const names = [
        ...PHYSICAL_FIELDS,
        ...(Object.hasOwn(object, 'acousticAbsorption') ? ['acousticAbsorption'] : []),
    ];
    return [
        'PhysicalProperties',
        names.map((name) => (0,values/* plainNumber */.ku)(Math.fround(toNumber(fieldOf(object, name))))),
    ];
};
const content = (value) => value === 'None'
    ? ['Content', '']
    : ['Content', toText(isObject(value) ? fieldOf(value, 'Uri') : value)];
/**
 * Converters by the name of the type, as Rojo writes it in `{ "Type": value }`.
 *
 * @see https://rojo.space/docs/v7/properties/
 */
const CONVERTERS = {
    Axes: (value) => ['Axes', toBits(value, ['X', 'Y', 'Z'])],
    BinaryString: bytes,
    Bool: (value) => {
        if (typeof value === 'boolean')
            return value;
        throw wrong('a boolean', value);
    },
    BrickColor: (value) => ['BrickColor', toNumber(value)],
    CFrame: cframe,
    Color3: singles('Color3', 3),
    Color3uint8: (value) => {
        const [red = 0, green = 0, blue = 0] = toNumbers(value, 3);
        return (0,values/* colorOfBytes */.EB)(red, green, blue);
    },
    ColorSequence: (value) => [
        'ColorSequence',
        keypoints(value).map((point) => [toNumber(fieldOf(point, 'time')), ...toNumbers(fieldOf(point, 'color'), 3)].map((item) => (0,values/* plainNumber */.ku)(Math.fround(item)))),
    ],
    Content: content,
    ContentId: project_values_text,
    Enum: (value) => ['Enum', toNumber(value)],
    EnumItem: (value) => {
        const object = toObject(value);
        return [
            'EnumItem',
            [
                toText(fieldOf(object, 'type') ?? fieldOf(object, 'ty')),
                toNumber(fieldOf(object, 'value')),
            ],
        ];
    },
    Faces: (value) => ['Faces', toBits(value, ['Right', 'Top', 'Back', 'Left', 'Bottom', 'Front'])],
    Float32: single,
    Float64: number,
    Font: font,
    Int32: number,
    Int64: number,
    NumberRange: singles('NumberRange', 2),
    NumberSequence: (value) => [
        'NumberSequence',
        keypoints(value).map((point) => ['time', 'value', 'envelope'].map((name) => (0,values/* plainNumber */.ku)(Math.fround(toNumber(fieldOf(point, name)))))),
    ],
    OptionalCFrame: (value) => (value === null ? undefined : cframe(value)),
    PhysicalProperties: physicalProperties,
    Ray: (value) => {
        const object = toObject(value);
        return [
            'Ray',
            ['origin', 'direction'].flatMap((name) => toNumbers(fieldOf(object, name), 3).map((item) => (0,values/* plainNumber */.ku)(Math.fround(item)))),
        ];
    },
    Rect: singles('Rect', 4),
    SecurityCapabilities: (value) => ['SecurityCapabilities', String(toNumber(value))],
    SharedString: bytes,
    String: project_values_text,
    UDim: singles('UDim', 2),
    UDim2: singles('UDim2', 4),
    UniqueId: (value) => ['UniqueId', toText(value)],
    Vector2: singles('Vector2', 2),
    Vector3: singles('Vector3', 3),
    Vector3int16: (value) => ['Vector3int16', toNumbers(value, 3)],
};
/** The converter of an object with one field, the name of a type. */
function explicitValue(value) {
    const [entry, ...others] = isObject(value) ? Object.entries(value) : [];
    if (entry === undefined || others.length > 0 || !Object.hasOwn(CONVERTERS, entry[0])) {
        return undefined;
    }
    const convert = CONVERTERS[entry[0]];
    return convert && { convert, content: entry[1] };
}
/**
 * The value of a property in a project.
 *
 * @param type The type of the property as in `ClassTypes`; undefined if it is not known.
 * @returns Undefined for nil, and for a value whose type nothing gives away.
 */
function propertyValue(value, type) {
    const explicit = explicitValue(value);
    if (explicit !== undefined)
        return explicit.convert(explicit.content);
    if (type?.startsWith('Enum.') === true &&
        (typeof value === 'string' || typeof value === 'number')) {
        return ['Enum', value];
    }
    if (type !== undefined && Object.hasOwn(CONVERTERS, type))
        return CONVERTERS[type]?.(value);
    const plain = plainValue(value);
    if (plain === undefined && type !== undefined)
        throw wrong(`a value of the type ${type}`, value);
    return plain;
}
/** The value of an attribute in a project; undefined for one that is not written with its type and needs it. */
function attributeValue(value) {
    const explicit = explicitValue(value);
    return explicit === undefined ? plainValue(value) : explicit.convert(explicit.content);
}
function plainValue(value) {
    if (typeof value === 'string' || typeof value === 'boolean')
        return value;
    return typeof value === 'number' ? (0,values/* numberValue */.Vg)(value) : undefined;
}

;// CONCATENATED MODULE: ./build/emulator/place/project-properties.js




/** An attribute of this prefix names a property, and its value the `$id` of the instance that the property refers to. */
const REFERENCE_PREFIX = 'Rojo_Target_';
/** An attribute that gives an instance its id. */
const ID_ATTRIBUTE = 'Rojo_Id';
/** Reads properties, attributes and ids of projects, and connects the references among them at the end. */
class ProjectProperties {
    #types;
    #budget;
    #byId = new Map();
    #references = [];
    constructor(types, budget) {
        this.#types = types;
        this.#budget = budget;
    }
    /** Sets the properties, then the attributes, which replace those before if there are any. */
    apply(node, properties, attributes, subject) {
        try {
            for (const [name, value] of Object.entries(properties)) {
                this.#setProperty(node, name, value, subject);
            }
            this.setAttributes(node, attributes, subject);
        }
        catch (error) {
            if (!(error instanceof place_file_error/* PlaceFileError */.Y))
                throw error;
            throw new place_file_error/* PlaceFileError */.Y(`${subject} cannot be read. ${error.message}`, { cause: error });
        }
    }
    setAttributes(node, attributes, subject) {
        const entries = Object.entries(attributes);
        if (entries.length === 0)
            return;
        node.attributes = {};
        for (const [name, value] of entries) {
            const converted = attributeValue(value);
            if (converted === undefined) {
                this.#budget.warn(`${subject}: the attribute ${(0,place_file_error/* quoted */.T)(name)} has no type and was left out.`);
            }
            else {
                this.#budget.addValues(1);
                (0,instance_tree/* setField */.x)(node.attributes, name, converted);
            }
        }
    }
    setId(node, id, subject) {
        if (id === undefined)
            return;
        if (this.#byId.has(id)) {
            throw new place_file_error/* PlaceFileError */.Y(`${subject} gives the id ${(0,place_file_error/* quoted */.T)(id)} to a second instance.`);
        }
        this.#byId.set(id, node);
    }
    /** Makes references of the attributes that stand for them, in a tree that is complete. */
    connect(nodes) {
        for (const node of nodes) {
            for (const [name, value] of Object.entries(node.attributes)) {
                if (typeof value !== 'string')
                    continue;
                if (name === ID_ATTRIBUTE) {
                    if (!this.#byId.has(value))
                        this.#byId.set(value, node);
                }
                else if (name.startsWith(REFERENCE_PREFIX)) {
                    const property = name.slice(REFERENCE_PREFIX.length);
                    this.#references.push({ node, property, id: value });
                }
                else
                    continue;
                delete node.attributes[name];
            }
        }
        for (const { node, property, id } of this.#references) {
            const target = this.#byId.get(id);
            if (target !== undefined)
                (0,instance_tree/* setReference */.qu)(node, property, target);
            else
                this.#budget.warn(`No instance has the id ${(0,place_file_error/* quoted */.T)(id)} that ${property} refers to.`);
        }
    }
    #setProperty(node, name, value, subject) {
        if (name === 'Name' || name === 'Parent') {
            this.#budget.warn(`${subject} sets ${name}, which a project cannot: it was left out.`);
        }
        else if (name === 'Attributes') {
            const explicit = isObject(value) ? (fieldOf(value, 'Attributes') ?? value) : undefined;
            if (isObject(explicit))
                this.setAttributes(node, explicit, subject);
        }
        else if (name === 'Tags') {
            const tags = isObject(value) ? fieldOf(value, 'Tags') : value;
            node.tags = Array.isArray(tags) ? tags.map(String) : [];
            this.#budget.addValues(node.tags.length);
        }
        else if (name === 'Source' && node.className.endsWith('Script')) {
            const source = propertyValue(value, undefined);
            if (typeof source === 'string')
                node.source = source;
        }
        else {
            const type = this.#types.propertyType(node.className, name);
            const converted = propertyValue(value, type);
            if (converted === undefined && type === undefined) {
                this.#budget.warn(`${subject} sets ${node.className}.${name}, whose type is not known: it was left out.`);
            }
            else if (converted !== undefined) {
                this.#budget.addValues(1);
                (0,instance_tree/* setField */.x)(node.properties, name, converted);
            }
        }
    }
}

// EXTERNAL MODULE: ./node_modules/smol-toml/dist/index.js + 8 modules
var dist = __webpack_require__(3292);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var yaml_dist = __webpack_require__(8815);
;// CONCATENATED MODULE: ./build/emulator/place/localization-csv.js
/** Columns that are fields of an entry; every other one is a language. */
const FIELDS = {
    Key: 'key',
    Context: 'context',
    Example: 'example',
    Source: 'source',
};
/** The records of a CSV file, as RFC 4180 has them. */
function parseCsv(text) {
    const records = [];
    let record = [];
    let field = '';
    let isQuoted = false;
    const endRecord = () => {
        record.push(field);
        field = '';
        // An empty line is no record.
        if (record.length > 1 || record[0] !== '')
            records.push(record);
        record = [];
    };
    for (let position = 0; position < text.length; position++) {
        const character = text[position] ?? '';
        if (isQuoted) {
            if (character !== '"')
                field += character;
            else if (text[position + 1] === '"')
                field += text[++position];
            else
                isQuoted = false;
        }
        else if (character === '"' && field === '')
            isQuoted = true;
        else if (character === ',') {
            record.push(field);
            field = '';
        }
        else if (character === '\n')
            endRecord();
        else if (character !== '\r')
            field += character;
    }
    endRecord();
    return records;
}
/**
 * A CSV file as the content of a `LocalizationTable`: JSON, as Rojo and Roblox write it. Rows with neither key nor
 * source are left out.
 */
function localizationContents(csv) {
    const [header = [], ...rows] = parseCsv(csv.replace(/^\uFEFF/, ''));
    const entries = rows.map((row) => {
        const entry = {};
        const languages = [];
        header.forEach((column, index) => {
            const value = row[index] ?? '';
            if (column === '' || value === '')
                return;
            const field = Object.hasOwn(FIELDS, column) ? FIELDS[column] : undefined;
            if (field === undefined)
                languages.push([column, value]);
            else
                entry[field] = value;
        });
        languages.sort(([a], [b]) => (a < b ? -1 : 1));
        return { ...entry, values: Object.fromEntries(languages) };
    });
    return JSON.stringify(entries.filter((entry) => 'key' in entry || 'source' in entry));
}

;// CONCATENATED MODULE: ./build/emulator/place/luau-literal.js

/** How deep the data of a file may be nested. Luau refuses code that is nested about a thousand deep. */
const MAX_DATA_DEPTH = 200;
/** What needs an escape in a Luau string. U+2028 and U+2029 are ordinary characters there. */
// oxlint-disable-next-line no-control-regex
const ESCAPED = /["\\\u0000-\u001F\u007F]/g;
function stringLiteral(text) {
    const escaped = text.replace(ESCAPED, (character) => {
        if (character === '"' || character === '\\')
            return `\\${character}`;
        return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    });
    return `"${escaped}"`;
}
function numberLiteral(value) {
    if (Number.isNaN(value))
        return '0 / 0';
    if (!Number.isFinite(value))
        return value > 0 ? 'math.huge' : '-math.huge';
    return Object.is(value, -0) ? '-0' : String(value);
}
function keyLiteral(key, depth) {
    return `[${luauLiteral(key, depth)}]`;
}
/**
 * A value as a Luau expression: values of JSON, TOML and YAML. Null is `nil`; a date is the text that TOML has for it.
 */
function luauLiteral(value, depth = 0) {
    if (depth > MAX_DATA_DEPTH) {
        throw new place_file_error/* PlaceFileError */.Y(`Its data is nested more than ${MAX_DATA_DEPTH} deep, which is not read.`);
    }
    if (value === null || value === undefined)
        return 'nil';
    if (typeof value === 'string')
        return stringLiteral(value);
    if (typeof value === 'number')
        return numberLiteral(value);
    if (typeof value === 'bigint')
        return numberLiteral(Number(value));
    if (typeof value === 'boolean')
        return String(value);
    if (value instanceof Date)
        return stringLiteral(value.toISOString());
    if (Array.isArray(value)) {
        return `{${value.map((item) => luauLiteral(item, depth + 1)).join(', ')}}`;
    }
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    return `{${entries.map(([key, item]) => `${keyLiteral(key, depth + 1)} = ${luauLiteral(item, depth + 1)}`).join(', ')}}`;
}

// EXTERNAL MODULE: ./build/emulator/place/read-place.js + 10 modules
var read_place = __webpack_require__(1676);
;// CONCATENATED MODULE: ./build/emulator/place/project-leaves.js









/** The numbers of `Enum.RunContext`. */
const RUN_CONTEXTS = { legacy: 0, server: 1, client: 2, plugin: 3 };
/** Kinds of files that become scripts: the class, and the run context of a `Script`. */
function scriptOf(kind, emitsLegacyScripts) {
    switch (kind) {
        case 'serverScript':
            return { className: 'Script', runContext: emitsLegacyScripts ? 'legacy' : 'server' };
        case 'clientScript':
            return emitsLegacyScripts
                ? { className: 'LocalScript' }
                : { className: 'Script', runContext: 'client' };
        case 'pluginScript':
            return { className: 'Script', runContext: 'plugin' };
        case 'legacyServerScript':
            return { className: 'Script', runContext: 'legacy' };
        case 'legacyClientScript':
            return { className: 'LocalScript' };
        case 'runContextServerScript':
            return { className: 'Script', runContext: 'server' };
        case 'runContextClientScript':
            return { className: 'Script', runContext: 'client' };
        case 'moduleScript':
            return { className: 'ModuleScript' };
        default:
            return undefined;
    }
}
/** The code of a module that returns the data of a file. */
function dataModule(kind, text, subject) {
    try {
        const value = kind === 'toml'
            ? (0,dist/* parse */.qg)(text)
            : kind === 'yaml'
                ? // Aliases could make a small file a large value.
                    (0,yaml_dist/* parse */.qg)(text, { maxAliasCount: 100, mapAsMap: true, logLevel: 'error' })
                : parseJsonc(text, subject);
        return `return ${luauLiteral(value)}`;
    }
    catch (cause) {
        if (cause instanceof place_file_error/* PlaceFileError */.Y)
            throw cause;
        throw new place_file_error/* PlaceFileError */.Y(`${subject} is no valid ${kind.toUpperCase()} file.`, { cause });
    }
}
/** A model in JSON. The fields of the top have had lower-case names since Rojo 7.2; both are read. */
function readJsonModel(model, subject, work, depth = 0) {
    if (!isObject(model) || depth > limits/* MAX_TREE_DEPTH */.is) {
        throw new place_file_error/* PlaceFileError */.Y(`${subject} is no model: an object with a className is expected.`);
    }
    const either = (lower, upper) => Object.hasOwn(model, lower) ? lower : upper;
    const className = stringField(model, either('className', 'ClassName'), subject);
    if (className === undefined) {
        throw new place_file_error/* PlaceFileError */.Y(`${subject} has an instance without a className.`);
    }
    work.budget.addInstances(1);
    const node = (0,instance_tree/* createNode */.RM)(className, stringField(model, either('name', 'Name'), subject));
    const properties = objectField(model, either('properties', 'Properties'), subject);
    work.properties.apply(node, properties, objectField(model, 'attributes', subject), subject);
    work.properties.setId(node, stringField(model, 'id', subject), subject);
    node.children = arrayField(model, either('children', 'Children'), subject).map((child) => readJsonModel(child, subject, work, depth + 1));
    return node;
}
/** The one instance of a model file. */
function readModelFile(path, { files, budget }) {
    const subject = `The model ${(0,place_file_error/* quoted */.T)(files.display(path))}`;
    let nodes;
    try {
        nodes = (0,read_place/* readNodes */.g)(files.bytes(path), budget);
    }
    catch (error) {
        if (!(error instanceof place_file_error/* PlaceFileError */.Y))
            throw error;
        throw new place_file_error/* PlaceFileError */.Y(`${subject} cannot be read. ${error.message}`, { cause: error });
    }
    const [node] = nodes;
    if (node === undefined || nodes.length > 1) {
        throw new place_file_error/* PlaceFileError */.Y(`${subject} has ${nodes.length} instances at its top. A project takes models with one: put them into a Folder.`);
    }
    return node;
}
/**
 * The instance that a single file becomes; undefined if it becomes none. Projects and folders are not single files.
 */
function readLeaf(path, kind, emitsLegacyScripts, work) {
    const { files, budget } = work;
    const subject = `The file ${(0,place_file_error/* quoted */.T)(files.display(path))}`;
    if (kind === 'rbxm' || kind === 'rbxmx')
        return readModelFile(path, work);
    if (kind === 'ignore' || kind === 'project')
        return undefined;
    const text = files.text(path);
    if (kind === 'jsonModel') {
        return text.trim() === '' ? undefined : readJsonModel(parseJsonc(text, subject), subject, work);
    }
    budget.addInstances(1);
    budget.addValues(1, text.length);
    // As Rojo: the ends of lines are those of Unix.
    const lines = text.replaceAll('\r\n', '\n');
    if (kind === 'text' || kind === 'csv') {
        const node = (0,instance_tree/* createNode */.RM)(kind === 'text' ? 'StringValue' : 'LocalizationTable');
        if (kind === 'text')
            node.properties['Value'] = lines;
        else
            node.properties['Contents'] = localizationContents(text);
        return node;
    }
    const script = scriptOf(kind, emitsLegacyScripts);
    const node = (0,instance_tree/* createNode */.RM)(script?.className ?? 'ModuleScript');
    node.source = script === undefined ? dataModule(kind, text, subject) : lines;
    if (script?.runContext !== undefined) {
        node.properties['RunContext'] = ['Enum', RUN_CONTEXTS[script.runContext]];
    }
    node.file = { path: files.display(path), isInit: false };
    return node;
}
/** Applies the metadata of `<name>.meta.json` in a folder, if it is there. */
function applyMetadata(node, folder, name, { files, properties }) {
    const found = files.firstText(folder, [`${name}.meta.json`, `${name}.meta.jsonc`]);
    if (found === undefined)
        return;
    const subject = `The file ${(0,place_file_error/* quoted */.T)(files.display(found.path))}`;
    const parsed = parseJsonc(found.text, subject);
    if (!isObject(parsed))
        throw new place_file_error/* PlaceFileError */.Y(`${subject} is no object.`);
    const meta = parsed;
    const className = stringField(meta, 'className', subject);
    if (className !== undefined) {
        if (name !== 'init' || node.className !== 'Folder') {
            throw new place_file_error/* PlaceFileError */.Y(`${subject} sets a className, which only init.meta.json of a plain folder can.`);
        }
        node.className = className;
    }
    properties.apply(node, objectField(meta, 'properties', subject), objectField(meta, 'attributes', subject), subject);
    properties.setId(node, stringField(meta, 'id', subject), subject);
}

;// CONCATENATED MODULE: ./build/emulator/place/project-reader.js







/** Project files that stand for their folder. */
const FOLDER_PROJECTS = ['default.project.json', 'default.project.jsonc'];
/** Files that make an instance of another class of their folder, in the order in which Rojo looks for them. */
const INIT_FILES = [
    ...[
        ['', 'moduleScript'],
        ['.server', 'serverScript'],
        ['.client', 'clientScript'],
        ['.plugin', 'pluginScript'],
        ['.legacy', 'legacyServerScript'],
        ['.local', 'legacyClientScript'],
    ].flatMap(([suffix, kind]) => [
        [`init${suffix}.luau`, kind],
        [`init${suffix}.lua`, kind],
    ]),
    ['init.csv', 'csv'],
];
/** Classes that a project need not name, by that of the parent. */
const SINGLE_CHILDREN = {
    StarterPlayer: ['StarterPlayerScripts', 'StarterCharacterScripts'],
    Workspace: ['Terrain'],
};
/** Reads projects, folders and files as Rojo does. */
class ProjectReader {
    /** The instances that files and folders became, by their paths without symbolic links. */
    nodesByPath = new Map();
    #work;
    #types;
    /** The projects and folders that are being read: one that comes again leads to itself. */
    #active = new Set();
    constructor(work, types) {
        this.#work = work;
        this.#types = types;
    }
    /** The instance of a project file, at the top. */
    readProject(path) {
        const none = { emitsLegacyScripts: true, ignores: [], syncRules: [] };
        const isOfFolder = FOLDER_PROJECTS.includes((0,external_node_path_.basename)(path));
        const fallback = isOfFolder
            ? (0,external_node_path_.basename)((0,external_node_path_.dirname)(path))
            : (0,external_node_path_.basename)(path).replace(/(?:\.project)?\.jsonc?$/, '');
        const node = this.#readProject(path, fallback, none, 0);
        if (node === undefined) {
            throw new place_file_error/* PlaceFileError */.Y(`The project ${(0,place_file_error/* quoted */.T)(this.#display(path))} describes no instance: its optional $path is not there.`);
        }
        return node;
    }
    #display(path) {
        return this.#work.files.display(path);
    }
    #loadProject(path, fallbackName, outer) {
        const subject = `The project ${(0,place_file_error/* quoted */.T)(this.#display(path))}`;
        const value = parseJsonc(this.#work.files.text(path), subject);
        const tree = isObject(value) ? fieldOf(value, 'tree') : undefined;
        if (!isObject(value) || !isObject(tree)) {
            throw new place_file_error/* PlaceFileError */.Y(`${subject} has no tree.`);
        }
        const folder = (0,external_node_path_.dirname)(path);
        const ignores = arrayField(value, 'globIgnorePaths', subject).map((pattern) => matchBelow(folder, String(pattern)));
        const syncRules = arrayField(value, 'syncRules', subject)
            .filter((rule) => isObject(rule))
            .map((rule) => parseSyncRule(rule, folder, subject));
        return {
            path,
            subject,
            name: stringField(value, 'name', subject) ?? fallbackName,
            tree,
            context: {
                emitsLegacyScripts: fieldOf(value, 'emitLegacyScripts') !== false,
                ignores: [...outer.ignores, ...ignores],
                syncRules,
            },
        };
    }
    /** Runs while a project or folder counts as active. */
    #within(path, depth, read) {
        const identity = this.#work.files.identity(path);
        if (this.#active.has(identity)) {
            throw new place_file_error/* PlaceFileError */.Y(`The path ${(0,place_file_error/* quoted */.T)(this.#display(path))} contains itself.`);
        }
        if (depth > limits/* MAX_TREE_DEPTH */.is) {
            throw new place_file_error/* PlaceFileError */.Y(`The project is nested more than ${limits/* MAX_TREE_DEPTH */.is} deep.`);
        }
        this.#active.add(identity);
        const result = read();
        this.#active.delete(identity);
        return result;
    }
    #readProject(path, name, outer, depth) {
        return this.#within(path, depth, () => {
            const project = this.#loadProject(path, name, outer);
            return this.#readNode(project, project.tree, project.name, undefined, depth);
        });
    }
    #readNode(project, json, name, parentClass, depth) {
        if (depth > limits/* MAX_TREE_DEPTH */.is) {
            throw new place_file_error/* PlaceFileError */.Y(`${project.subject} is nested more than ${limits/* MAX_TREE_DEPTH */.is} deep.`);
        }
        const subject = `${project.subject}, at ${(0,place_file_error/* quoted */.T)(name)},`;
        const { path, isOptional } = parsePath(json, subject);
        const found = path === undefined
            ? undefined
            : this.#readPath((0,external_node_path_.resolve)((0,external_node_path_.dirname)(project.path), path), project.context, depth + 1);
        if (found === undefined && path !== undefined && !isOptional) {
            throw new place_file_error/* PlaceFileError */.Y(`${subject} has the $path ${(0,place_file_error/* quoted */.T)(path)}, where there is nothing that becomes an instance.`);
        }
        const className = this.#classOf(json, name, found, parentClass, subject);
        if (className === undefined) {
            if (path !== undefined)
                return undefined;
            throw new place_file_error/* PlaceFileError */.Y(`${subject} needs a $className or a $path: its name is not that of a service.`);
        }
        if (found === undefined)
            this.#work.budget.addInstances(1);
        const node = found ?? (0,instance_tree/* createNode */.RM)(className);
        node.name = name;
        node.className = className;
        for (const [key, child] of Object.entries(json)) {
            if (key.startsWith('$'))
                continue;
            if (!isObject(child))
                throw new place_file_error/* PlaceFileError */.Y(`${subject} has no object in ${(0,place_file_error/* quoted */.T)(key)}.`);
            const childNode = this.#readNode(project, child, key, className, depth + 1);
            if (childNode !== undefined)
                node.children.push(childNode);
        }
        const { properties } = this.#work;
        properties.apply(node, objectField(json, '$properties', subject), objectField(json, '$attributes', subject), subject);
        properties.setId(node, stringField(json, '$id', subject), subject);
        return node;
    }
    /** The class of a node: the one it names, that of its files, or one that its name and parent give away. */
    #classOf(json, name, found, parentClass, subject) {
        const named = stringField(json, '$className', subject);
        if (named !== undefined) {
            if (found === undefined || found.className === 'Folder' || found.className === named) {
                return named;
            }
            throw new place_file_error/* PlaceFileError */.Y(`${subject} has the $className ${(0,place_file_error/* quoted */.T)(named)}, and its $path is a ${(0,place_file_error/* quoted */.T)(found.className)}. Only a folder takes another class.`);
        }
        if (found !== undefined && found.className !== 'Folder')
            return found.className;
        const isService = parentClass === 'DataModel' && this.#types.isService(name);
        const isSingle = parentClass !== undefined &&
            Object.hasOwn(SINGLE_CHILDREN, parentClass) &&
            SINGLE_CHILDREN[parentClass]?.includes(name) === true;
        return isService || isSingle ? name : found?.className;
    }
    /** The instance that a file or folder becomes; undefined if it becomes none. */
    #readPath(path, context, depth) {
        const kind = this.#work.files.kindOf(path);
        if (kind === undefined)
            return undefined;
        const node = kind === 'folder'
            ? this.#readFolder(path, context, depth)
            : this.#readFile(path, context, depth);
        const identity = this.#work.files.identity(path);
        if (node !== undefined && !this.nodesByPath.has(identity))
            this.nodesByPath.set(identity, node);
        return node;
    }
    #readFile(path, context, depth) {
        // They belong to their folder.
        if (INIT_FILES.some(([name]) => name === (0,external_node_path_.basename)(path)))
            return undefined;
        const match = matchFile(path, context.syncRules);
        if (match === undefined)
            return undefined;
        if (match.kind === 'project')
            return this.#readProject(path, match.name, context, depth);
        const node = readLeaf(path, match.kind, context.emitsLegacyScripts, this.#work);
        if (node === undefined)
            return undefined;
        node.name = match.name;
        applyMetadata(node, (0,external_node_path_.dirname)(path), match.name, this.#work);
        return node;
    }
    #readFolder(path, context, depth) {
        return this.#within(path, depth, () => {
            const entries = this.#work.files.list(path);
            const project = FOLDER_PROJECTS.find((name) => entries.includes(name));
            if (project !== undefined) {
                return this.#readProject((0,external_node_path_.join)(path, project), (0,external_node_path_.basename)(path), context, depth + 1);
            }
            const node = this.#folderNode(path, entries, context);
            for (const entry of entries) {
                const entryPath = (0,external_node_path_.join)(path, entry);
                if (context.ignores.some((ignores) => ignores(entryPath)))
                    continue;
                const child = this.#readPath(entryPath, context, depth + 1);
                if (child !== undefined)
                    node.children.push(child);
            }
            applyMetadata(node, path, 'init', this.#work);
            return node;
        });
    }
    /** The instance of a folder without its children. */
    #folderNode(path, entries, context) {
        const init = INIT_FILES.find(([name]) => entries.includes(name));
        const node = init && readLeaf((0,external_node_path_.join)(path, init[0]), init[1], context.emitsLegacyScripts, this.#work);
        if (node === undefined)
            this.#work.budget.addInstances(1);
        else if (node.file !== undefined)
            node.file.isInit = true;
        const folder = node ?? (0,instance_tree/* createNode */.RM)('Folder');
        folder.name = (0,external_node_path_.basename)(path);
        return folder;
    }
}
/** The field `$path`: a path, or an object with one that need not be there. */
function parsePath(json, subject) {
    const value = fieldOf(json, '$path');
    if (value === undefined)
        return { isOptional: false };
    const path = isObject(value) ? fieldOf(value, 'optional') : value;
    if (typeof path === 'string')
        return { path, isOptional: isObject(value) };
    throw new place_file_error/* PlaceFileError */.Y(`${subject} has a $path that is neither a string nor an object with a string "optional".`);
}

;// CONCATENATED MODULE: ./build/emulator/place/rojo-project.js











/** Where the instance of a project goes that is a library and not a place. */
const LIBRARY_PARENT = 'ReplicatedStorage';
/** The instances that are below `game`. */
function rootsOf(node, { isService }) {
    if (node.className === 'DataModel')
        return node.children;
    if (isService(node.className))
        return [node];
    const parent = (0,instance_tree/* createNode */.RM)(LIBRARY_PARENT);
    parent.children.push(node);
    return [parent];
}
/** All nodes of a tree. */
function allNodes(roots) {
    const nodes = new Set(roots);
    // A set visits what is added while it is visited.
    for (const node of nodes)
        for (const child of node.children)
            nodes.add(child);
    return nodes;
}
/** The names from below `game` to an instance. */
function pathOf(instances, id) {
    const names = [];
    for (let found = instances[id]; found !== undefined; found = instances[found.parent]) {
        names.unshift(found.name);
    }
    return names.join('/');
}
/**
 * Reads a Rojo project, without Rojo. The result has no instance for `game`: what is below it is at the top. A project
 * that describes a library goes to ReplicatedStorage, under the project's name, so that its modules can be required.
 *
 * @param file The project file, such as `default.project.json`.
 * @throws PlaceFileError if a file of the project is damaged, missing, or exceeds a bound.
 * @see https://rojo.space/docs/v7/project-format/
 */
function readProject(file, options = {}) {
    const types = options.types ?? classTypesOf(loadApi());
    const budget = new limits/* PlaceBudget */.Vi();
    const files = new ProjectFiles(file, options.root);
    const properties = new ProjectProperties(types, budget);
    const reader = new ProjectReader({ files, budget, properties }, types);
    const node = reader.readProject((0,external_node_path_.resolve)(file));
    const { name } = node;
    const roots = rootsOf(node, types);
    properties.connect(allNodes(roots));
    const ids = new Map();
    const { instances, warnings } = (0,flatten/* flattenTree */.d)(roots, budget, ids);
    const aliases = {};
    for (const [alias, path] of readAliases(files, (0,external_node_path_.resolve)(options.root ?? files.base))) {
        for (const [aliasName, target] of nodesOfAlias(alias, path, reader.nodesByPath, files)) {
            const id = ids.get(target);
            if (id !== undefined)
                aliases[aliasName] = pathOf(instances, id);
        }
    }
    return { name, instances, warnings, aliases };
}
/**
 * What an alias leads to: one instance, or those that the project has of a folder that is no instance
 * itself. Those have the alias and a path below it: `src/shared` for an alias `src`.
 */
function nodesOfAlias(alias, path, nodesByPath, files) {
    // An alias can name a script without its extension.
    for (const candidate of [path, `${path}.luau`, `${path}.lua`]) {
        const node = nodesByPath.get(files.identity(candidate));
        if (node !== undefined)
            return [[alias, node]];
    }
    const folder = files.identity(path);
    const below = [...nodesByPath].flatMap(([nodePath, node]) => {
        const rest = pathBelow(folder, nodePath);
        return rest === undefined ? [] : [[`${alias}/${rest.replace(/\.luau?$/, '')}`, node]];
    });
    const names = new Set(below.map(([name]) => name));
    return below.filter(([name]) => !names.has((0,external_node_path_.dirname)(name)));
}

;// CONCATENATED MODULE: ./build/project-reader.js




/***/ })

};
