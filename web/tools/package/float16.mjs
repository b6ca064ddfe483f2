// 32-bit floats as the 16 bits of an IEEE half, which Node 20 has no array type for.

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/**
 * The nearest half, ties to even; beyond ±65504 it is an infinity.
 * @param {number} value
 * @returns {number}  its 16 bits
 */
export function halfBits(value) {
  single[0] = value;
  const sign = (word[0] >>> 16) & 0x8000;
  const magnitude = Math.abs(single[0]);
  if (Number.isNaN(magnitude)) return sign | 0x7e00;
  // 65520 lies in the middle between the largest half and the next power of two.
  if (magnitude >= 65520) return sign | 0x7c00;
  // Below 2^-14 halves are evenly spaced; above, 1024 of them share an exponent.
  const exponent = Math.max(Math.floor(Math.log2(magnitude || 1e-9)), -14);
  const steps = roundHalfEven(magnitude / 2 ** (exponent - 10));
  // A carry into 2048 steps lands on the next exponent by itself.
  return sign | ((exponent + 14) * 1024 + steps);
}

/** @param {number} value  at least 0 */
function roundHalfEven(value) {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** @param {Float32Array} values */
export function toHalves(values) {
  return Uint16Array.from(values, halfBits);
}
