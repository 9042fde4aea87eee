import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadApi } from '../../../emulator/engine/api/api.ts';
import type { ApiClass } from '../../../emulator/engine/api/api.ts';
import { results } from './run.ts';

const api = loadApi();

/** Reads `read()` into the list of problems unless it is a value, or refused by name. */
const SWEEP = `
  local problems = {}
  local function check(name, mayBeNil, read)
    local isRead, value = pcall(read)
    if isRead and value == nil and not mayBeNil then
      table.insert(problems, name .. " is nil")
    elseif not isRead and not string.find(tostring(value), "is not available in the emulator", 1, true) then
      table.insert(problems, name .. ": " .. tostring(value))
    end
    return if isRead then value else nil
  end`;

/** Properties that are nil at Roblox although their declared type is not optional. */
const NIL_AT_ROBLOX = new Set(['Players.LocalPlayer', 'MaterialVariant.CustomPhysicalProperties']);

/** The class and its ancestors, its own members first. */
function lineage(name: string): ApiClass[] {
  const found = api.classes[name];
  if (found === undefined) return [];
  return [found, ...(found.super === undefined ? [] : lineage(found.super))];
}

/** Luau statements that check each member of an instance. A callback can only be set. */
function checksOfClass(name: string): string {
  // By name, because a class can declare a member of an ancestor anew.
  const members = new Map<string, boolean>();
  for (const found of lineage(name).toReversed()) {
    for (const [property, type] of Object.entries(found.properties ?? {})) {
      const isOptional = /\?$|\//.test(type) || NIL_AT_ROBLOX.has(`${name}.${property}`);
      members.set(property, isOptional);
    }
    for (const member of [...(found.methods ?? []), ...(found.events ?? [])]) {
      members.set(member, false);
    }
  }
  const list = [...members].map(([member, mayBeNil]) => `{${JSON.stringify(member)},${mayBeNil}}`);
  const instance = api.classes[name]?.flags?.includes('S')
    ? `game:GetService("${name}")`
    : `Instance.new("${name}")`;
  return `
    do
      local instance = check("${name}", false, function() return ${instance} end)
      for _, member in {${list.join(',')}} do
        check("${name}." .. member[1], member[2], function() return (instance :: any)[member[1]] end)
      end
    end`;
}

const INCLUDE = new URL('../../../node_modules/@rbxts/types/include/', import.meta.url);

const declarations = ['lua.d.ts', 'roblox.d.ts']
  .map((file) => readFileSync(new URL(file, INCLUDE), 'utf8'))
  .join('\n')
  .replaceAll(/\/\*[\s\S]*?\*\//g, '')
  .replaceAll(/^(interface \w+)<.*> \{$/gm, '$1 {');

/** The names that are declared in the blocks that begin with `head`, each on a line of its own. */
function declaredIn(head: string, name: RegExp): string[] {
  const blocks = declarations.split(`\n${head}`).slice(1);
  const lines = blocks.flatMap((block) => block.slice(0, block.indexOf('\n}')).split('\n'));
  return [...new Set(lines.flatMap((line) => name.exec(line)?.[1] ?? []))];
}

const MEMBER = /^\t(?:readonly )?(\w+)[?<(:]/;
const FUNCTION = /^\t(?:export )?(?:function|const|let) (\w+)/;

/** How to make an object of each datatype. */
const OBJECTS: Readonly<Record<string, string>> = {
  Axes: 'Axes.new()',
  BrickColor: 'BrickColor.new(1)',
  CatalogSearchParams: 'CatalogSearchParams.new()',
  CFrame: 'CFrame.identity',
  Color3: 'Color3.new()',
  ColorSequence: 'ColorSequence.new(Color3.new())',
  ColorSequenceKeypoint: 'ColorSequenceKeypoint.new(0, Color3.new())',
  Content: 'Content.fromUri("rbxassetid://1")',
  DateTime: 'DateTime.now()',
  Faces: 'Faces.new()',
  FloatCurveKey: 'FloatCurveKey.new(0, 1, Enum.KeyInterpolationMode.Linear)',
  Font: 'Font.fromEnum(Enum.Font.Arial)',
  NumberRange: 'NumberRange.new(1)',
  NumberSequence: 'NumberSequence.new(1)',
  NumberSequenceKeypoint: 'NumberSequenceKeypoint.new(0, 1)',
  OverlapParams: 'OverlapParams.new()',
  Path2DControlPoint: 'Path2DControlPoint.new(UDim2.new())',
  PathWaypoint: 'PathWaypoint.new(Vector3.zero, Enum.PathWaypointAction.Walk)',
  PhysicalProperties: 'PhysicalProperties.new(Enum.Material.Wood)',
  Random: 'Random.new(1)',
  Ray: 'Ray.new(Vector3.zero, Vector3.one)',
  RaycastParams: 'RaycastParams.new()',
  RBXScriptConnection: 'game.ChildAdded:Connect(print)',
  RBXScriptSignal: 'game.ChildAdded',
  Rect: 'Rect.new(0, 0, 1, 1)',
  Region3: 'Region3.new(Vector3.zero, Vector3.one)',
  Region3int16: 'Region3int16.new(Vector3int16.new(), Vector3int16.new())',
  RotationCurveKey: 'RotationCurveKey.new(0, CFrame.identity, Enum.KeyInterpolationMode.Linear)',
  SecurityCapabilities: 'SecurityCapabilities.new()',
  TweenInfo: 'TweenInfo.new()',
  UDim: 'UDim.new()',
  UDim2: 'UDim2.new()',
  ValueCurveKey: 'ValueCurveKey.new(0, 1, Enum.KeyInterpolationMode.Linear)',
  Vector2: 'Vector2.zero',
  Vector2int16: 'Vector2int16.new()',
  Vector3: 'Vector3.zero',
  Vector3int16: 'Vector3int16.new()',
};

/** Members that are nil of the objects above: the type is optional. */
const NIL_MEMBERS =
  /^(?:\w+Params\.(?:In|Ex)cludeInstances|Content\.Object|\w*CurveKey\.(?:Left|Right)Tangent|Path2DControlPoint\.\w+Tangent)$/;

const LIBRARIES: Readonly<Record<string, string>> = {
  bit32:
    'arshift band bnot bor btest bxor byteswap countlz countrz extract lrotate lshift replace rrotate rshift',
  buffer:
    'copy create fill fromstring len readbits readf32 readf64 readi16 readi32 readi8 readstring readu16 readu32 readu8 ' +
    'tostring writebits writef32 writef64 writei16 writei32 writei8 writestring writeu16 writeu32 writeu8',
  coroutine: 'close create isyieldable resume running status wrap yield',
  debug:
    'dumpcodesize getmemorycategory info loadmodule profilebegin profileend resetmemorycategory setmemorycategory traceback',
  math:
    'abs acos asin atan atan2 ceil clamp cos cosh deg exp floor fmod frexp huge ldexp lerp log log10 map max min modf ' +
    'noise pi pow rad random randomseed round sign sin sinh sqrt tan tanh',
  os: 'clock date difftime time',
  string:
    'byte char find format gmatch gsub len lower match pack packsize rep reverse split sub unpack upper',
  table:
    'clear clone concat create find foreach foreachi freeze getn insert isfrozen maxn move pack remove sort unpack',
  task: 'cancel defer delay desynchronize spawn synchronize wait',
  utf8: 'char charpattern codepoint codes graphemes len nfcnormalize nfdnormalize offset',
  vector:
    'abs angle ceil clamp create cross dot floor lerp magnitude max min normalize one sign zero',
};

const GLOBALS =
  '_G _VERSION assert collectgarbage delay elapsedTime ElapsedTime error gcinfo game Game getfenv getmetatable ipairs ' +
  'loadstring newproxy next pairs pcall print printidentity rawequal rawget rawlen rawset require script select setfenv ' +
  'setmetatable settings shared spawn stats tick time tonumber tostring type typeof unpack UserSettings version wait ' +
  'warn workspace Workspace xpcall ypcall DebuggerManager PluginManager Delay Spawn Stats Version Wait Enum Secret';

describe('nothing that Roblox has is nil', () => {
  it('each member of each class that scripts can reach is a value, or refused by name', async () => {
    const names = Object.keys(api.classes).filter((name) =>
      /[CS]/.test(api.classes[name]?.flags ?? ''),
    );
    expect(names.length).toBeGreaterThan(500);
    const script = `${SWEEP}${names.map((name) => checksOfClass(name)).join('')} return problems`;
    expect(await results(script)).toEqual([[]]);
  });

  it('each constructor and member of each datatype is a value, or refused by name', async () => {
    const checks = Object.entries(OBJECTS).flatMap(([name, object]) => {
      const constructors = declaredIn(`interface ${name}Constructor `, MEMBER);
      const members = declaredIn(`interface ${name} `, MEMBER).filter(
        (member) => !member.startsWith('_nominal_') && member !== 'new',
      );
      return [
        ...constructors.map(
          (member) =>
            `check("${name}.${member}", false, function() return (${name} :: any).${member} end)`,
        ),
        `do local object: any = ${object}`,
        ...members.map(
          (member) =>
            `check("${name}.${member}", ${NIL_MEMBERS.test(`${name}.${member}`)}, function() return object.${member} end)`,
        ),
        'end',
      ];
    });
    expect(checks.length).toBeGreaterThan(300);
    expect(await results(`${SWEEP}\n${checks.join('\n')}\nreturn problems`)).toEqual([[]]);
  });

  it('each global that is declared as a datatype has a constructor', async () => {
    const names = [...declarations.matchAll(/^declare const (\w+): \1Constructor/gm)].map(
      ([, name]) => name ?? '',
    );
    expect(names.length).toBeGreaterThan(35);
    const checks = names.map((name) => `check("${name}", false, function() return ${name} end)`);
    expect(await results(`${SWEEP}\n${checks.join('\n')}\nreturn problems`)).toEqual([[]]);
  });

  it('each global and each member of a library is a value, or refused by name', async () => {
    const declared = Object.keys(LIBRARIES).flatMap((library) =>
      declaredIn(`declare namespace ${library} `, FUNCTION).map((name) => [library, name]),
    );
    const listed = Object.entries(LIBRARIES).flatMap(([library, names]) =>
      names.split(' ').map((name) => [library, name]),
    );
    const checks = [
      ...[...declared, ...listed]
        .filter(([, name]) => !name?.startsWith('_'))
        .map(
          ([library, name]) =>
            `check("${library}.${name}", false, function() return (${library} :: any).${name} end)`,
        ),
      ...GLOBALS.split(' ').map((name) => `check("${name}", false, function() return ${name} end)`),
    ];
    expect(await results(`${SWEEP}\n${checks.join('\n')}\nreturn problems`)).toEqual([[]]);
  });

  it('each item of each enum is there, by name, by value and in the list', async () => {
    const script = `
      local problems = {}
      for _, enum in Enum:GetEnums() do
        local items = enum:GetEnumItems()
        if #items == 0 then table.insert(problems, tostring(enum)) end
        for _, item in items do
          local same = enum:FromName(item.Name) == item and (enum :: any)[item.Name] == item
          local byValue = enum:FromValue(item.Value)
          if not same or byValue == nil or byValue.Value ~= item.Value or item.EnumType ~= enum then
            table.insert(problems, tostring(item))
          end
        end
      end
      return #Enum:GetEnums(), problems`;
    expect(await results(script)).toEqual([Object.keys(api.enums).length, []]);
  });
});

describe('what exists nowhere raises the error of Roblox', () => {
  it('names the member and its owner, and is no refusal of the emulator', async () => {
    const names = {
      'game.ReplicatedStorge': 'ReplicatedStorge is not a valid member of DataModel "Game"',
      'workspace.Nothing': 'Nothing is not a valid member of Workspace "Workspace"',
      'Instance.new("Part").Colour': 'Colour is not a valid member of Part "Part"',
      'game:GetService("Shops")': "'Shops' is not a valid Service name",
      'Instance.new("Shop")': 'Unable to create an Instance of type "Shop"',
      'Enum.Shop': 'Shop is not a valid member of "Enum"',
      'Enum.Material.Cheese': 'Cheese is not a valid member of "Enum.Material"',
      'Vector3.zero.W': 'W is not a valid member of Vector3',
      'Vector2.zero.Z': 'Z is not a valid member of Vector2',
      'CFrame.identity.Q': 'Q is not a valid member of CFrame',
    };
    const reads = Object.keys(names).map((read) => `why(function() return (${read}) end)`);
    const messages = await results(`
      local function why(f) return (string.gsub(select(2, pcall(f)), "^TaskScript:%d+: ", "")) end
      return ${reads.join(', ')}`);
    expect(messages).toEqual(Object.values(names));
  });
});
