// Every sentence a reader sees, in one flat object that `element.strings` can override; those that come with the part
// of the script that is loaded on demand stand in en-on-demand.js.
// {braces} are filled in; heads, layers and dimensions count from 1 here and nowhere else, tokens and their places from 0.
import { ERRORS } from './en/errors.js';
import { NUMBERS } from './en/numbers.js';
import { PAGE } from './en/page.js';
import { STEPS } from './en/steps.js';

/** @satisfies {Record<string, string>} */
export const EN = { ...PAGE, ...STEPS, ...NUMBERS, ...ERRORS };
