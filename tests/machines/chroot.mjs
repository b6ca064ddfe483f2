// Runs the tests as somebody would who has just installed Debian and cloned the repository. By hand,
// before a release, as root, on Debian or Ubuntu with `debootstrap` and `git` installed:
//
//   node tests/machines/chroot.mjs trixie              npm test on a fresh Debian 13
//   node tests/machines/chroot.mjs sid core wasm       only these parts of it
//   node tests/machines/chroot.mjs trixie --again      on the system as the last run left it
//   node tests/machines/chroot.mjs trixie --run 'npm run build'     another command than npm test
//
// The system has git, Node and npm, and no more: what else is needed `npm test` has to install. Where
// Debian's Node is older than ours (bookworm), this machine's own is copied. What is tested is the last
// commit, cloned; changes that are not committed are left out.
//
// All lies under /var/tmp/attention-walk-machines, or the folder that MACHINES names: cache/ (downloads,
// kept), <suite>.base/ (the fresh system, made once; delete it to have it anew), <suite>/ (the system of
// the last run) and <suite>.log (all that it printed). Where to download from is this machine's own
// setting: its apt sources, proxies, certificates and npm registry. Mounts live in a namespace of their
// own and end with the command, however it ends.
import { createWriteStream, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  capture,
  findProgram,
  root,
  run,
  runMain,
  say,
  ToolError,
} from '../../web/tools/machine/process.mjs';
import { enter, makeBase } from './system.mjs';

const SUITES = ['bookworm', 'trixie', 'sid'];
const home = process.env.MACHINES || '/var/tmp/attention-walk-machines';

await runMain(async () => {
  const { suite, again, command } = wanted(process.argv.slice(2));
  checkThisMachine();
  const system = { suite, home, folder: join(home, suite) };

  const started = Date.now();
  await makeBase(system, join(home, `${suite}.base`));
  if (!(again && existsSync(system.folder))) {
    say(`A fresh ${suite} in ${system.folder}`);
    rmSync(system.folder, { recursive: true, force: true });
    await run('cp', ['-a', '--reflink=auto', join(home, `${suite}.base`), system.folder]);
  }
  await cloneInto(join(system.folder, 'root', 'attention-walk'));

  const commit = capture('git', ['-C', root, 'log', '-1', '--format=%h %s'])?.trim();
  const logFile = join(home, `${suite}.log`);
  const log = createWriteStream(logFile);
  const tell = (/** @type {string} */ text) => {
    say(text);
    log.write(`[attention-walk] ${text}\n`);
  };
  tell(`${suite}, ${commit}: ${command}`);
  const ready = Date.now();
  const code = await enter(system, `cd attention-walk && ${command}`, log);
  const result = code === 0 ? 'passed' : `failed with exit code ${code}`;
  tell(
    `${suite}: ${command} ${result} after ${minutes(ready)} (the system took ${minutes(started, ready)})`,
  );
  await new Promise((done) => log.end(done));
  say(`All that was printed: ${logFile}`);
  if (code !== 0) process.exitCode = 1;
});

/**
 * What the command line asks for.
 * @param {string[]} args
 */
function wanted(args) {
  const [suite, ...rest] = args;
  if (!SUITES.includes(suite)) {
    throw new ToolError(`Say which Debian: node tests/machines/chroot.mjs ${SUITES.join(' | ')}`);
  }
  const again = rest.includes('--again');
  const words = rest.filter((word) => word !== '--again');
  if (words[0] === '--run') {
    if (words.length !== 2) throw new ToolError('After --run stands one command, in quotes.');
    return { suite, again, command: words[1] };
  }
  const parts = words.length > 0 ? ` -- ${words.join(' ')}` : '';
  return { suite, again, command: `npm test${parts}` };
}

function checkThisMachine() {
  if (process.getuid?.() !== 0) throw new ToolError('chroot and its mounts need root.');
  for (const program of ['debootstrap', 'git', 'unshare', 'chroot']) {
    if (!findProgram(program)) throw new ToolError(`${program} is not installed on this machine.`);
  }
}

/** @param {string} folder  left as a clean clone, whatever was there */
async function cloneInto(folder) {
  rmSync(folder, { recursive: true, force: true });
  await run('git', ['clone', '--quiet', '--no-hardlinks', '--depth=1', `file://${root}`, folder]);
}

/**
 * @param {number} from
 * @param {number} [to]
 */
function minutes(from, to = Date.now()) {
  const seconds = Math.round((to - from) / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
