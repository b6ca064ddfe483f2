// WebKitGTK's own small browser, driven through its WebDriver, on a screen of its own.
import { once } from 'node:events';
import { Driver } from './driver.mjs';
import { freePort, isSo, PATIENCE_MS, start } from './processes.mjs';

/** @type {import('./driver.mjs').Commands} */
const COMMANDS = {
  open: ({ url }) => ['url', { url }],
  script: ({ script, args }) => ['execute/async', { script, args }],
  click: ({ element }) => [`element/${element}/click`, {}],
  frame: ({ element, key }) => ['frame', { id: { [String(key)]: element } }],
  size: (size) => ['window/rect', size],
  screenshot: () => ['screenshot'],
};

/**
 * @param {{ driver: string, browser: string, screen: string }} programs
 * @param {string} folder  an empty one, for what it keeps
 * @returns {Promise<Driver>}
 */
export async function startWebKit(programs, folder) {
  const screen = start(
    programs.screen,
    ['-displayfd', '3', '-screen', '0', '1400x1100x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const [display] = await once(/** @type {any} */ (screen.stdio[3]), 'data');
  const port = await freePort();
  const driver = start(programs.driver, [`--port=${port}`], {
    env: {
      ...process.env,
      ...{ DISPLAY: `:${String(display).trim()}`, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1' },
      ...{ HOME: folder, XDG_RUNTIME_DIR: folder, LIBGL_ALWAYS_SOFTWARE: '1' },
    },
    stdio: 'ignore',
  });
  /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>} */
  const send = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}/${path}`, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' } }),
      body: body && JSON.stringify(body),
    });
    const { value } = /** @type {any} */ (await answer.json());
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await isSo(driver, () =>
    send('GET', 'status').then(
      () => true,
      () => false,
    ),
  );
  const options = { binary: programs.browser, args: ['--automation'] };
  const { sessionId } = await send('POST', 'session', {
    capabilities: {
      alwaysMatch: { timeouts: { script: PATIENCE_MS }, 'webkitgtk:browserOptions': options },
    },
  });
  const session = `session/${sessionId}`;
  return new Driver(
    (name, parameters) => {
      const [path, body] = COMMANDS[name](parameters);
      return send(body ? 'POST' : 'GET', `${session}/${path}`, body);
    },
    () => send('DELETE', session),
  );
}
