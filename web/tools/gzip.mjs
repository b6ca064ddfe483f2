// Gzip as small as it gets, for what the scripts carry.
import { gzipAsync } from '@gfx/zopfli';

/** @param {Uint8Array} content @returns {Promise<Uint8Array>} */
export const gzipSmallest = (content) => gzipAsync(content, { numiterations: 15 });
