export const id = 713;
export const ids = [713];
export const modules = {

/***/ 8213:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _$: () => (/* binding */ HELP),
/* harmony export */   eb: () => (/* binding */ UsageError),
/* harmony export */   lR: () => (/* binding */ readArguments)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7975);



const HELP = `Runs Luau scripts in an emulator of Roblox, without an account.

Usage: luau-execution run [options] script-or-glob …

  --place FILE      the place to run in: a .rbxl or .rbxlx file
  --project FILE    the place to run in: a Rojo project, like default.project.json
  --args JSON       an object that each script sees as the local table \`args\`
  --timeout LENGTH  how long each script may run, like 30s or 1m30s (default: 5m)
  --junit FILE      write the test results as JUnit XML
  --watch           run again when a script, the place or a file of the project changes
  --github          show what GitHub would show: job log, annotations, step summary, outputs
  --help            print this and exit

A script or glob that begins with ! is left out. Without --place and --project the place is empty.
The exit status is 0 if every script passed, 1 if not, and 2 if the arguments are wrong.
`;
/** A mistake in the arguments, as a sentence for the user. */
class UsageError extends Error {
}
/**
 * Reads the arguments behind the program's name.
 *
 * @param folder the folder that paths are relative to
 * @throws {UsageError} if they cannot be used
 */
function readArguments(args, folder) {
    const { values, positionals } = parse(args);
    if (values.help || args.length === 0) {
        return 'help';
    }
    const [command, ...scripts] = positionals;
    if (command !== 'run') {
        throw new UsageError(command === undefined
            ? 'There is no command. The only one is `run`.'
            : `There is no command \`${command}\`. The only one is \`run\`, as in \`luau-execution run ${command}\`.`);
    }
    if (!scripts.some((script) => !script.startsWith('!'))) {
        throw new UsageError('There is no script to run. Name Luau files or globs, as in `luau-execution run tests/smoke.luau`.');
    }
    const { place, project, junit } = values;
    if (place !== undefined && project !== undefined) {
        throw new UsageError('--place and --project are both given. Only one place can be opened.');
    }
    if (junit === '') {
        throw new UsageError('--junit is empty. Expected the path of the file to write.');
    }
    if (values.watch && values.github) {
        throw new UsageError('--watch and --github are both given. GitHub shows a step once.');
    }
    return {
        scripts,
        ...(place !== undefined && { place: findFile('--place', place, folder) }),
        ...(project !== undefined && { project: findFile('--project', project, folder) }),
        args: values.args,
        timeout: values.timeout,
        ...(junit !== undefined && { junit: node_path__WEBPACK_IMPORTED_MODULE_1__.resolve(folder, junit) }),
        watches: values.watch,
        showsGithub: values.github,
    };
}
function parse(args) {
    try {
        return (0,node_util__WEBPACK_IMPORTED_MODULE_2__.parseArgs)({
            args: [...args],
            options: {
                place: { type: 'string' },
                project: { type: 'string' },
                args: { type: 'string', default: '' },
                timeout: { type: 'string', default: '' },
                junit: { type: 'string' },
                watch: { type: 'boolean', default: false },
                github: { type: 'boolean', default: false },
                help: { type: 'boolean', default: false },
            },
            allowPositionals: true,
        });
    }
    catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        throw new UsageError(problem.replace(/\.?$/, '.'), { cause: error });
    }
}
function findFile(option, named, folder) {
    const file = node_path__WEBPACK_IMPORTED_MODULE_1__.resolve(folder, named);
    if (!(0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)(file) || !(0,node_fs__WEBPACK_IMPORTED_MODULE_0__.statSync)(file).isFile()) {
        throw new UsageError(`${option} is "${named}", and there is no such file.`);
    }
    return file;
}


/***/ }),

/***/ 9713:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8474);
/* harmony import */ var _main_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5472);
/* harmony import */ var _terminal_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8565);
var __webpack_async_dependencies__ = __webpack_handle_async_dependencies__([_main_js__WEBPACK_IMPORTED_MODULE_1__]);
_main_js__WEBPACK_IMPORTED_MODULE_1__ = (__webpack_async_dependencies__.then ? (await __webpack_async_dependencies__)() : __webpack_async_dependencies__)[0];



// The reader of the output may close it early, as `head` does.
process.stdout.on('error', () => { });
const interrupted = new AbortController();
// Each script listens, and more than ten would make Node.js warn of a leak.
(0,node_events__WEBPACK_IMPORTED_MODULE_0__.setMaxListeners)(0, interrupted.signal);
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
process.once('SIGTERM', () => interrupted.abort(new Error('ended')));
process.exitCode = await (0,_main_js__WEBPACK_IMPORTED_MODULE_1__/* .main */ .i)(process.argv.slice(2), {
    current: process.cwd(),
    terminal: (0,_terminal_js__WEBPACK_IMPORTED_MODULE_2__/* .createTerminal */ .P)(process.stdout, process.env),
    writeError: (text) => process.stderr.write(text),
    signal: interrupted.signal,
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 5472:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ main)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _src_evaluate_types_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6576);
/* harmony import */ var _arguments_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8213);
/* harmony import */ var _open_place_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9075);
/* harmony import */ var _run_scripts_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7769);
/* harmony import */ var _show_runs_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4264);
/* harmony import */ var _show_as_github_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7853);
/* harmony import */ var _watch_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(5018);
/* harmony import */ var _workspace_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(8488);
var __webpack_async_dependencies__ = __webpack_handle_async_dependencies__([_open_place_js__WEBPACK_IMPORTED_MODULE_3__, _run_scripts_js__WEBPACK_IMPORTED_MODULE_4__, _show_as_github_js__WEBPACK_IMPORTED_MODULE_6__]);
([_open_place_js__WEBPACK_IMPORTED_MODULE_3__, _run_scripts_js__WEBPACK_IMPORTED_MODULE_4__, _show_as_github_js__WEBPACK_IMPORTED_MODULE_6__] = __webpack_async_dependencies__.then ? (await __webpack_async_dependencies__)() : __webpack_async_dependencies__);









/** Runs the command. @returns the exit status: 0 passed, 1 failed, 2 wrong arguments */
async function main(args, context) {
    try {
        const options = (0,_arguments_js__WEBPACK_IMPORTED_MODULE_2__/* .readArguments */ .lR)(args, context.current);
        if (options === 'help') {
            context.terminal.write(_arguments_js__WEBPACK_IMPORTED_MODULE_2__/* .HELP */ ._$);
            return 0;
        }
        if (options.showsGithub) {
            return await (0,_show_as_github_js__WEBPACK_IMPORTED_MODULE_6__/* .showAsGithub */ .j)(options, context.current, context.terminal);
        }
        return options.watches ? await runOnChanges(options, context) : await runOnce(options, context);
    }
    catch (error) {
        if (!(error instanceof _arguments_js__WEBPACK_IMPORTED_MODULE_2__/* .UsageError */ .eb)) {
            throw error;
        }
        context.writeError(`${error.message}\nSee luau-execution --help.\n`);
        return 2;
    }
}
async function runOnce(options, context) {
    const { current, terminal, writeError, signal } = context;
    const startedAt = performance.now();
    const workspace = (0,_workspace_js__WEBPACK_IMPORTED_MODULE_8__/* .workspaceOf */ .B)(options.scripts, current);
    const paths = { workspace: workspace.folder, current };
    const place = (0,_open_place_js__WEBPACK_IMPORTED_MODULE_3__/* .openPlace */ .Q)(options, workspace.folder);
    for (const warning of place.warnings) {
        writeError(`${warning}\n`);
    }
    const report = await (0,_run_scripts_js__WEBPACK_IMPORTED_MODULE_4__/* .runScripts */ .A)(options, {
        workspace,
        place,
        signal,
        onRun: (evaluated) => (0,_show_runs_js__WEBPACK_IMPORTED_MODULE_5__/* .showRun */ .X)(evaluated, paths, terminal),
    });
    (0,_show_runs_js__WEBPACK_IMPORTED_MODULE_5__/* .showEnd */ .v)(report, performance.now() - startedAt, paths, terminal);
    return (0,_src_evaluate_types_js__WEBPACK_IMPORTED_MODULE_1__/* .failsStep */ .ug)(report.verdict.outcome) ? 1 : 0;
}
/** Runs again after each change, until the user interrupts. A mistake is shown, and the watch goes on. */
async function runOnChanges(options, context) {
    const { current, terminal, writeError, signal } = context;
    const { place, project, scripts, junit } = options;
    const targets = [
        ...scripts.filter((script) => !script.startsWith('!')),
        ...[place, project].filter((file) => file !== undefined),
    ].map((target) => node_path__WEBPACK_IMPORTED_MODULE_0__.resolve(current, target));
    // Watched from before the first run, so that no change during a run is lost.
    const watcher = (0,_watch_js__WEBPACK_IMPORTED_MODULE_7__/* .watchFolders */ .L)((0,_watch_js__WEBPACK_IMPORTED_MODULE_7__/* .foldersToWatch */ .i)(targets), junit);
    let status = 0;
    try {
        while (!signal.aborted) {
            status = await runOnce(options, context).catch((error) => {
                if (!(error instanceof _arguments_js__WEBPACK_IMPORTED_MODULE_2__/* .UsageError */ .eb)) {
                    throw error;
                }
                writeError(`${error.message}\n`);
                return 2;
            });
            terminal.write(terminal.paint('dim', 'Waiting for changes. Press Ctrl-C to stop.\n'));
            await watcher.changed(signal).catch(() => { }); // The loop ends.
        }
    }
    finally {
        watcher.close();
    }
    return status;
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } });

/***/ }),

/***/ 9075:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ openPlace)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _src_evaluate_location_source_map_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3895);
/* harmony import */ var _arguments_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8213);
/* harmony import */ var _workspace_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8488);


const { PlaceFileError } = await import(/* webpackIgnore: true */ './emulator/server.js');
const { readPlace } = await import(/* webpackIgnore: true */ './emulator/server.js');
const { readProject } = await import(/* webpackIgnore: true */ './emulator/project.js');



const EMPTY_PLACE = { tree: [], aliases: {}, warnings: [] };
/**
 * Reads the place that the options name.
 *
 * @param workspace the folder that the paths of the source map are relative to
 * @throws {UsageError} if the place cannot be read
 */
function openPlace({ place, project }, workspace) {
    const file = place ?? project;
    if (file === undefined) {
        return EMPTY_PLACE;
    }
    try {
        return project === undefined
            ? { ...EMPTY_PLACE, ...namePlace(readPlace((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(file))) }
            : openProject(project, workspace);
    }
    catch (error) {
        if (error instanceof PlaceFileError) {
            throw new _arguments_js__WEBPACK_IMPORTED_MODULE_3__/* .UsageError */ .eb(`${node_path__WEBPACK_IMPORTED_MODULE_1__.basename(file)} cannot be opened. ${error.message}`, {
                cause: error,
            });
        }
        throw error;
    }
}
function namePlace({ instances, warnings }) {
    return { tree: instances, warnings };
}
function openProject(project, workspace) {
    const folder = node_path__WEBPACK_IMPORTED_MODULE_1__.dirname(project);
    // A project may use files beside its folder: packages of the repository, for example.
    const root = (0,_workspace_js__WEBPACK_IMPORTED_MODULE_4__/* .isOutside */ ._)(workspace, project) ? folder : workspace;
    const { instances, aliases, warnings } = readProject(project, { root });
    const sourceMapJson = () => JSON.stringify(sourceMapOf(instances, folder));
    return {
        tree: instances,
        aliases,
        warnings,
        sourceMap: createSourceMap(sourceMapJson, workspace),
        sourceMapJson,
    };
}
/** The source map that `rojo sourcemap` would write, made when a failure needs it. */
function createSourceMap(json, workspace) {
    let map;
    return {
        get: () => {
            map ??= (0,_src_evaluate_location_source_map_js__WEBPACK_IMPORTED_MODULE_2__/* .parseSourceMap */ .j)(json(), '', workspace);
            return map;
        },
        problem: () => undefined,
    };
}
function sourceMapOf(instances, folder) {
    const root = { name: 'place', className: 'DataModel', filePaths: [], children: [] };
    const nodes = [];
    for (const { id, parent, name, className, file } of instances) {
        const filePaths = file === undefined ? [] : [node_path__WEBPACK_IMPORTED_MODULE_1__.resolve(folder, file.path)];
        const node = { name, className, filePaths, children: [] };
        nodes[id] = node;
        (nodes[parent] ?? root).children.push(node);
    }
    return root;
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 7769:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ runScripts)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8161);
/* harmony import */ var _src_connect_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8511);
/* harmony import */ var _src_evaluate_evaluate_step_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4033);
/* harmony import */ var _src_execute_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2412);
/* harmony import */ var _src_inputs_invalid_input_error_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1398);
/* harmony import */ var _src_inputs_inputs_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7772);
/* harmony import */ var _src_plan_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8557);
/* harmony import */ var _src_report_junit_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(9539);
/* harmony import */ var _src_util_clock_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(4836);
/* harmony import */ var _arguments_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(8213);


const { startEmulator } = await import(/* webpackIgnore: true */ './emulator/server.js');









/** More scripts at once would only wait for each other: each one occupies a thread. */
const MAX_PARALLEL_SCRIPTS = 4;
const QUIET_LOG = { begin: () => { }, event: () => { }, finish: () => { } };
/**
 * Runs the scripts in an emulator of their own, on a loopback address with a random key, and writes
 * the JUnit file if one is wanted.
 *
 * @throws {UsageError} if an option cannot be used
 */
async function runScripts(options, { workspace, place, signal, onRun }) {
    const { tree, aliases } = place;
    const emulator = await startEmulator({
        clock: 'virtual',
        place: { tree, aliases },
    });
    try {
        const context = { clock: _src_util_clock_js__WEBPACK_IMPORTED_MODULE_9__/* .systemClock */ .m, random: Math.random, signal };
        const inputs = read(() => (0,_src_inputs_inputs_js__WEBPACK_IMPORTED_MODULE_6__/* .readInputs */ .Ko)(environmentOf(options, workspace, emulator.url)));
        const plan = await (0,_src_plan_js__WEBPACK_IMPORTED_MODULE_7__/* .createPlan */ .qT)(inputs, workspace.folder).catch(explainUsage);
        const cloud = (0,_src_connect_js__WEBPACK_IMPORTED_MODULE_2__/* .connectToOpenCloud */ .F)({
            origin: emulator.url,
            apiKey: emulator.apiKey,
            userAgent: 'luau-execution',
            context,
            onSecret: () => { },
        });
        const execute = (run) => (0,_src_execute_js__WEBPACK_IMPORTED_MODULE_4__/* .executePlan */ .v)({ ...plan, runs: [run] }, {
            inputs,
            workspace: workspace.folder,
            sourceMap: place.sourceMap,
            cloud,
            context,
            wallClock: Date.now,
            jobLog: QUIET_LOG,
            engine: 'emulator',
            onOutputs: () => { },
            onInternalError: () => { },
        });
        try {
            const runs = await executeAll(plan, execute, onRun);
            const report = { verdict: (0,_src_evaluate_evaluate_step_js__WEBPACK_IMPORTED_MODULE_3__/* .evaluateStep */ ._)(runs), runs };
            if (options.junit !== undefined) {
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.writeFile)(options.junit, (0,_src_report_junit_js__WEBPACK_IMPORTED_MODULE_8__/* .renderJUnit */ .d)(report)).catch((error) => {
                    throw new _arguments_js__WEBPACK_IMPORTED_MODULE_10__/* .UsageError */ .eb(`--junit cannot be written: ${String(error)}`, { cause: error });
                });
            }
            return report;
        }
        finally {
            await cloud.close();
        }
    }
    finally {
        await emulator.close();
    }
}
/** Executes each run by itself, a few at a time, so that each can be shown as it ends. */
async function executeAll({ runs }, execute, onRun) {
    const evaluated = [];
    const next = runs.entries();
    const work = async () => {
        for (const [index, run] of next) {
            const [done] = (await execute(run)).runs;
            if (done !== undefined) {
                evaluated[index] = done;
                onRun(done);
            }
        }
    };
    const workers = Math.min(runs.length, MAX_PARALLEL_SCRIPTS, (0,node_os__WEBPACK_IMPORTED_MODULE_1__.availableParallelism)());
    await Promise.all(Array.from({ length: workers }, work));
    return evaluated;
}
/** The inputs of a step that does the same, as the runner would pass them. */
function environmentOf({ args, timeout }, { patterns }, url) {
    return {
        'INPUT_BASE-URL': url,
        'INPUT_UNIVERSE-ID': '1',
        'INPUT_PLACE-ID': '2',
        INPUT_SCRIPT: patterns.join('\n'),
        INPUT_ARGS: args,
        INPUT_TIMEOUT: timeout,
    };
}
function read(reading) {
    try {
        return reading();
    }
    catch (error) {
        return explainUsage(error);
    }
}
/** Names the option instead of the action's input, and gives advice for a shell instead of a workflow. */
function explainUsage(error) {
    if (error instanceof _src_inputs_invalid_input_error_js__WEBPACK_IMPORTED_MODULE_5__/* .InvalidInputError */ .o) {
        const message = error.message
            .replace(/^`(args|timeout)`/, '--$1')
            .replace(/An expression of the workflow .+$/, 'A shell needs single quotes around it.')
            .replace(/^`script` names/, 'The script arguments name')
            .replace(/^`script`/, 'The script argument');
        throw new _arguments_js__WEBPACK_IMPORTED_MODULE_10__/* .UsageError */ .eb(message, { cause: error });
    }
    throw error;
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 7853:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ showAsGithub)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
/* harmony import */ var _runner_render_log_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(920);
/* harmony import */ var _runner_render_summary_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7022);
/* harmony import */ var _runner_start_step_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1806);
/* harmony import */ var _arguments_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8213);
/* harmony import */ var _open_place_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(9075);
/* harmony import */ var _workspace_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(8488);
var __webpack_async_dependencies__ = __webpack_handle_async_dependencies__([_runner_start_step_js__WEBPACK_IMPORTED_MODULE_5__, _open_place_js__WEBPACK_IMPORTED_MODULE_7__]);
([_runner_start_step_js__WEBPACK_IMPORTED_MODULE_5__, _open_place_js__WEBPACK_IMPORTED_MODULE_7__] = __webpack_async_dependencies__.then ? (await __webpack_async_dependencies__)() : __webpack_async_dependencies__);



const { startEmulator } = await import(/* webpackIgnore: true */ './emulator/server.js');






/** How much of an output is shown: enough to recognise it, on one line. */
const MAX_VALUE_CHARACTERS = 100;
/** How much of an annotation is shown. Its end, which says what to do, should fit. */
const MAX_ANNOTATION_CHARACTERS = 600;
/**
 * Starts the committed bundle as GitHub's runner starts it, with the emulator in place of Roblox, and
 * shows what GitHub would show.
 *
 * @param current the user's folder
 * @returns the step's exit status
 * @throws {UsageError} if an option cannot be used
 */
async function showAsGithub(options, current, terminal) {
    const { folder, patterns } = (0,_workspace_js__WEBPACK_IMPORTED_MODULE_8__/* .workspaceOf */ .B)(options.scripts, current);
    const { tree, aliases, sourceMapJson } = (0,_open_place_js__WEBPACK_IMPORTED_MODULE_7__/* .openPlace */ .Q)(options, folder);
    const root = findProject();
    const emulator = await startEmulator({
        clock: 'virtual',
        place: { tree, aliases },
    });
    // In the workspace, because a step reads nothing outside it.
    const sourceMap = `.luau-execution-${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}.json`;
    if (sourceMapJson !== undefined) {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.writeFileSync)(node_path__WEBPACK_IMPORTED_MODULE_2__.join(folder, sourceMap), sourceMapJson());
    }
    const renderLine = (0,_runner_render_log_js__WEBPACK_IMPORTED_MODULE_3__/* .createLogRenderer */ .sY)(terminal);
    printHeading(`Job log of ${options.scripts.join(' ')}`, terminal);
    try {
        const step = (0,_runner_start_step_js__WEBPACK_IMPORTED_MODULE_5__/* .startStep */ .b)({
            main: node_path__WEBPACK_IMPORTED_MODULE_2__.join(root, 'dist', 'index.js'),
            actionFile: node_path__WEBPACK_IMPORTED_MODULE_2__.join(root, 'action.yml'),
            workspace: folder,
            inputs: {
                'api-key': emulator.apiKey,
                'universe-id': '1',
                'place-id': '2',
                'base-url': emulator.url,
                script: patterns.join('\n'),
                args: options.args,
                timeout: options.timeout,
                ...(sourceMapJson !== undefined && { sourcemap: sourceMap }),
                ...(options.junit !== undefined && { 'junit-file': options.junit }),
            },
            onLog: (line) => terminal.write(renderLine(line)),
        });
        const finished = await step.finished;
        try {
            printResults(finished, terminal);
        }
        finally {
            finished.dispose();
        }
        return finished.exitCode ?? 1;
    }
    finally {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.rmSync)(node_path__WEBPACK_IMPORTED_MODULE_2__.join(folder, sourceMap), { force: true });
        await emulator.close();
    }
}
/** The folder of this package, which has the bundle, whether this file is a source or in a bundle. */
function findProject() {
    let folder = import.meta.dirname;
    while (!(0,node_fs__WEBPACK_IMPORTED_MODULE_1__.existsSync)(node_path__WEBPACK_IMPORTED_MODULE_2__.join(folder, 'action.yml'))) {
        const parent = node_path__WEBPACK_IMPORTED_MODULE_2__.dirname(folder);
        if (parent === folder) {
            throw new _arguments_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .eb('--github needs the whole package: there is no action.yml above it.');
        }
        folder = parent;
    }
    return folder;
}
function printResults(finished, terminal) {
    const { annotations, summary, outputs, runnerTemp, exitCode, signal, conclusion } = finished;
    const { write, paint } = terminal;
    if (annotations.length > 0) {
        printHeading('Annotations', terminal);
        for (const { level, title = level, message, file, line } of annotations) {
            const location = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
            write(`${paint('bold', inShort(`${location}${title}`, MAX_ANNOTATION_CHARACTERS))}\n  ${inShort(message, MAX_ANNOTATION_CHARACTERS)}\n`);
        }
    }
    if (summary.trim() !== '') {
        printHeading('Step summary', terminal);
        write((0,_runner_render_summary_js__WEBPACK_IMPORTED_MODULE_4__/* .renderSummary */ .B)(summary, terminal));
    }
    printHeading('Outputs, shortened', terminal);
    const entries = Object.entries(outputs).filter(([, value]) => value !== '');
    const width = Math.max(0, ...entries.map(([name]) => name.length));
    for (const [name, value] of entries) {
        // The folder is deleted at once: its name is no use to the reader.
        const shown = inShort(value.replace(runnerTemp, '$RUNNER_TEMP'), MAX_VALUE_CHARACTERS);
        write(`${name.padEnd(width)}  ${shown}\n`);
    }
    const how = exitCode === null ? `was ended by ${signal}` : `ended with exit status ${exitCode}`;
    const what = conclusion === 'success' ? 'The step succeeded' : 'The step failed';
    write(`\n${paint(conclusion === 'success' ? 'green' : 'red', what)}: it ${how}.\n`);
}
function inShort(text, maxCharacters) {
    const line = (0,_runner_render_log_js__WEBPACK_IMPORTED_MODULE_3__/* .stripControls */ .$Y)(text.replaceAll(/\s*[\r\n]+\s*/g, ' / '), false);
    return line.length > maxCharacters ? `${line.slice(0, maxCharacters)}… (cut)` : line;
}
function printHeading(text, { write, paint }) {
    write(`\n${paint('bold', `── ${text} `.padEnd(80, '─'))}\n`);
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 4264:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  v: () => (/* binding */ showEnd),
  X: () => (/* binding */ showRun)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/src/evaluate/types.js
var types = __webpack_require__(6576);
// EXTERNAL MODULE: ./build/src/report/format.js
var format = __webpack_require__(5845);
// EXTERNAL MODULE: ./build/src/util/plain-text.js
var plain_text = __webpack_require__(900);
// EXTERNAL MODULE: ./build/src/util/text.js
var util_text = __webpack_require__(7499);
;// CONCATENATED MODULE: ./build/cli/excerpt.js

const CONTEXT_LINES = 2;
/** A line of generated code can be the whole program. */
const MAX_LINE_CHARACTERS = 160;
/** The lines around one of them, numbered; that one has a `>`. Empty if there is no such line. */
function formatExcerpt(source, line, paint) {
    const lines = source.split(/\r?\n/);
    if (line < 1 || line > lines.length) {
        return '';
    }
    // What follows the last line end is a line only if the error is there.
    if (lines.at(-1) === '' && line < lines.length) {
        lines.pop();
    }
    const first = Math.max(1, line - CONTEXT_LINES);
    const last = Math.min(lines.length, line + CONTEXT_LINES);
    const width = String(last).length;
    return lines
        .slice(first - 1, last)
        .map((text, index) => {
        const number = first + index;
        const code = (0,plain_text/* plainText */.wh)(text.replace(/^\t+/, (tabs) => '    '.repeat(tabs.length)));
        const shown = `${String(number).padStart(width)} | ${code.slice(0, MAX_LINE_CHARACTERS)}`;
        return number === line
            ? `   ${paint('bold', `> ${shown}`.trimEnd())}\n`
            : `   ${paint('dim', `  ${shown}`.trimEnd())}\n`;
    })
        .join('');
}

;// CONCATENATED MODULE: ./build/cli/show-runs.js






/** A failure takes about 12 lines: its name, its location, these lines, and five of the source. */
const MAX_REASON_LINES = 5;
const show_runs_MAX_LINE_CHARACTERS = 300;
/** More failures are only counted: one mistake often fails many tests. */
const MAX_SHOWN_FAILURES = 20;
/** The last lines that a script printed; the first ones are only counted. */
const MAX_OUTPUT_LINES = 20;
/** Tests of a script that are listed as they end. */
const MAX_LISTED_TESTS = 200;
/** Shows one script that has ended, and its tests or what it printed. */
function showRun(evaluated, paths, terminal) {
    const { write, paint } = terminal;
    const { verdict, plan } = evaluated;
    const { tests, outcome } = verdict;
    const count = tests !== undefined && tests.counts.total > 0 ? `  ${(0,format/* formatTestCounts */.GF)(tests.counts)}` : '';
    const name = displayPath((0,format/* scriptName */.vD)(plan.script), paths);
    write(`${mark(outcome, terminal)} ${paint('bold', name)}${paint('dim', count)}\n`);
    if (outcome === 'skipped') {
        write(paint('yellow', `    ${shorten(withoutMark((0,plain_text/* plainLine */.h0)(verdict.message)))}\n`));
    }
    if (tests === undefined || tests.tests.length === 0) {
        showOutput(evaluated, terminal);
        return;
    }
    for (const test of tests.tests.slice(0, MAX_LISTED_TESTS)) {
        write(`    ${mark(test.status, terminal)} ${(0,format/* testName */.UU)(test)}\n`);
    }
    const rest = tests.tests.length - MAX_LISTED_TESTS;
    if (rest > 0) {
        write(paint('dim', `    … and ${rest} more\n`));
    }
    const printed = printedLines(evaluated).length;
    if (printed > 0) {
        write(paint('dim', `    printed ${(0,util_text/* plural */.LS)(printed, 'line')}, which --github shows\n`));
    }
}
/** Shows what a script printed last. */
function showOutput(evaluated, { write, paint }) {
    const lines = printedLines(evaluated);
    const hidden = Math.max(0, lines.length - MAX_OUTPUT_LINES);
    if (hidden > 0) {
        write(paint('dim', `    … ${hidden} lines before\n`));
    }
    for (const line of lines.slice(hidden)) {
        write(paint('dim', `    ${shorten(withoutMark(line))}`.trimEnd()) + '\n');
    }
}
/** What a script printed, without the errors that are shown with the failures, and without their traces. */
function printedLines({ run, verdict }) {
    if (run.status !== 'ended') {
        return [];
    }
    const error = run.task.error?.message;
    const texts = run.log.messages.map(({ text }) => text);
    const end = error === undefined ? -1 : texts.findLastIndex((text) => text.startsWith(error));
    const shownLater = new Set((0,types/* failsStep */.ug)(verdict.outcome) ? verdict.message.split('\n').map(withoutLocation) : []);
    return (end === -1 ? texts : texts.slice(0, end))
        .map((text) => (0,plain_text/* plainText */.wh)(text).split('\n'))
        .filter(([first = '']) => !shownLater.has(withoutLocation(first)))
        .flat();
}
/** A line of an error without its location: the verdict names a file, and the log a module. */
function withoutLocation(line) {
    return line.replace(/^[^\n]{0,200}?:\d+: /, '');
}
/** Shows the failures with their lines of the source, and last how many scripts and tests there were. */
function showEnd(report, tookMs, paths, { write, paint }) {
    const failures = report.runs.flatMap((evaluated) => failuresOf(evaluated, paths));
    for (const [index, failure] of failures.slice(0, MAX_SHOWN_FAILURES).entries()) {
        const { name, lines, location, source } = failure;
        write(`\n${paint('red', `${index + 1}) ${name}`)}\n`);
        if (location !== undefined) {
            const file = displayPath(location.file ?? '', paths);
            write(`   ${paint('cyan', `${(0,plain_text/* plainLine */.h0)(file)}:${location.line}`)}\n`);
        }
        const hidden = lines.length - MAX_REASON_LINES;
        for (const line of lines.slice(0, MAX_REASON_LINES)) {
            write(`   ${shorten(withoutMark((0,plain_text/* plainLine */.h0)(line)))}\n`);
        }
        if (hidden > 0) {
            write(paint('dim', `   … and ${hidden} more lines\n`));
        }
        if (source !== undefined && location !== undefined) {
            write(formatExcerpt(source, location.line, paint));
        }
    }
    const rest = failures.length - MAX_SHOWN_FAILURES;
    if (rest > 0) {
        write(`\nand ${rest} more failures\n`);
    }
    write(`\n${summarize(report, tookMs, paint)}\n`);
}
function failuresOf({ plan, verdict, sources }, paths) {
    if (!(0,types/* failsStep */.ug)(verdict.outcome)) {
        return [];
    }
    const script = displayPath((0,format/* scriptName */.vD)(plan.script), paths);
    const sourceOf = (location) => location?.file === undefined || location.file === plan.script.file
        ? plan.script.text
        : sources?.get(location.file);
    const failing = verdict.tests ? (0,format/* failingTests */.qU)(verdict.tests) : [];
    const ofTests = failing.map((test) => {
        const { location } = test;
        const lines = (0,format/* reasonLines */.c9)(test).map((line) => line.trimEnd());
        const name = `${script} › ${(0,format/* testName */.UU)(test)}`;
        return { name, lines, location, source: sourceOf(location) };
    });
    const problems = verdict.tests?.problems ?? [];
    if (ofTests.length > 0 && problems.length === 0) {
        return ofTests;
    }
    const { title = 'Failed', message, advice = '', location } = verdict;
    const lines = [...new Set([...message.split('\n'), ...problems, ...advice.split('\n')])];
    const own = {
        name: `${script}: ${title}`,
        lines: lines.filter((line) => line.trim() !== ''),
        location,
        source: sourceOf(location),
    };
    return [...ofTests, own];
}
function summarize({ runs, verdict }, tookMs, paint) {
    const failed = runs.filter(({ verdict: { outcome } }) => (0,types/* failsStep */.ug)(outcome)).length;
    const skipped = runs.filter(({ verdict: { outcome } }) => outcome === 'skipped').length;
    const passed = runs.length - failed - skipped;
    const counts = (0,format/* sumTestCounts */.cL)(runs);
    const scripts = [
        passed > 0 && `${passed} passed`,
        failed > 0 && `${failed} failed`,
        skipped > 0 && `${skipped} skipped`,
    ];
    const parts = [
        `Scripts: ${scripts.filter((part) => part !== false).join(', ')}`,
        ...(counts.total > 0 ? [`Tests: ${(0,format/* formatTestCounts */.GF)(counts)}`] : []),
        `Time: ${(tookMs / 1_000).toFixed(1)} s`,
    ];
    return paint((0,types/* failsStep */.ug)(verdict.outcome) ? 'red' : 'green', parts.join('   '));
}
function mark(status, { paint }) {
    if (status === 'passed') {
        return paint('green', '✓');
    }
    return status === 'skipped' ? paint('yellow', '-') : paint('red', '✗');
}
function displayPath(file, { workspace, current }) {
    const target = external_node_path_.resolve(workspace, file);
    return (0,plain_text/* plainLine */.h0)(external_node_path_.relative(current, target) || file);
}
/** Removes the random mark of the emulator's own errors. */
function withoutMark(line) {
    return line.replaceAll(/ \[emulator [\da-f]+\]/g, '');
}
function shorten(line) {
    return line.length > show_runs_MAX_LINE_CHARACTERS ? `${line.slice(0, show_runs_MAX_LINE_CHARACTERS)}…` : line;
}


/***/ }),

/***/ 8565:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ createTerminal)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);

/** The terminal of a stream. Colours are shown on a terminal only, and not if `NO_COLOR` is set. */
function createTerminal(stream, env) {
    const color = stream.isTTY === true && (env['NO_COLOR'] ?? '') === '';
    return {
        write: (text) => void stream.write(text),
        paint: (style, text) => (color ? (0,node_util__WEBPACK_IMPORTED_MODULE_0__.styleText)(style, text, { validateStream: false }) : text),
        color,
    };
}


/***/ }),

/***/ 5018:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ watchFolders),
/* harmony export */   i: () => (/* binding */ foldersToWatch)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);


/** An editor writes a file in several steps: the run starts when this long nothing has changed. */
const SETTLE_MS = 50;
/** Folders that change with every build and hold no script of the user's own. */
const IGNORED = /(?:^|[\\/])(?:\.git|node_modules)(?:[\\/]|$)/;
/**
 * Watches folders and all folders in them.
 *
 * @param ignoredFile a file that the runs themselves write
 */
function watchFolders(folders, ignoredFile) {
    let isChanged = false;
    let timer;
    let notify = () => { };
    const onChange = (folder, name) => {
        if (name !== null && (IGNORED.test(name) || node_path__WEBPACK_IMPORTED_MODULE_1__.join(folder, name) === ignoredFile)) {
            return;
        }
        clearTimeout(timer);
        timer = setTimeout(() => {
            isChanged = true;
            notify();
        }, SETTLE_MS);
    };
    const watchers = folders.map((folder) => {
        const watcher = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.watch)(folder, { recursive: true }, (_, name) => onChange(folder, name));
        // A folder that was removed: its parent's watcher reports what comes next.
        watcher.on('error', () => { });
        return watcher;
    });
    return {
        changed: (signal) => new Promise((resolve, reject) => {
            const onAbort = () => reject(signal.reason);
            notify = () => {
                isChanged = false;
                notify = () => { };
                signal.removeEventListener('abort', onAbort);
                resolve();
            };
            if (signal.aborted) {
                onAbort();
            }
            else if (isChanged) {
                notify();
            }
            else {
                signal.addEventListener('abort', onAbort, { once: true });
            }
        }),
        close: () => {
            clearTimeout(timer);
            for (const watcher of watchers) {
                watcher.close();
            }
        },
    };
}
/** The folders to watch for these files and globs, without those that lie in another one. */
function foldersToWatch(targets) {
    const folders = targets.map((target) => {
        const parts = target.split(/[\\/]/);
        const glob = parts.findIndex((part) => /[*?[\]{}]/.test(part));
        return glob === -1 ? node_path__WEBPACK_IMPORTED_MODULE_1__.dirname(target) : parts.slice(0, glob).join(node_path__WEBPACK_IMPORTED_MODULE_1__.sep) || node_path__WEBPACK_IMPORTED_MODULE_1__.sep;
    });
    return [...new Set(folders)].filter((folder) => !folders.some((other) => other !== folder && `${folder}${node_path__WEBPACK_IMPORTED_MODULE_1__.sep}`.startsWith(`${other}${node_path__WEBPACK_IMPORTED_MODULE_1__.sep}`)));
}


/***/ }),

/***/ 8488:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ workspaceOf),
/* harmony export */   _: () => (/* binding */ isOutside)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);

/**
 * Finds the folder that holds all named scripts: the user's own folder, or one above it if a script
 * is outside. The action reads only files below its workspace.
 *
 * @param scripts paths and globs, relative to `current` or absolute; `!` at the front excludes
 * @param current the user's folder
 */
function workspaceOf(scripts, current) {
    const targets = scripts.map((script) => {
        const isExcluded = script.startsWith('!');
        return { isExcluded, target: node_path__WEBPACK_IMPORTED_MODULE_0__.resolve(current, isExcluded ? script.slice(1) : script) };
    });
    const folder = targets.reduce((found, { target }) => commonFolder(found, target), current);
    const patterns = targets.map(({ isExcluded, target }) => {
        const pattern = node_path__WEBPACK_IMPORTED_MODULE_0__.relative(folder, target).split(node_path__WEBPACK_IMPORTED_MODULE_0__.sep).join('/');
        return isExcluded ? `!${pattern}` : pattern;
    });
    return { folder, patterns };
}
/** The innermost folder above both, or the folder itself if it holds the target. */
function commonFolder(folder, target) {
    let found = folder;
    while (isOutside(found, target) && node_path__WEBPACK_IMPORTED_MODULE_0__.dirname(found) !== found) {
        found = node_path__WEBPACK_IMPORTED_MODULE_0__.dirname(found);
    }
    return found;
}
/** Whether a path leads out of a folder. */
function isOutside(folder, target) {
    const relative = node_path__WEBPACK_IMPORTED_MODULE_0__.relative(folder, target);
    return relative === '..' || relative.startsWith(`..${node_path__WEBPACK_IMPORTED_MODULE_0__.sep}`) || node_path__WEBPACK_IMPORTED_MODULE_0__.isAbsolute(relative);
}


/***/ }),

/***/ 3980:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bo: () => (/* binding */ STEP_TOKEN),
/* harmony export */   KD: () => (/* binding */ readDeclaredInputs),
/* harmony export */   kN: () => (/* binding */ inputVariables)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);

const { parse } = await import(/* webpackIgnore: true */ './emulator/project.js');
/** The value of `github.token` in this stand-in. */
const STEP_TOKEN = 'ghs_TokenOfTheStandInRunner';
/**
 * Reads the inputs of an `action.yml`. An input without a default gets the empty string.
 *
 * @throws {Error} if the file cannot be read, or is not a YAML mapping
 */
function readDeclaredInputs(file) {
    const action = parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(file, 'utf8'));
    const inputs = isMapping(action) ? (action['inputs'] ?? {}) : undefined;
    if (!isMapping(inputs)) {
        throw new Error(`${file} describes no action. Expected a mapping with \`inputs\`.`);
    }
    return new Map(Object.entries(inputs).map(([name, input]) => [
        name,
        isMapping(input) ? scalarText(input['default']) : '',
    ]));
}
/**
 * Builds the environment variables for the inputs of a step: one for each declared input, with the
 * default if the input is not set.
 *
 * @throws {Error} for an undeclared input. GitHub only warns, but in a test it is a mistake
 */
function inputVariables(declared, values) {
    const unknown = Object.keys(values).filter((name) => !declared.has(name));
    if (unknown.length > 0) {
        throw new Error(`action.yml declares no input ${unknown.map((name) => `"${name}"`).join(', ')}. ` +
            `It declares ${[...declared.keys()].join(', ')}.`);
    }
    return Object.fromEntries([...declared].map(([name, defaultValue]) => [
        `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
        values[name] ?? evaluate(defaultValue),
    ]));
}
/** Evaluates `github.token`, the only expression that the defaults contain. */
function evaluate(text) {
    return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression) => {
        if (expression !== 'github.token') {
            throw new Error(`The stand-in runner evaluates \${{ github.token }} only, not \${{ ${expression} }}.`);
        }
        return STEP_TOKEN;
    });
}
function isMapping(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function scalarText(value) {
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? String(value)
        : '';
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 2933:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ createLineSplitter)
/* harmony export */ });
/** Splits at `\n`, `\r\n` and `\r` only, like the runner. */
function createLineSplitter(onLine) {
    let pending = '';
    const emitLines = (lineEnd) => {
        const lines = pending.split(lineEnd);
        pending = lines.pop() ?? '';
        lines.forEach((line) => onLine(line));
    };
    return {
        push(text) {
            pending += text;
            // A `\r` at the end of a chunk may be the first half of a `\r\n`.
            emitLines(/\r\n|\n|\r(?!$)/);
        },
        end() {
            emitLines(/\r\n|\n|\r/);
            if (pending !== '') {
                onLine(pending);
                pending = '';
            }
        },
    };
}


/***/ }),

/***/ 920:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $Y: () => (/* binding */ stripControls),
/* harmony export */   sY: () => (/* binding */ createLogRenderer)
/* harmony export */ });
/* unused harmony export renderLog */
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);

/** The labels of GitHub's page, and colours close to those of the page. */
const LABELS = {
    error: { label: 'Error: ', style: 'red' },
    warning: { label: 'Warning: ', style: 'yellow' },
    notice: { label: 'Notice: ', style: 'blue' },
    command: { label: '', style: 'cyan' },
    section: { label: '', style: 'green' },
};
const INDENT = '  ';
/**
 * Creates a renderer that shows a log line by line in a terminal, like GitHub's page: groups become
 * headings with indented lines (they do not nest), and debug messages are hidden.
 *
 * @returns a function that returns the text of a line with its newline, or an empty string
 */
function createLogRenderer({ color }) {
    const paint = (style, text) => color ? (0,node_util__WEBPACK_IMPORTED_MODULE_0__.styleText)(style, text, { validateStream: false }) : text;
    let indent = '';
    return ({ kind, text }) => {
        const shown = stripControls(text, color);
        switch (kind) {
            case 'debug':
                return '';
            case 'group':
                indent = INDENT;
                return `${paint('bold', `▾ ${shown}`)}\n`;
            case 'endgroup':
                indent = '';
                return '';
            case 'output':
            case 'error':
            case 'warning':
            case 'notice':
            case 'command':
            case 'section': {
                const { label, style } = LABELS[kind] ?? { label: '' };
                const line = style === undefined ? shown : paint(style, label + shown);
                return line === '' ? '\n' : `${indent}${line}\n`;
            }
        }
    };
}
/** Renders a whole log. */
function renderLog(lines, rendering) {
    return lines.map(createLogRenderer(rendering)).join('');
}
/** Colour sequences, which GitHub's page shows: `ESC [ numbers m`. */
// oxlint-disable-next-line no-control-regex
const COLORS = /(\u001b\[[\d;]*m)/;
// oxlint-disable-next-line no-control-regex
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Removes control sequences from a line, except colours if the terminal supports them. */
function stripControls(text, color) {
    const parts = color ? text.split(COLORS) : [(0,node_util__WEBPACK_IMPORTED_MODULE_0__.stripVTControlCharacters)(text)];
    const clean = parts
        .map((part, index) => index % 2 === 1 ? part : (0,node_util__WEBPACK_IMPORTED_MODULE_0__.stripVTControlCharacters)(part).replaceAll(CONTROL_CHARACTERS, ''))
        .join('');
    // An unterminated colour would continue on the next line.
    return parts.length > 1 ? `${clean}\u001b[0m` : clean;
}


/***/ }),

/***/ 7022:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ renderSummary)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);
/* harmony import */ var _render_log_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(920);


/**
 * Renders a step summary for a terminal: bold headings, aligned tables, expanded details and
 * indented code. A bar in front of each line distinguishes the summary from the log.
 */
function renderSummary(markdown, { color }) {
    const paint = (style, text) => color ? (0,node_util__WEBPACK_IMPORTED_MODULE_0__.styleText)(style, text, { validateStream: false }) : text;
    const bar = paint('dim', '│');
    const source = markdown.replaceAll(/<!--[^]*?-->/g, '').split(/\r?\n/);
    const shown = renderBlocks(source.map((line) => (0,_render_log_js__WEBPACK_IMPORTED_MODULE_1__/* .stripControls */ .$Y)(line, false)), paint);
    return collapseBlankLines(shown)
        .map((line) => (line === '' ? `${bar}\n` : `${bar} ${line}\n`))
        .join('');
}
const FENCE = /^\s*(`{3,}|~{3,})/;
const TABLE_ROW = /^\s*\|.*\|\s*$/;
function renderBlocks(lines, paint) {
    const shown = [];
    for (let index = 0; index < lines.length; index++) {
        const line = lines[index] ?? '';
        const fence = FENCE.exec(line)?.[1];
        if (fence !== undefined) {
            const end = endOfCode(lines, index + 1, fence);
            shown.push(...lines.slice(index + 1, end).map((code) => `    ${code}`));
            index = end;
        }
        else if (TABLE_ROW.test(line)) {
            const end = lines.findIndex((row, at) => at > index && !TABLE_ROW.test(row));
            const rows = lines.slice(index, end < 0 ? lines.length : end);
            shown.push(...renderTable(rows, paint));
            index += rows.length - 1;
        }
        else {
            shown.push(...renderLine(line, paint));
        }
    }
    return shown;
}
/** Finds the line of the closing fence: of the same kind, and at least as long. */
function endOfCode(lines, start, fence) {
    const end = lines.findIndex((line, at) => at >= start && line.trim().startsWith(fence) && !/[^`~]/.test(line.trim()));
    return end < 0 ? lines.length : end;
}
/** Renders a line outside of code and tables. A line that contains only tags is dropped. */
function renderLine(line, paint) {
    const heading = /^\s*#{1,6}\s+(.*?)\s*#*$/.exec(line);
    if (heading !== null) {
        return [paint(['bold', 'underline'], renderInline(heading[1] ?? '', plain))];
    }
    const detailsTitle = /<summary>(.*?)<\/summary>/i.exec(line)?.[1];
    if (detailsTitle !== undefined) {
        return ['', paint('bold', `▾ ${renderInline(detailsTitle, plain)}`)];
    }
    const text = renderInline(line, paint);
    return text.trim() === '' && line.trim() !== '' ? [] : [text];
}
/** The characters that a backslash escapes in Markdown. */
const ESCAPED = /\\([!-/:-@[-`{-~])/g;
/** Replaces the inline marks of Markdown. Code spans stay as they are. */
function renderInline(text, paint) {
    return text
        .split(/(?<!\\)(`+)(.+?)\1(?!`)/)
        .map((part, index) => {
        switch (index % 3) {
            case 0:
                return decodeEntities(part
                    .replaceAll(/<\/?[a-z][^>]*>/gi, '')
                    .replaceAll(/!?\[([^\]]*)\]\(([^)\s]*)\)/g, '$1 ($2)')
                    .replaceAll(/(?<!\\)\*\*(.+?)(?<!\\)\*\*/g, (_, bold) => paint('bold', bold))
                    .replaceAll(ESCAPED, '$1'));
            case 2:
                return paint('cyan', part.replace(/^ (.*) $/, '$1'));
            default:
                return '';
        }
    })
        .join('');
}
const plain = (_, text) => text;
function renderTable(rows, paint) {
    const cells = rows
        .filter((row) => !/^[\s|:-]+$/.test(row))
        .map((row) => row
        .trim()
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => renderInline(cell.trim(), plain)));
    const widths = cells.reduce((widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)), []);
    return cells.map((row, index) => {
        const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ');
        return index === 0 ? paint('bold', line.trimEnd()) : line.trimEnd();
    });
}
const ENTITIES = {
    amp: '&',
    gt: '>',
    lt: '<',
    nbsp: ' ',
    quot: '"',
};
function decodeEntities(text) {
    return text.replaceAll(/&(?:#(\d{1,6})|([a-z]+));/g, (entity, code, name = '') => code === undefined ? (ENTITIES[String(name)] ?? entity) : String.fromCodePoint(Number(code)));
}
function collapseBlankLines(lines) {
    const trimmed = lines.map((line) => line.trimEnd());
    return trimmed.filter((line, index) => line !== '' ||
        (index > 0 && trimmed[index - 1] !== '' && trimmed.slice(index).some((rest) => rest !== '')));
}


/***/ }),

/***/ 5287:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ SecretMasker)
/* harmony export */ });
/** Masks secrets and their usual encodings, as the runner does in all its output. */
class SecretMasker {
    #values = new Set();
    /** Adds a value and each of its lines, of any length: the runner masks logs line by line. */
    add(secret) {
        const lines = secret.split(/[\r\n]+/).map((line) => line.trim());
        for (const value of [secret, ...lines].flatMap(encodings)) {
            if (value !== '') {
                this.#values.add(value);
            }
        }
    }
    /** Replaces every secret in the text by `***`; adjacent secrets share one. */
    mask(text) {
        let masked = '';
        let position = 0;
        for (const { start, end } of merge(this.#find(text))) {
            masked += `${text.slice(position, start)}***`;
            position = end;
        }
        return masked + text.slice(position);
    }
    #find(text) {
        const found = [];
        for (const value of this.#values) {
            for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + 1)) {
                found.push({ start, end: start + value.length });
            }
        }
        return found;
    }
}
function merge(spans) {
    const merged = [];
    for (const span of spans.toSorted((a, b) => a.start - b.start)) {
        const last = merged.at(-1);
        if (last !== undefined && span.start <= last.end) {
            merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
        }
        else {
            merged.push(span);
        }
    }
    return merged;
}
/** The encoders of the runner: base64 at three offsets, JSON, URI, XML, expression, unquoted. */
function encodings(secret) {
    const bytes = Buffer.from(secret);
    return [
        secret,
        ...[0, 1, 2].map((offset) => bytes.subarray(offset).toString('base64')),
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret.toWellFormed()),
        secret
            .replaceAll('&', '&amp;')
            .replaceAll('<', '&lt;')
            .replaceAll('>', '&gt;')
            .replaceAll('"', '&quot;')
            .replaceAll("'", '&apos;'),
        secret.replaceAll("'", "''"),
        secret.replaceAll(/^"|"$/g, ''),
    ];
}


/***/ }),

/***/ 1806:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ startStep)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1421);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8161);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6760);
/* harmony import */ var _action_file_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3980);
/* harmony import */ var _line_splitter_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(2933);
/* harmony import */ var _secret_masker_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(5287);
/* harmony import */ var _step_environment_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2313);
/* harmony import */ var _step_files_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(8315);
/* harmony import */ var _step_log_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8696);
var __webpack_async_dependencies__ = __webpack_handle_async_dependencies__([_action_file_js__WEBPACK_IMPORTED_MODULE_4__]);
_action_file_js__WEBPACK_IMPORTED_MODULE_4__ = (__webpack_async_dependencies__.then ? (await __webpack_async_dependencies__)() : __webpack_async_dependencies__)[0];










const OWN_ACTION_FILE = node_path__WEBPACK_IMPORTED_MODULE_3__.join(import.meta.dirname, '..', 'action.yml');
/** Starts the bundle of an action as GitHub's runner does on Linux. */
function startStep(plan) {
    const workspace = node_path__WEBPACK_IMPORTED_MODULE_3__.resolve(plan.workspace);
    const inputs = (0,_action_file_js__WEBPACK_IMPORTED_MODULE_4__/* .inputVariables */ .kN)((0,_action_file_js__WEBPACK_IMPORTED_MODULE_4__/* .readDeclaredInputs */ .KD)(plan.actionFile ?? OWN_ACTION_FILE), plan.inputs);
    const runnerTemp = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.mkdtempSync)(node_path__WEBPACK_IMPORTED_MODULE_3__.join((0,node_os__WEBPACK_IMPORTED_MODULE_2__.tmpdir)(), 'runner-temp-'));
    const files = (0,_step_environment_js__WEBPACK_IMPORTED_MODULE_5__/* .createStepFiles */ .o)(runnerTemp);
    const env = {
        ...(0,_step_environment_js__WEBPACK_IMPORTED_MODULE_5__/* .stepEnvironment */ .a)(workspace, runnerTemp, plan.event ?? { name: 'push', payload: {} }),
        ...files,
        ...inputs,
        ...plan.env,
    };
    const masker = new _secret_masker_js__WEBPACK_IMPORTED_MODULE_7__/* .SecretMasker */ .M();
    masker.add(_action_file_js__WEBPACK_IMPORTED_MODULE_4__/* .STEP_TOKEN */ .Bo);
    const log = new _step_log_js__WEBPACK_IMPORTED_MODULE_6__/* .StepLog */ .J(workspace, masker, env['RUNNER_DEBUG'] === '1');
    const read = (line) => {
        const added = log.read(line);
        plan.onOutput?.(line);
        added.forEach((logLine) => plan.onLog?.(logLine));
    };
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(plan.nodePath ?? process.execPath, [node_path__WEBPACK_IMPORTED_MODULE_3__.resolve(plan.main)], {
        cwd: workspace,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout = collect(child.stdout, read);
    const stderr = collect(child.stderr, read);
    const finished = new Promise((resolve, reject) => {
        child.once('error', (cause) => {
            (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.rmSync)(runnerTemp, { recursive: true, force: true });
            reject(new Error(`The step could not be started in ${workspace}.`, { cause }));
        });
        // Not `exit`: it can precede the end of the output.
        child.once('close', (exitCode, signal) => {
            const linesBefore = log.lines.length;
            const fromFiles = readStepFiles(files, log, masker);
            log.lines.slice(linesBefore).forEach((line) => plan.onLog?.(line));
            resolve({
                exitCode,
                signal,
                conclusion: exitCode === 0 && !log.hasFailed ? 'success' : 'failure',
                stdout: stdout(),
                stderr: stderr(),
                log: log.lines,
                commands: log.commands,
                ...fromFiles,
                annotations: log.annotations,
                masks: log.commands.filter(({ name }) => name === 'add-mask').map(({ text }) => text),
                runnerTemp,
                dispose: () => (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.rmSync)(runnerTemp, { recursive: true, force: true }),
            });
        });
    });
    return { kill: (signal) => child.kill(signal), finished };
}
/** Reads a stream line by line. Returns a function that returns the text so far. */
function collect(stream, onLine) {
    const lines = (0,_line_splitter_js__WEBPACK_IMPORTED_MODULE_8__/* .createLineSplitter */ .A)(onLine);
    let text = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => {
        text += chunk;
        lines.push(chunk);
    });
    stream.on('end', () => lines.end());
    return () => text;
}
/** Reads the outputs and the summary. An invalid file becomes an error in the log. */
function readStepFiles(files, log, masker) {
    const outputFile = (0,_step_files_js__WEBPACK_IMPORTED_MODULE_9__/* .parseKeyValueFile */ ._)(readIfExists(files.GITHUB_OUTPUT).toString());
    if (outputFile.problem !== undefined) {
        log.addError(`Unable to process file command 'output' successfully.`);
        log.addError(outputFile.problem);
    }
    const summary = readIfExists(files.GITHUB_STEP_SUMMARY);
    const problem = (0,_step_files_js__WEBPACK_IMPORTED_MODULE_9__/* .findSummaryProblem */ .T)(summary.byteLength);
    if (problem !== undefined) {
        log.addError(problem, false);
    }
    return {
        outputs: Object.fromEntries([...log.outputs, ...outputFile.entries]),
        summary: problem === undefined
            ? summary
                .toString()
                .split('\n')
                .map((line) => masker.mask(line))
                .join('\n')
            : '',
    };
}
/** The runner treats a removed file as empty. */
function readIfExists(file) {
    try {
        return (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.readFileSync)(file);
    }
    catch {
        return Buffer.alloc(0);
    }
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } });

/***/ }),

/***/ 2313:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ stepEnvironment),
/* harmony export */   o: () => (/* binding */ createStepFiles)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);



const FILE_PREFIXES = [
    ['GITHUB_OUTPUT', 'set_output_'],
    ['GITHUB_STATE', 'save_state_'],
    ['GITHUB_ENV', 'set_env_'],
    ['GITHUB_PATH', 'add_path_'],
    ['GITHUB_STEP_SUMMARY', 'step_summary_'],
];
/** The variables that the step inherits. Without `SystemRoot` Windows cannot open sockets. */
const INHERITED = ['PATH', 'HOME', 'SystemRoot', 'USERPROFILE'];
/** Creates the files of a step, all empty. */
function createStepFiles(runnerTemp) {
    const folder = node_path__WEBPACK_IMPORTED_MODULE_2__.join(runnerTemp, '_runner_file_commands');
    const suffix = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)();
    (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.mkdirSync)(folder, { recursive: true });
    const files = FILE_PREFIXES.map(([name, prefix]) => {
        const file = node_path__WEBPACK_IMPORTED_MODULE_2__.join(folder, prefix + suffix);
        (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.writeFileSync)(file, '');
        return [name, file];
    });
    return Object.fromEntries(files);
}
/** Builds the environment of a step without its inputs. */
function stepEnvironment(workspace, runnerTemp, event) {
    const eventFile = node_path__WEBPACK_IMPORTED_MODULE_2__.join(runnerTemp, '_github_workflow', 'event.json');
    (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.mkdirSync)(node_path__WEBPACK_IMPORTED_MODULE_2__.dirname(eventFile), { recursive: true });
    (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.writeFileSync)(eventFile, JSON.stringify(event.payload));
    const inherited = INHERITED.map((name) => [name, process.env[name]]);
    return {
        ...Object.fromEntries(inherited.filter((pair) => pair[1] !== undefined)),
        CI: 'true',
        GITHUB_ACTION: '__self',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTOR: 'octocat',
        GITHUB_API_URL: 'https://api.github.com',
        GITHUB_BASE_REF: '',
        GITHUB_EVENT_NAME: event.name,
        GITHUB_EVENT_PATH: eventFile,
        GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
        GITHUB_HEAD_REF: '',
        GITHUB_JOB: 'test',
        GITHUB_REF: 'refs/heads/main',
        GITHUB_REF_NAME: 'main',
        GITHUB_REF_TYPE: 'branch',
        GITHUB_REPOSITORY: 'octocat/place',
        GITHUB_REPOSITORY_OWNER: 'octocat',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_RUN_ID: '1658821493',
        GITHUB_RUN_NUMBER: '1',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_SHA: '8f2f5e3a1c0d4b6e9a7c5d3f1e0b2a4c6d8e0f1a',
        GITHUB_WORKFLOW: 'test',
        GITHUB_WORKSPACE: workspace,
        RUNNER_ARCH: 'X64',
        RUNNER_ENVIRONMENT: 'github-hosted',
        RUNNER_NAME: 'Stand-in',
        RUNNER_OS: 'Linux',
        RUNNER_TEMP: runnerTemp,
        RUNNER_TOOL_CACHE: node_path__WEBPACK_IMPORTED_MODULE_2__.join(runnerTemp, '_tool'),
    };
}


/***/ }),

/***/ 8315:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ findSummaryProblem),
/* harmony export */   _: () => (/* binding */ parseKeyValueFile)
/* harmony export */ });
/**
 * Parses `GITHUB_OUTPUT`, `GITHUB_STATE` and `GITHUB_ENV` as the runner does: `name=value`, or
 * `name<<delimiter`, any lines, and a line with the delimiter. `\n` ends a line, and on Windows
 * `\r\n` does too. Empty lines between entries are skipped.
 */
function parseKeyValueFile(text, platform = process.platform) {
    const lineEnd = platform === 'win32' ? /\r?\n/g : /\n/g;
    const entries = [];
    let rest = text;
    while (rest !== '') {
        const { line, after } = takeLine(rest, lineEnd);
        rest = after;
        const equals = line.indexOf('=');
        const heredoc = line.indexOf('<<');
        if (line === '') {
            continue;
        }
        if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
            entries.push([line.slice(0, equals), line.slice(equals + 1)]);
            continue;
        }
        const name = line.slice(0, Math.max(heredoc, 0));
        const delimiter = line.slice(heredoc + 2);
        if (heredoc < 0 || name === '' || delimiter === '') {
            return { entries, problem: `Invalid format '${line}'.` };
        }
        const value = takeUntil(rest, delimiter, lineEnd);
        if (value === undefined) {
            return { entries, problem: `Invalid value. Matching delimiter not found '${delimiter}'.` };
        }
        entries.push([name, value.text]);
        rest = value.after;
    }
    return { entries };
}
function takeLine(text, lineEnd) {
    const [line = ''] = text.split(lineEnd, 1);
    const [end = ''] = text.slice(line.length).match(lineEnd) ?? [];
    return { line, after: text.slice(line.length + end.length) };
}
/** Returns the lines before the delimiter, without the last line end. */
function takeUntil(text, delimiter, lineEnd) {
    let start = 0;
    let valueEnd = 0;
    const ends = [...text.matchAll(lineEnd), undefined];
    for (const found of ends) {
        const end = found?.index ?? text.length;
        const next = end + (found?.[0].length ?? 0);
        if (text.slice(start, end) === delimiter) {
            return { text: text.slice(0, valueEnd), after: text.slice(next) };
        }
        start = next;
        valueEnd = end;
    }
    return undefined;
}
/** The limit of GitHub for a step summary. */
const MAX_SUMMARY_BYTES = 1024 * 1024;
/** Explains why the runner drops a summary of this size; undefined if it keeps the summary. */
function findSummaryProblem(bytes) {
    return bytes > MAX_SUMMARY_BYTES
        ? `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.floor(bytes / 1024)}k.`
        : undefined;
}


/***/ }),

/***/ 8696:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  J: () => (/* binding */ StepLog)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./build/runner/annotations.js

/** GitHub keeps ten annotations of each level for a step. The log shows the others. */
const MAX_ANNOTATIONS_PER_LEVEL = 10;
/** The runner truncates longer messages, because annotations of checks have this limit. */
const MAX_MESSAGE_CHARACTERS = 4096;
/** Makes the annotation of a command, with a masked message and a corrected location. */
function toAnnotation(level, { properties, text }, workspace, mask) {
    const { title, file } = properties;
    return {
        level,
        message: mask(text).slice(0, MAX_MESSAGE_CHARACTERS),
        ...(title !== undefined && { title }),
        ...(file !== undefined && { file: relativeToWorkspace(file, workspace) }),
        ...readLocation(properties),
    };
}
/** Returns the annotations of a step that GitHub keeps. */
function keepAnnotations(annotations) {
    const counts = { error: 0, warning: 0, notice: 0 };
    return annotations.filter(({ level }) => ++counts[level] <= MAX_ANNOTATIONS_PER_LEVEL);
}
/** A path outside the workspace stays as it is. */
function relativeToWorkspace(file, workspace) {
    const relative = external_node_path_.relative(workspace, external_node_path_.resolve(workspace, file));
    const isInside = relative !== '' && !relative.startsWith('..') && !external_node_path_.isAbsolute(relative);
    return isInside ? relative.split(external_node_path_.sep).join('/') : file;
}
/**
 * Reads the location by the rules of the runner: an end without a start is the start too, columns
 * need exactly one line, and a reversed range is dropped.
 */
function readLocation(properties) {
    const endLine = toInteger(properties['endline']);
    const line = toInteger(properties['line']) ?? endLine;
    const endColumn = toInteger(properties['endcolumn']);
    const column = toInteger(properties['col']) ?? endColumn;
    const hasColumns = line !== undefined &&
        (endLine === undefined || endLine === line) &&
        isForward(column, endColumn);
    return {
        ...(isForward(line, endLine) && defined({ line, endLine })),
        ...(hasColumns && defined({ column, endColumn })),
    };
}
function isForward(start, end) {
    return start === undefined || end === undefined || start <= end;
}
function defined(values) {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
function toInteger(text) {
    return text !== undefined && /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined;
}

;// CONCATENATED MODULE: ./build/runner/commands.js
/**
 * The commands that the runner registers. A line with another name is not a command. Actions cannot
 * use the commands of the runner's plugins (`internal-set-repo-path`).
 */
const COMMAND_NAMES = [
    'add-mask',
    'add-matcher',
    'add-path',
    'debug',
    'echo',
    'endgroup',
    'error',
    'group',
    'notice',
    'remove-matcher',
    'save-state',
    'set-env',
    'set-output',
    'stop-commands',
    'warning',
];
/** White space in .NET. Unlike JavaScript's `trim` it excludes the byte-order mark. */
const LEADING_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
// The percent sign comes last: `%250A` is the text `%0A`, not a newline.
const TEXT_ESCAPES = [
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%25', '%'],
];
const PROPERTY_ESCAPES = [['%3A', ':'], ['%2C', ','], ...TEXT_ESCAPES];
const LEGACY_ESCAPES = [['%3B', ';'], ['%5D', ']'], ...TEXT_ESCAPES];
/**
 * Parses a line as the runner does: as `::name k=v,k2=v2::text` at the start of the line after any
 * white space, otherwise as `##[name k=v;k2=v2]text` anywhere in the line.
 *
 * @param isRegistered whether a name, in lower case, is currently a command
 * @returns undefined for a line that is not a command
 */
function parseCommand(line, isRegistered) {
    return parseCurrent(line, isRegistered) ?? parseLegacy(line, isRegistered);
}
function parseCurrent(line, isRegistered) {
    const message = line.replace(LEADING_SPACE, '');
    const end = message.indexOf('::', 2);
    if (!message.startsWith('::') || end < 0) {
        return undefined;
    }
    const { name, rest } = splitHead(message.slice(2, end));
    return isRegistered(name)
        ? {
            name,
            properties: parseProperties(rest.trim(), ',', PROPERTY_ESCAPES),
            text: commands_unescape(message.slice(end + 2), TEXT_ESCAPES),
        }
        : undefined;
}
function parseLegacy(line, isRegistered) {
    // The runner tries the first `##[` only.
    const start = line.indexOf('##[');
    const end = start < 0 ? -1 : line.indexOf(']', start);
    if (end < 0) {
        return undefined;
    }
    const { name, rest } = splitHead(line.slice(start + 3, end));
    return isRegistered(name)
        ? {
            name,
            properties: parseProperties(rest, ';', LEGACY_ESCAPES),
            text: commands_unescape(line.slice(end + 1), LEGACY_ESCAPES),
        }
        : undefined;
}
function splitHead(head) {
    const space = head.indexOf(' ');
    return space < 0
        ? { name: head.toLowerCase(), rest: '' }
        : { name: head.slice(0, space).toLowerCase(), rest: head.slice(space + 1) };
}
/**
 * A property and its value. The runner drops empty parts first: `=a==b` is `a` with the value `b`,
 * and `a=` is not a property. Spaces in a name stay: the second name of `a=1, b=2` is ` b`.
 */
const PROPERTY = /^=*([^=]+)=+([^=].*)$/s;
function parseProperties(text, separator, escapes) {
    return Object.fromEntries(text
        .split(separator)
        .map((part) => PROPERTY.exec(part))
        .filter((match) => match !== null)
        .map(([, name = '', value = '']) => [name.toLowerCase(), commands_unescape(value, escapes)]));
}
function commands_unescape(text, escapes) {
    return escapes.reduce((unescaped, [escaped, character]) => unescaped.replaceAll(escaped, character), text);
}

;// CONCATENATED MODULE: ./build/runner/step-log.js


const TAGS = [
    'group',
    'endgroup',
    'error',
    'warning',
    'notice',
    'debug',
    'command',
    'section',
];
const TAGGED = new RegExp(`^##\\[(${TAGS.join('|')})\\]`);
/** The tokens that the runner refuses. */
const FORBIDDEN_STOP_TOKENS = new Set(['', 'pause-logging', ...COMMAND_NAMES]);
/** The runner masks longer stop tokens. */
const MAX_UNMASKED_TOKEN_CHARACTERS = 6;
/** The commands that `echo` shows. For the others the runner logs a text instead. */
const ECHOED = new Set([
    'add-matcher',
    'add-path',
    'echo',
    'endgroup',
    'group',
    'remove-matcher',
    'save-state',
    'set-env',
    'set-output',
]);
/**
 * Processes the output of a step as the runner does: executes the commands and collects the log.
 * Problem matchers are accepted but not run.
 */
class StepLog {
    /** The lines of the log. */
    lines = [];
    /** The executed commands, in order. */
    commands = [];
    /** Outputs that commands set. */
    outputs = new Map();
    /** The state that commands saved for the `post` stage of the action. */
    state = new Map();
    /** Whether an invalid command failed the step. */
    hasFailed = false;
    #annotations = [];
    #workspace;
    #masker;
    #showsDebug;
    #stopToken;
    #echoes = false;
    /** @param showsDebug whether the log contains debug messages, as with `RUNNER_DEBUG=1` */
    constructor(workspace, masker, showsDebug = false) {
        this.#workspace = workspace;
        this.#masker = masker;
        this.#showsDebug = showsDebug;
    }
    /** The annotations that GitHub keeps. */
    get annotations() {
        return keepAnnotations(this.#annotations);
    }
    /** Processes a line of standard output or standard error. Returns the lines added to the log. */
    read(line) {
        const before = this.lines.length;
        const stopToken = this.#stopToken;
        const command = parseCommand(line, (name) => name === stopToken || COMMAND_NAMES.includes(name));
        if (command === undefined) {
            this.#write(line);
        }
        else if (stopToken === undefined) {
            this.commands.push(command);
            this.#execute(command, line);
        }
        else {
            // Until the token resumes commands, every other command is text.
            this.#write(line);
            this.#stopToken = command.name === stopToken ? undefined : stopToken;
        }
        return this.lines.slice(before);
    }
    /** Logs an error of the runner itself, which by default fails the step. */
    addError(message, failsStep = true) {
        this.hasFailed ||= failsStep;
        this.#annotate('error', { name: 'error', properties: {}, text: message });
    }
    #execute(command, line) {
        const { name, properties, text } = command;
        if (this.#echoes && ECHOED.has(name)) {
            this.#write(line);
        }
        switch (name) {
            case 'error':
            case 'warning':
            case 'notice':
                this.#annotate(name, command);
                break;
            case 'debug':
                if (this.#showsDebug) {
                    for (const part of text.split(/\r\n|\r|\n/)) {
                        this.#write(`##[debug]${part}`);
                    }
                }
                break;
            case 'group':
                this.#write(`##[group]${text}`);
                break;
            case 'endgroup':
                this.#write('##[endgroup]');
                break;
            case 'add-mask':
                this.#mask(text);
                break;
            case 'set-output':
                this.#warnAboutDeprecation(name);
                this.#set(this.outputs, command, line);
                break;
            case 'save-state':
                this.#warnAboutDeprecation(name);
                this.#set(this.state, command, line);
                break;
            case 'set-env':
            case 'add-path':
                this.#refuse(line, `The \`${name}\` command is disabled.`);
                break;
            case 'echo':
                this.#switchEcho(text, line);
                break;
            case 'stop-commands':
                this.#stop(text, line);
                break;
            case 'remove-matcher':
                if ((properties['owner'] === undefined) === (text === '')) {
                    this.#warn('A `remove-matcher` command needs either an owner or a file.');
                }
                break;
            case 'add-matcher':
                if (text === '') {
                    this.#warn('An `add-matcher` command needs a file.');
                }
                break;
        }
    }
    #mask(secret) {
        if (secret.trim() === '') {
            this.#warn('An `add-mask` command has nothing to mask.');
            return;
        }
        if (this.#echoes) {
            this.#write('::add-mask::***');
        }
        this.#masker.add(secret);
    }
    #set(target, { name, properties, text }, line) {
        const key = properties['name'];
        if (key === undefined) {
            this.#refuse(line, `The field "name" is missing in the \`${name}\` command.`);
        }
        else {
            target.set(key, text);
        }
    }
    #switchEcho(text, line) {
        const state = text.trim().toLowerCase();
        if (state === 'on' || state === 'off') {
            this.#echoes = state === 'on';
        }
        else {
            this.#refuse(line, `The \`echo\` command takes "on" or "off", not "${text}".`);
        }
    }
    #stop(token, line) {
        if (FORBIDDEN_STOP_TOKENS.has(token.toLowerCase())) {
            this.#refuse(line, `Commands cannot be stopped with the token "${token}".`);
            return;
        }
        if (token.length > MAX_UNMASKED_TOKEN_CHARACTERS) {
            this.#masker.add(token);
        }
        this.#stopToken = token.toLowerCase();
        this.#write(line);
    }
    #refuse(line, reason) {
        this.addError(`Unable to process command '${line}' successfully.`);
        this.addError(reason);
    }
    #warn(text) {
        this.#annotate('warning', { name: 'warning', properties: {}, text });
    }
    #warnAboutDeprecation(name) {
        this.#warn(`The \`${name}\` command is deprecated and will be disabled soon.`);
    }
    #annotate(level, command) {
        this.#annotations.push(toAnnotation(level, command, this.#workspace, (text) => this.#masker.mask(text)));
        if (command.text !== '') {
            this.#write(`##[${level}]${command.text}`);
        }
    }
    /**
     * Writes to the log, which is plain text. The page reads the kind of a line from its tag, so it
     * treats output that begins with a tag like a line of the runner.
     */
    #write(text) {
        for (const line of this.#masker.mask(text).split(/\r\n|\r|\n/)) {
            const tag = TAGGED.exec(line);
            this.lines.push(tag === null
                ? { kind: 'output', text: line }
                : { kind: tag[1], text: line.slice(tag[0].length) });
        }
    }
}


/***/ })

};
