// Takes a wasm module apart: its sections, and its functions with the names the linker left.

const SECTIONS = ['custom', 'type', 'import', 'function', 'table', 'memory', 'global', 'export'];
SECTIONS.push('start', 'element', 'code', 'data', 'data count', 'tag');

const [CUSTOM, IMPORT] = [0, 2];
const CODE = 10;
const FUNCTION_NAMES = 1;

/** Reads the binary format's numbers and texts, one after the other. */
class Reader {
  /** @param {Buffer} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get isAtEnd() {
    return this.at >= this.bytes.length;
  }

  byte() {
    this.at += 1;
    return this.bytes[this.at - 1];
  }

  /** An unsigned LEB128. */
  number() {
    let result = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      result += (byte % 128) * scale;
      if (byte < 128) return result;
    }
  }

  /** @param {number} length */
  slice(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text() {
    return this.slice(this.number()).toString();
  }

  limits() {
    const hasMost = this.byte() % 2 === 1;
    this.number();
    if (hasMost) this.number();
  }
}

/**
 * @param {Buffer} bytes
 * @returns {{ id: number, name: string, content: Buffer }[]}
 */
export function sectionsOf(bytes) {
  const reader = new Reader(bytes.subarray(8));
  const sections = [];
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const content = reader.slice(reader.number());
    const name = id === CUSTOM ? new Reader(content).text() : SECTIONS[id];
    sections.push({ id, name, content });
  }
  return sections;
}

/** @param {Buffer} bytes @returns {{ name: string, content: Buffer }[]} */
export function functionsOf(bytes) {
  const sections = sectionsOf(bytes);
  const contentOf = (/** @type {number} */ id) =>
    sections.find((section) => section.id === id)?.content ?? Buffer.from([0]);
  const named = sections.find(({ name }) => name === 'name');
  const names = namesIn(named?.content);
  const first = importedFunctions(contentOf(IMPORT));
  const code = new Reader(contentOf(CODE));
  return Array.from({ length: code.number() }, (_, at) => {
    const content = code.slice(code.number());
    return { name: names.get(first + at) ?? '?', content };
  });
}

/** @param {Buffer} content  of the import section */
function importedFunctions(content) {
  const reader = new Reader(content);
  let functions = 0;
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind === 0) {
      functions += 1;
      reader.number();
    } else if (kind === 1) {
      reader.byte();
      reader.limits();
    } else if (kind === 2) reader.limits();
    else if (kind === 3) reader.at += 2;
  }
  return functions;
}

/** @param {Buffer | undefined} content  of the name section */
function namesIn(content) {
  /** @type {Map<number, string>} */
  const names = new Map();
  if (!content) return names;
  const reader = new Reader(content);
  reader.text();
  while (!reader.isAtEnd) {
    const kind = reader.byte();
    const part = new Reader(reader.slice(reader.number()));
    if (kind !== FUNCTION_NAMES) continue;
    for (let left = part.number(); left > 0; left -= 1) names.set(part.number(), part.text());
  }
  return names;
}
