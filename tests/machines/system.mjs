// A Debian in a folder: made by debootstrap, with this machine's network settings, and entered by chroot.
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { capture, findProgram, run, say, ToolError } from '../../web/tools/machine/process.mjs';

/**
 * @typedef {object} System
 * @property {string} suite  of Debian
 * @property {string} home  where all systems and their downloads lie
 * @property {string} folder  the root of this one
 */

const NODE_AT_LEAST = 20;

/** A shell's environment after a login as root, and nothing of ours. */
const PLAIN = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'LANG=C.UTF-8',
];

/**
 * Makes the system as it is right after its installation, with git, Node and npm.
 * @param {System} system
 * @param {string} base  its folder; a finished one is left as it is
 */
export async function makeBase({ suite, home }, base) {
  if (existsSync(base)) return;
  say(`Making ${base} with debootstrap`);
  const unfinished = `${base}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const debs = join(home, 'cache', `${suite}-base`);
  mkdirSync(debs, { recursive: true });
  const { mirror, keyring } = debianSource();
  const options = ['--variant=minbase', '--include=ca-certificates,git', `--cache-dir=${debs}`];
  if (keyring) options.push(`--keyring=${keyring}`);
  await run('debootstrap', [...options, suite, unfinished, mirror], { quiet: true });
  copySettings(unfinished);
  const system = { suite, home, folder: unfinished };
  await must(system, 'update-ca-certificates && apt-get -q update');
  await installNode(system);
  renameSync(unfinished, base);
}

/** @param {System} system */
async function installNode(system) {
  const version =
    "apt-cache show --no-all-versions nodejs | sed -n 's/^Version: \\([0-9]*\\).*/\\1/p'";
  if ((await enter(system, `[ "$(${version})" -ge ${NODE_AT_LEAST} ]`)) === 0) {
    await must(system, 'apt-get -q install -y --no-install-recommends nodejs npm');
    return;
  }
  say(`The Node of ${system.suite} is too old; this machine's own is copied`);
  const node = process.execPath;
  const npm = join(dirname(node), '..', 'lib', 'node_modules', 'npm');
  if (!existsSync(npm)) throw new ToolError(`There is no npm beside ${node} to copy.`);
  const local = join(system.folder, 'usr', 'local');
  copyFileSync(node, join(local, 'bin', 'node'));
  cpSync(npm, join(local, 'lib', 'node_modules', 'npm'), { recursive: true });
  await must(system, 'ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm');
}

/**
 * @param {System} system
 * @param {string} command
 */
async function must(system, command) {
  const code = await enter(system, command);
  if (code !== 0) throw new ToolError(`In ${system.suite} this failed: ${command}`);
}

/**
 * The mirror of Debian that this machine's apt uses, and the keys that it trusts.
 * @returns {{ mirror: string, keyring: string | undefined }}
 */
function debianSource() {
  const lists =
    capture('apt-get', ['indextargets', '--format', '$(REPO_URI) $(ORIGIN) $(LABEL)']) ?? '';
  const line = lists.split('\n').find((text) => / Debian Debian$/.test(text));
  if (!line) throw new ToolError('The apt sources of this machine name no mirror of Debian.');
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  return { mirror: line.split(' ')[0], keyring: existsSync(keyring) ? keyring : undefined };
}

/**
 * Name server, proxies and certificates, as this machine has them.
 * @param {string} folder
 */
function copySettings(folder) {
  for (const file of ['/etc/resolv.conf', '/etc/hosts']) {
    rmSync(join(folder, file), { force: true });
    copyFileSync(file, join(folder, file));
  }
  const certificates = '/usr/local/share/ca-certificates';
  if (existsSync(certificates)) {
    cpSync(certificates, join(folder, certificates), { recursive: true });
  }
  const settings = (capture('apt-config', ['dump', '--format', '%F "%v";%n', 'Acquire']) ?? '')
    .split('\n')
    .filter(
      (line) =>
        /^Acquire::(https?|Check-|Retries|ForceIP)/i.test(line) &&
        !/::(Proxy|[\w-]+) "";/.test(line),
    );
  writeFileSync(join(folder, 'etc/apt/apt.conf.d/90this-machine'), `${settings.join('\n')}\n`);
}

/** @returns {string[]}  NAME=value, for npm and whatever else asks for a proxy */
function environment() {
  const proxies = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [
    name,
    name.toUpperCase(),
  ]);
  const pairs = proxies.map((name) => [name, process.env[name]]);
  const npm = findProgram('npm');
  for (const name of ['registry', 'proxy', 'https-proxy']) {
    const value = npm && capture(npm, ['config', 'get', name, '--global'])?.trim();
    if (value && value !== 'null') pairs.push([`npm_config_${name.replace('-', '_')}`, value]);
  }
  pairs.push(['NODE_EXTRA_CA_CERTS', '/etc/ssl/certs/ca-certificates.crt']);
  return pairs.filter(([, value]) => value).map(([name, value]) => `${name}=${value}`);
}

/**
 * Runs a command as root of the system, in its home folder.
 * @param {System} system
 * @param {string} command
 * @param {import('node:fs').WriteStream} [log]  gets a copy of all that is printed
 * @returns {Promise<number>}  the exit code
 */
export function enter({ suite, home, folder }, command, log) {
  const binds = [
    [join(home, 'cache', `${suite}-debs`), '/var/cache/apt/archives'],
    [join(home, 'cache', 'npm'), '/root/.npm'],
  ];
  for (const [from, to] of binds) {
    mkdirSync(from, { recursive: true });
    mkdirSync(join(folder, to), { recursive: true });
  }
  const mounts = [
    ...binds.map(([from, to]) => `mount --bind "${from}" "${folder}${to}"`),
    `mount --rbind /dev "${folder}/dev"`,
    `mount -t tmpfs tmpfs "${folder}/dev/shm"`,
    `mount -t proc proc "${folder}/proc"`,
    `mount -t sysfs -o ro sysfs "${folder}/sys"`,
  ];
  const script = `set -e\n${mounts.join('\n')}\nexec chroot "${folder}" "$@"`;
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh'];
  const clean = ['env', '-i', ...PLAIN, ...environment(), 'sh', '-c', `cd && ${command}`];
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', [...namespaces, ...clean], {
      stdio: log ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    child.stdout?.on('data', (chunk) => void (process.stdout.write(chunk), log?.write(chunk)));
    child.stderr?.on('data', (chunk) => void (process.stderr.write(chunk), log?.write(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
