// `npm run format`: writes every file the way `npm test` wants it.
import { cppFiles, hasOurClangFormat, prettier } from './style.mjs';
import { run, runMain } from './machine/process.mjs';
import { setUp } from './machine/setup.mjs';

await runMain(async () => {
  await setUp();
  await prettier('--write');
  if (hasOurClangFormat()) await run('clang-format', ['-i', ...cppFiles()]);
});
