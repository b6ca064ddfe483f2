// What whole models ask of the widget that they are shown in, and what they give it.

/**
 * @typedef {import('../walk-loader.js').Choice} Choice
 * @typedef {import('../../walk/run-of-model.js').RunOfModel} RunOfModel
 * @typedef {import('../../walk/walk.js').WalkInput} WalkInput
 * @typedef {{ modelRun: RunOfModel, run: import('../../engine/engine.js').Run, choice: Choice, place: { layer: number, window: number, query: number },
 *   pictures: import('./picture-panel.js').Pictures | null, changes?: import('../../walk/changes.js').Change[],
 *   given?: RunOfModel }} Taken  given: without the changes, where there are some
 *
 * What it asks of the widget.
 * @typedef {object} WidgetSide
 * @property {import('../view.js').View} view
 * @property {import('../../walk/inputs.js').Inputs} inputs
 * @property {() => { example: string, layer: number, window: number, query: number, length: number, ticket: number, hasPictures: boolean,
 *   modelRun: import('../../walk/run-of-model.js').RunOfModel | null }} now
 *   ticket: of what was asked for last
 * @property {(example: string, choice?: Choice) => void | Promise<void>} load
 * @property {(example: string, taken: Taken) => void} take
 * @property {(example: string, choice: Choice) => Promise<void>} reload  another input of the example, with those of the changes that it can have, too
 * @property {(changed: string[]) => void} show  after something the reader did
 * @property {(action: () => Promise<void>, onRefused?: (error: unknown) => void) => boolean | Promise<boolean>} attempt
 * @property {(action: () => Promise<void>) => void} byUser  attempts what a reader does, which ends the playing
 * @property {(error: unknown) => void} fail
 */

/** @param {import('../walk-loader.js').WalkLoader} loader @returns {WidgetSide} */
export function sideOf(loader) {
  const { inputs, on, walk } = loader;
  const { attempt, byUser } = on;
  return {
    get view() {
      return loader.view;
    },
    ...{ inputs, attempt, byUser },
    now: () => ({
      example: loader.example,
      layer: loader.layer,
      window: loader.window,
      query: walk.query,
      length: walk.length,
      ticket: loader.ticket,
      hasPictures: loader.pictures !== null,
      modelRun: loader.modelRun,
    }),
    load: (example, choice) => loader.load(example, choice),
    reload: async (example, choice) => {
      const kept = example === loader.example ? loader.changer?.kept : [];
      await loader.load(example, choice);
      if (kept) await loader.changer?.keep(kept);
    },
    take: (example, taken) => loader.take(example, taken),
    show: (changed) => on.show(changed, 'user'),
    fail: (error) => on.error(error),
  };
}
