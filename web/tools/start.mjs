// `npm start`: sets up what is missing, builds, serves the page and prints its address.
import { build, dist } from './build.mjs';
import { runMain, say, ToolError } from './machine/process.mjs';
import { startServer } from './serve.mjs';
import { setUp } from './machine/setup.mjs';

const FIRST_PORT = 8080;
const PORTS_TRIED = 20;

await runMain(async () => {
  const wanted = portFromEnvironment(); // a wrong PORT is told before the long build
  await setUp();
  await build();
  const server = await serve(wanted);
  console.log(`Attention Walk is at ${server.url}`);
  say('Press Ctrl+C to stop');
});

/** @returns {number | undefined} */
function portFromEnvironment() {
  const text = process.env.PORT;
  if (!text) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new ToolError(`PORT is "${text}", and it has to be a number from 0 to 65535.`);
}

/** @param {number | undefined} wanted  undefined takes the first free one from 8080 on */
async function serve(wanted) {
  const last = wanted ?? FIRST_PORT + PORTS_TRIED - 1;
  for (let port = wanted ?? FIRST_PORT; port <= last; port += 1) {
    try {
      return await startServer({ roots: { '/': dist }, port, host: process.env.HOST || undefined });
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      const isTaken = code === 'EADDRINUSE';
      if (isTaken && port < last) continue;
      throw new ToolError(
        isTaken
          ? `Port ${port} is taken. Choose another one, for example: PORT=${port + 1} npm start`
          : `Cannot serve on port ${port}: ${message}`,
      );
    }
  }
  throw new ToolError('No free port was found.');
}
