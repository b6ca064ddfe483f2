// Firefox and WebKit for the tests, where this machine can have them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './process.mjs';

/** Ubuntu's firefox package only points to a snap, which cannot read a profile of ours. */
export function findFirefox() {
  const wanted = process.env.FIREFOX;
  if (wanted) return findProgram(wanted);
  return findProgram('firefox-esr') ?? (system() === 'ubuntu' ? undefined : findProgram('firefox'));
}

/**
 * WebKitGTK's driver, the browser that comes with the library, and the screen that it draws on.
 * @returns {{ driver: string, browser: string, screen: string } | undefined}
 */
export function findWebKit() {
  const driver = findProgram('WebKitWebDriver');
  const screen = findProgram('Xvfb');
  const browser = foldersIn('/usr/lib')
    .filter((folder) => folder.includes('-linux-gnu'))
    .flatMap(foldersIn)
    .filter((folder) => /\/webkit2?gtk-[^/]+$/.test(folder))
    .map((folder) => findProgram(join(folder, 'MiniBrowser')))
    .find(Boolean);
  return driver && browser && screen ? { driver, browser, screen } : undefined;
}

/** @param {string} folder */
function foldersIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
}

/** Whether the tests insist on a browser: where a package brings it. */
export const wantsFirefox = () => system() === 'debian';
export const wantsWebKit = () => ['debian', 'ubuntu'].includes(system());

/** @returns {string}  the id of the Linux that this is; empty elsewhere */
function system() {
  const file = '/etc/os-release';
  const [, id = ''] = (existsSync(file) && /^ID=(\w+)$/m.exec(readFileSync(file, 'utf8'))) || [];
  return id;
}
