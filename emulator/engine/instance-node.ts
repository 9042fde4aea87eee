/** One instance of a place, as the readers of place files hand it over. */
export interface InstanceNode {
  id: number;
  /** The id of the parent; -1 for a child of `game`. */
  parent: number;
  className: string;
  name: string;
  /** The code of a script. */
  source?: string;
  /** Values as `PropertyValue` of `place/instance-tree.ts` describes them. */
  properties?: Readonly<Record<string, unknown>>;
  attributes?: Readonly<Record<string, unknown>>;
  tags?: readonly string[];
}
