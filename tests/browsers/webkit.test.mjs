// The walk in WebKit, as GTK has it: the engine of Safari.
import { findWebKit, wantsWebKit } from '../../web/tools/machine/browsers.mjs';
import { testIn } from './scenario.mjs';
import { startWebKit } from './webkit.mjs';

const webkit = findWebKit();
testIn({
  skip:
    !webkit &&
    !wantsWebKit() &&
    'there is no WebKitGTK with a driver here (Debian, Ubuntu: webkit2gtk-driver, xvfb)',
  start: (folder) => startWebKit(/** @type {NonNullable<typeof webkit>} */ (webkit), folder),
});
