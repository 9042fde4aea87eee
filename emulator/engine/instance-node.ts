/** One instance of a place, as the readers of place files hand it over. */
export interface InstanceNode {
  id: number;
  /** The id of the parent; -1 for a child of `game`. */
  parent: number;
  className: string;
  name: string;
  /** The code of a script. */
  source?: string;
  /** Each is a JSON value, or `[type, value]` for a value that JSON has no form for. */
  properties?: Readonly<Record<string, unknown>>;
  attributes?: Readonly<Record<string, unknown>>;
  tags?: readonly string[];
}
