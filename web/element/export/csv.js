// Every number of the step that is shown, one in a line, with its table, row and column, and as programs call it.
import { exactNumber } from '../../text/numbers.js';
import { numberLists } from '../parts/number-lists.js';

const COLUMNS = ['table', 'row', 'column', 'value', 'tensor', 'head', 'index'];

/** Programs that calculate take such a text for a formula. */
const FORMULA = /^[\s\p{Cf}]*[=+\-@＝＋－＠\t\r]/u;

/** So that programs know it for UTF-8. */
const MARK = '\uFEFF';

/** A text in a cell: it cannot become a formula, and stays in its cell. @param {string} text */
export function cellOf(text) {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {import('./formats.js').Shown} shown */
export const csv = ({ view, walk }) => csvOf(numberLists(view.stage.scenes(walk)));

/** @param {import('../../steps/kit/large-layout.js').NumberList[]} lists @returns {string} */
export function csvOf(lists) {
  const lines = [COLUMNS.join(',')];
  for (const list of lists) {
    // A mark of what is raised on screen.
    const table = cellOf(list.caption.replaceAll('\u200b', ''));
    for (let row = 0; row < list.rows; row += 1) {
      list.columnNames.forEach((name, column) => {
        const ref = list.ref(row, column);
        if (!ref) return;
        const names = [table, cellOf(list.rowNames[row] ?? String(row)), cellOf(name)];
        const place = [ref.tensor, ref.head ?? '', ref.index.join(' ')];
        lines.push([...names, exactNumber(list.value(row, column)), ...place].join(','));
      });
    }
  }
  return `${MARK}${lines.join('\r\n')}\r\n`;
}
