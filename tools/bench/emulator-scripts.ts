import type { InstanceNode } from '../../emulator/engine/instance-node.ts';

// Scripts that return how many seconds they took, as `os.clock` counts them.

const MODULES = 1_000;

/** A place of 1,000 modules of ten lines in one folder. */
export const PLACE_OF_MODULES: readonly InstanceNode[] = [
  { id: 0, parent: -1, className: 'ReplicatedStorage', name: 'ReplicatedStorage' },
  ...Array.from({ length: MODULES }, (_, index) => ({
    id: index + 1,
    parent: 0,
    className: 'ModuleScript',
    name: `Module${index}`,
    source: `local Module${index} = {}\n${'-- A line.\n'.repeat(7)}\nreturn Module${index}\n`,
  })),
];

export const REQUIRE_ALL = `
for _, module in game:GetService("ReplicatedStorage"):GetChildren() do require(module) end
return 0`;

const HOT_LOOP = (make: string, root: string) => `
local ROOT = ${root}
local parts = {}
for index = 1, 200 do
  local part = ${make}
  part.Name = "Part" .. index
  part.Parent = ROOT
  parts[index] = part
end
local started = os.clock()
local sum = 0
for turn = 1, 200 do
  for index, part in parts do
    -- A turn of a simulation: three properties are read, one is written, and there are numbers and tables besides.
    local mass = part.Mass + index % 7
    local state = { speed = mass * turn, angle = turn / 10 }
    for step = 1, 20 do
      state.speed = state.speed * 0.98 + math.sin(state.angle) * step
      state.angle += 0.01 * math.sqrt(step)
    end
    part.Mass = mass % 11
    if part.Name ~= "Part0" and part.Parent == ROOT then
      sum += state.speed
    end
  end
end
return os.clock() - started`;

/** The same turns on instances, and on tables. */
export const HOT_LOOP_OF_INSTANCES = HOT_LOOP(
  'Instance.new("NumberValue")',
  'workspace',
).replaceAll('part.Mass', 'part.Value');
export const HOT_LOOP_OF_TABLES = HOT_LOOP('{ Mass = 0 }', '{}');

const SIMULATION = (vectors: string) => `
${vectors}
local bodies = {}
for index = 1, 100 do
  bodies[index] = { position = make(index, 0), velocity = make(index % 7 - 3, 1), age = 0, log = {} }
end
local started = os.clock()
for turn = 1, 300 do
  for index, body in bodies do
    body.age += 1 / 60
    -- Friction of a curve, as games have it.
    local drag = 1
    for step = 1, 12 do
      drag -= 0.001 * math.sin(body.age * step) * math.exp(-step)
    end
    body.position = add(body.position, body.velocity)
    if math.abs(body.position.X) > 500 or body.age > 4 then
      body.velocity = make(-body.velocity.X * drag, body.velocity.Y)
      body.age = 0
      table.insert(body.log, turn)
    end
  end
end
return os.clock() - started`;

/** The same simulation of bodies with vectors, and with tables in their place. */
export const SIMULATION_OF_VECTORS = SIMULATION(
  'local make = Vector2.new local function add(one, two) return one + two end',
);
export const SIMULATION_OF_TABLES = SIMULATION(
  'local function make(x, y) return { X = x, Y = y } end local function add(one, two) return { X = one.X + two.X, Y = one.Y + two.Y } end',
);

/** A spec of 1,000 tests with ten expectations each, in a small framework of its own. */
export const SPEC_OF_1000_TESTS = `
local started = os.clock()
local tests, failures = {}, {}
local function it(name, body) table.insert(tests, { name = name, body = body }) end
local function expect(value)
  return {
    toBe = function(other)
      if value ~= other then error("expected " .. tostring(other) .. ", got " .. tostring(value), 2) end
    end,
  }
end
for index = 1, 1000 do
  it("adds " .. index, function()
    local basket = {}
    for item = 1, 10 do
      table.insert(basket, { id = item, price = item * index })
      expect(#basket).toBe(item)
    end
    local text = {}
    for _, item in basket do table.insert(text, string.format("%d:%d", item.id, item.price)) end
    expect(select(2, string.gsub(table.concat(text, ","), ",", ""))).toBe(9)
  end)
end
for _, test in tests do
  local passed, problem = xpcall(test.body, function(message) return debug.traceback(message) end)
  if not passed then table.insert(failures, test.name .. problem) end
end
assert(#failures == 0)
return os.clock() - started`;

/** Returns one ratio for each name in {@link DATATYPE_RATIOS}: the median of nine rounds in turn with the table's. */
export const DATATYPES = `
local TURNS = 40000
local function time(body)
  local started = os.clock()
  body()
  return os.clock() - started
end
local one, two, field = Vector2.new(1, 2), Vector2.new(3, 4), { X = 1, Y = 2 }
local random = Random.new(1)
local function makeTables() local kept for turn = 1, TURNS do kept = { X = turn, Y = turn } end return kept end
local function readFields() local sum = 0 for turn = 1, TURNS do sum += field.X end return sum end
local function makeVectors() local kept for turn = 1, TURNS do kept = Vector2.new(turn, turn) end return kept end
local function addVectors() local kept for turn = 1, TURNS do kept = one + two end return kept end
local function readMembers() local sum = 0 for turn = 1, TURNS do sum += one.X end return sum end
local function drawNumbers() local sum = 0 for turn = 1, TURNS do sum += random:NextInteger(1, 6) end return sum end
local rounds = { {}, {}, {}, {} }
for round = 1, 9 do
  local tables, fields = time(makeTables), time(readFields)
  for index, ratio in { time(makeVectors) / tables, time(addVectors) / tables, time(readMembers) / fields, time(drawNumbers) / tables } do
    rounds[index][round] = ratio
  end
end
local medians = {}
for index, ratios in rounds do
  table.sort(ratios)
  medians[index] = ratios[5]
end
return table.concat(medians, " ")`;

export const DATATYPE_RATIOS = [
  ['Vector2.new(x, y)', "a two-field table's making", '4'],
  ['adding two Vector2', "a two-field table's making", '4'],
  ['reading vector.X', "a field's", '3'],
  ['random:NextInteger(1, 6)', "a two-field table's making", ''],
] as const;
