// Stands for the package's own types, which are sources that our checks are too strict for.

/** @param mode  1 (fast) to 9 (small). Returns an .lzma file. */
export function compress(data: Uint8Array, mode: number): Uint8Array<ArrayBuffer>;
