// The walk in Firefox.
import { findFirefox, wantsFirefox } from '../../web/tools/machine/browsers.mjs';
import { startFirefox } from './firefox.mjs';
import { testIn } from './scenario.mjs';

const firefox = findFirefox();
testIn({
  skip:
    !firefox &&
    !wantsFirefox() &&
    'no Firefox is found here that tests can start; FIREFOX may name one',
  start: (folder) => startFirefox(String(firefox), folder),
});
