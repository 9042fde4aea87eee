import { readFileSync } from 'node:fs';

/** A class of the engine, with its own members and without the inherited ones. */
export interface ApiClass {
  /** The class it inherits from; `Object` alone has none. */
  super?: string;
  /** `C`: `Instance.new` can create it. `S`: it is a service. */
  flags?: string;
  /**
   * Types by name. `!` in front: read-only. `?` behind: may be nil. `/` between: one of these. `Enum.X` is an enum,
   * other names are those of `typeof`, of a class, `number`, `string`, `boolean` or `unknown`.
   */
  properties?: Record<string, string>;
  methods?: string[];
  events?: string[];
  /** Members to which a script assigns a function. */
  callbacks?: string[];
}

/** The generated file `api.json`. */
export interface ApiData {
  /** Where the data comes from: a package and its version. */
  source: string;
  license: string;
  /** When it was generated, as YYYY-MM-DD. */
  generated: string;
  classes: Record<string, ApiClass>;
  /** The numbers of each enum's items, by name. */
  enums: Record<string, Record<string, number>>;
}

// A variable: the bundler would take the file of `new URL('…', import.meta.url)` for a module.
const HERE = import.meta.url;

/** Reads the generated data. */
export function loadApi(): ApiData {
  return JSON.parse(readFileSync(new URL('./api.json', HERE), 'utf8')) as ApiData;
}
