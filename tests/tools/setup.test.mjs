// What is installed on a machine that lacks something, and what is said where nothing can be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownSettings } from '../../web/tools/docs.mjs';
import { candidatesIn, choosePackages } from '../../web/tools/machine/packages.mjs';
import { checkPlatform, isUnreachable } from '../../web/tools/machine/setup.mjs';

/** @typedef {import('../../web/tools/machine/requirements.mjs').Requirement} Requirement */

/** @param {string} name @param {string[]} debian @returns {Requirement} */
const requirement = (name, ...debian) => ({ name, for: ['build'], debian, isThere: () => false });

const webkit = requirement('WebKit', 'webkit2gtk-driver | webkitgtk-webdriver', 'xvfb');
const pandoc = requirement('pandoc', 'pandoc');

test('of alternatives the first that apt knows is chosen', () => {
  const [old] = choosePackages([webkit], new Set(['xvfb', 'webkit2gtk-driver']));
  assert.deepEqual(old.packages, ['webkit2gtk-driver', 'xvfb']);
  const [recent] = choosePackages([webkit], new Set(['xvfb', 'webkitgtk-webdriver']));
  assert.deepEqual(recent.packages, ['webkitgtk-webdriver', 'xvfb']);
  assert.deepEqual(recent.unknown, []);
});

test('a requirement without a package is told; the others are chosen all the same', () => {
  const [first, second] = choosePackages([webkit, pandoc], new Set(['xvfb', 'pandoc']));
  assert.deepEqual(first.unknown, ['webkit2gtk-driver | webkitgtk-webdriver']);
  assert.deepEqual(second, { requirement: pandoc, packages: ['pandoc'], unknown: [] });
});

test('what apt-cache policy knows: a name that is only mentioned by others has no candidate', () => {
  const policy = `xvfb:
  Installed: (none)
  Candidate: 2:21.1.16-1.3
  Version table:
     2:21.1.16-1.3 500
        500 http://mirror.example/debian trixie/main amd64 Packages
webkitgtk-webdriver:
  Installed: (none)
  Candidate: (none)
  Version table:
pandoc:
  Installed: 3.1.11
  Candidate: 3.1.11
`;
  assert.deepEqual([...candidatesIn(policy)], ['xvfb', 'pandoc']);
  assert.equal(candidatesIn('').size, 0);
});

test('npm without a network is told from npm with another trouble', () => {
  assert.ok(isUnreachable('npm error code ENOTFOUND\nnpm error syscall getaddrinfo'));
  assert.ok(isUnreachable('npm ERR! code ENOTCACHED'));
  assert.ok(!isUnreachable('npm error code EUSAGE\nnpm error `npm ci` can only install packages'));
});

test('of the Doxyfile the options remain that the installed Doxygen has', () => {
  const doxyfile = '# told\nINPUT    = a \\\n   b\nMERMAID = CLI\nQUIET = YES\n';
  const known = knownSettings(doxyfile, 'QUIET  = NO\nINPUT =\nEXCLUDE = \n');
  assert.equal(known, 'INPUT    = a \\\n   b\nQUIET = YES');
});

test('Windows is sent to WSL or to the prebuilt files; others are let through', () => {
  assert.throws(() => checkPlatform('win32'), /WSL.*prebuilt files/);
  for (const platform of /** @type {const} */ (['linux', 'darwin'])) checkPlatform(platform);
});
