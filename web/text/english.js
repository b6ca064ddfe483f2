// The English texts: those of the first script, and those of the part that is loaded on demand, once it is here.
import { EN } from './en.js';
import { onDemand } from './on-demand.js';

/** @type {Record<string, string>} */
const first = EN;

/** @param {string} key @returns {string | undefined} */
export const english = (key) => first[key] ?? onDemand.texts?.[key];

/** All that are here. */
export const allEnglish = () => ({ ...EN, ...onDemand.texts });
