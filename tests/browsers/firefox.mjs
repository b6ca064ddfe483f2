// A stock Firefox, driven through Marionette, the protocol that is built into it: JSON over a socket.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Driver } from './driver.mjs';
import { isSo, PATIENCE_MS, start } from './processes.mjs';

const PREFERENCES = {
  'marionette.port': 0,
  // Automation relaxes it, and pages opened from disk would have rights that a reader's do not have.
  'security.fileuri.strict_origin_policy': true,
  'ui.prefersReducedMotion': 1,
  'app.update.enabled': false,
  'network.captive-portal-service.enabled': false,
};

/** @type {import('./driver.mjs').Commands} */
const COMMANDS = {
  open: ({ url }) => ['WebDriver:Navigate', { url }],
  script: ({ script, args }) => ['WebDriver:ExecuteAsyncScript', { script, args }],
  click: ({ element }) => ['WebDriver:ElementClick', { id: element }],
  frame: ({ element }) => ['WebDriver:SwitchToFrame', { element }],
  size: (size) => ['WebDriver:SetWindowRect', size],
  screenshot: () => ['WebDriver:TakeScreenshot', { full: false }],
};

/** @param {string} program @param {string} folder  an empty one, for its profile @returns {Promise<Driver>} */
export async function startFirefox(program, folder) {
  const profile = join(folder, 'profile');
  mkdirSync(profile);
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join(''));
  const browser = start(
    program,
    ['--headless', '--marionette', '--no-remote', '--profile', profile],
    {
      env: { ...process.env, HOME: folder },
      stdio: 'ignore',
    },
  );
  const portFile = join(profile, 'MarionetteActivePort');
  await isSo(browser, () => existsSync(portFile) && readFileSync(portFile, 'utf8') !== '');
  const { send, close } = await connection(Number(readFileSync(portFile, 'utf8')));
  await send('WebDriver:NewSession', {});
  await send('WebDriver:SetTimeouts', { script: PATIENCE_MS });
  return new Driver(async (name, parameters) => {
    const { value } = await send(...COMMANDS[name](parameters));
    return value;
  }, close);
}

/** @param {number} port @returns {Promise<{ send: (name: string, parameters: object) => Promise<any>, close: () => Promise<void> }>} */
async function connection(port) {
  const socket = connect(port, '127.0.0.1');
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  let received = Buffer.alloc(0);
  let sent = 0;
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (let message = take(); message; message = take()) answer(message);
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox has ended'));
  });
  await new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => resolve(undefined));
  });
  return {
    send: (name, parameters) =>
      new Promise((resolve, reject) => {
        sent += 1;
        waiting.set(sent, { resolve, reject });
        const body = Buffer.from(JSON.stringify([0, sent, name, parameters]));
        socket.write(Buffer.concat([Buffer.from(`${body.length}:`), body]));
      }),
    close: async () => void socket.destroy(),
  };

  /** The next message, its length and a colon before it; undefined until all of it is here. */
  function take() {
    const colon = received.indexOf(':');
    const end = colon + 1 + Number(received.subarray(0, colon));
    if (colon < 0 || received.length < end) return undefined;
    const message = JSON.parse(received.subarray(colon + 1, end).toString());
    received = received.subarray(end);
    return message;
  }

  /** @param {any} message  the first one is a greeting and no answer */
  function answer(message) {
    if (!Array.isArray(message)) return;
    const [, id, error, result] = message;
    const { resolve, reject } = /** @type {any} */ (waiting.get(id));
    waiting.delete(id);
    if (error) reject(new Error(`${error.error}: ${error.message}`));
    else resolve(result);
  }
}
