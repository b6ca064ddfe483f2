// Markdown: tables, numbers for readers, and the block in RESULTS.md that holds them.
import { ToolError } from '../../web/tools/machine/process.mjs';

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
export function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  // Numbers to the right, so that they stand below each other.
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** Three significant digits, never as 1.2e+3. @param {number | undefined} value @returns {string} */
export function digits(value) {
  if (value === undefined || !Number.isFinite(value)) return '–';
  if (value >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(value < 0.01 ? 2 : 3)));
}

/** @param {number | undefined} milliseconds */
export const ms = (milliseconds) =>
  milliseconds === undefined ? '–' : `${digits(milliseconds)} ms`;

/** How many times as long the other one takes. @param {number | undefined} other @param {number | undefined} ours */
export function ratio(other, ours) {
  if (other === undefined || ours === undefined) return '–';
  const value = other / ours;
  return `${value >= 10 ? Math.round(value) : value.toFixed(2)} ×`;
}

/** @param {number} part @param {number | undefined} whole */
export const percent = (part, whole) =>
  whole === undefined ? '–' : `${Math.round((100 * part) / whole)} %`;

const [BEGIN, END] = ['<!-- bench -->', '<!-- /bench -->'];

/** @param {string} text  RESULTS.md @param {string} content @returns {string} */
export function replaceBlock(text, content) {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new ToolError(`RESULTS.md has no place for the numbers: ${BEGIN} … ${END}`);
  }
  return `${text.slice(0, begin + BEGIN.length)}\n\n${content.trim()}\n\n${text.slice(end)}`;
}
