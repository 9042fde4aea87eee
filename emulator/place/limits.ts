import { PlaceFileError } from './place-file-error.ts';

/** The largest place or model file that is read. Roblox refuses uploads over 100 MB. */
export const MAX_FILE_BYTES = 200 * 1024 * 1024;
/** The largest size that one compressed chunk of a binary file may expand to. */
export const MAX_CHUNK_BYTES = 256 * 1024 * 1024;
/** The largest size that all chunks of a binary file may expand to together. */
export const MAX_EXPANDED_BYTES = 512 * 1024 * 1024;
/** How many instances a place or a project may have. */
export const MAX_INSTANCES = 500_000;
/** How deep instances may be nested. */
export const MAX_TREE_DEPTH = 1_000;
/** How deep elements may be nested within a property of an XML file. Roblox's types need three. */
export const MAX_PROPERTY_ELEMENT_DEPTH = 8;
/** How many elements a property of an XML file may have. Roblox's types need twelve. */
export const MAX_PROPERTY_ELEMENTS = 64;
/** How many attributes an element of an XML file may have. */
export const MAX_XML_ATTRIBUTES = 64;
/** The size of all values together, as counted by `PlaceBudget`. */
export const MAX_VALUE_BYTES = 768 * 1024 * 1024;
/**
 * A longer shared string is left out. Roblox shares meshes and physics data, which scripts cannot read, and copies of
 * them in each instance would not fit into memory.
 */
export const MAX_SHARED_STRING_BYTES = 4 * 1024;
/** How many warnings one tree carries. */
export const MAX_WARNINGS = 100;

/** Roughly what a value costs in memory besides its text. */
const VALUE_BYTES = 128;

/**
 * Counts what a file takes while it is read, and refuses what exceeds the bounds. Compressed data can claim far more
 * than it holds: nothing is allocated before it was counted.
 */
export class PlaceBudget {
  readonly warnings: string[] = [];
  #instances = 0;
  #valueBytes = 0;
  #expandedBytes = 0;

  addInstances(count: number): void {
    this.#instances += count;
    if (this.#instances > MAX_INSTANCES) {
      throw new PlaceFileError(`It has more than the ${MAX_INSTANCES} instances that are read.`);
    }
  }

  addValues(count: number, textBytes = 0): void {
    this.#valueBytes += count * VALUE_BYTES + textBytes;
    if (this.#valueBytes > MAX_VALUE_BYTES) {
      throw new PlaceFileError(
        `Its properties take more than the ${MAX_VALUE_BYTES} bytes that are read.`,
      );
    }
  }

  addExpanded(bytes: number): void {
    this.#expandedBytes += bytes;
    if (bytes > MAX_CHUNK_BYTES || this.#expandedBytes > MAX_EXPANDED_BYTES) {
      throw new PlaceFileError(
        `Its chunks expand to more than is read: ${MAX_CHUNK_BYTES} bytes each, ${MAX_EXPANDED_BYTES} together.`,
      );
    }
  }

  /** Notes what is left out, once for each sentence. */
  warn(sentence: string): void {
    if (this.warnings.length < MAX_WARNINGS && !this.warnings.includes(sentence)) {
      this.warnings.push(sentence);
    }
  }
}
