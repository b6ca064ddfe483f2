// The English texts: those of the first script, and those of the part that is loaded on demand, once it is here.
import { EN } from './en.js';
import { onDemand } from './on-demand.js';

/** @param {string} key @returns {string | undefined} */
export const english = (key) => EN[key] ?? onDemand.texts?.[key];

/** All that are here. */
export const allEnglish = () => ({ ...EN, ...onDemand.texts });
