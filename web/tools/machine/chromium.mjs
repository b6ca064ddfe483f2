// Which Chromium-like browser the tests drive.
import { findProgram } from './process.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Path of the browser: the CHROME variable, else one on the PATH, else the one that
 * `npx playwright-core install chromium` has put in place.
 * @returns {Promise<string | undefined>}
 */
export async function findChromium() {
  const wanted = process.env.CHROME;
  if (wanted) return findProgram(wanted);
  for (const name of NAMES) {
    const path = findProgram(name);
    if (path) return path;
  }
  try {
    const { chromium } = await import('playwright-core');
    return findProgram(chromium.executablePath());
  } catch {
    return undefined; // npm packages are not there yet
  }
}
