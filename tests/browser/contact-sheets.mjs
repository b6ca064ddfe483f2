// Contact sheets: every step of six examples in five sizes, light and dark, one PNG per example, size and colours.
// node tests/browser/contact-sheets.mjs <folder> [examples…]     with dist/ built
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../../web/tools/machine/chromium.mjs';
import { filePage, STEPS } from './browser.mjs';

const EXAMPLES = ['simple', 'pronoun', 'four-heads', 'rope', 'digits', 'clothes'];

const SIZES = [
  { width: 1366, height: 650 },
  { width: 1440, height: 789 },
  { width: 820, height: 1180 },
  { width: 700, height: 600 },
  { width: 360, height: 740 },
];

/** Pixels of a sheet for one picture of it. */
const WIDEST = 680;

const [folder, ...wanted] = process.argv.slice(2);
if (!folder) {
  console.error('node tests/browser/contact-sheets.mjs <folder> [examples…]');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: await findChromium(),
  args: ['--no-sandbox', '--disable-gpu'],
});
const table = await browser.newPage();

/** @param {{ name: string, png: Buffer }[]} shots @param {number} width @param {string} file */
async function sheet(shots, width, file) {
  const shown = Math.min(WIDEST, width);
  const figures = shots.map(({ name, png }) => {
    const source = `data:image/png;base64,${png.toString('base64')}`;
    return `<figure><figcaption>${name}</figcaption><img src="${source}" width="${shown}"></figure>`;
  });
  await table.setViewportSize({ width: 5 * (shown + 12) + 12, height: 600 });
  await table.setContent(
    `<style>
      body { display: grid; grid-template-columns: repeat(5, ${shown}px); gap: 12px; margin: 12px; background: #8a8f99 }
      figure { margin: 0; font: 14px sans-serif }
    </style>${figures.join('')}`,
  );
  writeFileSync(file, await table.screenshot({ fullPage: true }));
  console.log(file);
}

for (const { width, height } of SIZES) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const context = await browser.newContext({
      ...{ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' },
      ...{ hasTouch: width < 400, isMobile: width < 400 },
    });
    const page = await context.newPage();
    await page.goto(filePage);
    await page.getByRole('button', { name: 'Next step' }).waitFor();
    for (const example of wanted.length ? wanted : EXAMPLES) {
      await page.evaluate((example) => {
        /** @type {any} */ (document.querySelector('attention-walk')).example = example;
      }, example);
      await page.waitForFunction((example) => {
        const element = /** @type {any} */ (document.querySelector('attention-walk'));
        return element.example === example;
      }, example);
      const shots = [];
      for (const [step, name] of STEPS) {
        await page.evaluate(async (step) => {
          /** @type {any} */ (document.querySelector('attention-walk')).goTo({ step, head: 0 });
          for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
        }, step);
        shots.push({ name, png: await page.screenshot() });
      }
      const file = join(folder, `${example}-${width}x${height}-${colorScheme}.png`);
      await sheet(shots, width, file);
    }
    await context.close();
  }
}
await browser.close();
