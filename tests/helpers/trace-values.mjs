// Every number of a trace under the reference that run.explain() takes.

/** @typedef {import('../../web/engine/engine.js').Trace} Trace */
/** @typedef {import('../../web/engine/engine.js').Step} Step */
/** @typedef {import('../../web/engine/engine.js').ValueRef} ValueRef */
/** @typedef {{ ref: ValueRef, value: number | null }} NamedValue */
/** @typedef {number | null | readonly Nested[]} Nested */

/**
 * @param {Trace} trace  with all of its heads
 * @returns {NamedValue[]}
 */
export function valuesOf(trace) {
  /** @type {NamedValue[]} */
  const found = [];
  const { query, biases } = trace.config;

  /**
   * @param {string} tensor
   * @param {Nested | undefined} values
   * @param {number[]} start  the leading indexes that they share
   * @param {number} [head]
   */
  const add = (tensor, values, start, head) => {
    if (values === undefined) return;
    if (typeof values === 'object' && values !== null) {
      values.forEach((value, index) => add(tensor, value, [...start, index], head));
    } else {
      found.push({
        ref: { tensor, ...(head !== undefined && { head }), index: start },
        value: values,
      });
    }
  };

  for (const step of trace.steps) addStep(step);
  for (const [name, values] of Object.entries(trace.weights ?? {})) add(name, values, []);
  return found;

  /** @param {Step} step */
  function addStep(step) {
    switch (step.id) {
      case 'input':
        add('x', step.values, []);
        add('embedding', step.embedding, []);
        add('position', step.position, []);
        break;
      case 'project':
        step.heads.forEach((parts, head) => {
          for (const [name, values] of Object.entries(parts)) add(name, values, [], head);
        });
        break;
      case 'scores':
        add('products', step.products, [query], step.head);
        add('scores', step.values, [query], step.head);
        break;
      case 'scale':
        add('multiplied', step.multiplied, [query], step.head);
        add('capped', step.capped, [query], step.head);
        add('bias', step.bias, [query], step.head);
        add('scaled', step.values, [query], step.head);
        break;
      case 'softmax':
        add('max', step.max, [query], step.head);
        add('exponentials', step.exponentials, [query], step.head);
        add('total', step.total, [query], step.head);
        add('weights', step.values, [query], step.head);
        break;
      case 'weight':
        add('weighted', step.values, [query], step.head);
        break;
      case 'sum':
        add('z', step.values, [query], step.head);
        break;
      case 'concat':
        add('concat', step.values, [query]);
        break;
      case 'output_projection':
        step.heads.forEach((values, head) => add('headOutput', values, [query], head));
        if (biases?.includes('output')) add('bo', step.bias, []);
        add('output', step.values, [query]);
        break;
      case 'output':
        add('x', step.input, [query]);
        add('contributions', step.contributions, [query]);
    }
  }
}
