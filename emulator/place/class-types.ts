import type { ApiData } from '../engine/api/api.ts';

/** What a project needs to know of Roblox's classes, as it leaves classes and types of values out. */
export interface ClassTypes {
  isService: (className: string) => boolean;
  /** The type of a property, such as `Vector3`, `number` or `Enum.Material`; undefined if there is none. */
  propertyType: (className: string, property: string) => string | undefined;
}

/** Answers from the table of the API. */
export function classTypesOf({ classes }: ApiData): ClassTypes {
  const find = (className: string) =>
    Object.hasOwn(classes, className) ? classes[className] : undefined;
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
