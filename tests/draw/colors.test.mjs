// Colours are told apart and read, on white and in the dark: contrasts as WCAG measures them, signs as protan, deutan and
// tritan eyes see them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DARK,
  headHue,
  HEAD_HUES,
  LIGHT,
  luminance,
  signedColor,
  textOn,
  weightColor,
} from '../../web/draw/colors.js';

/** @typedef {import('../../web/draw/colors.js').Rgb} Rgb */

/** Paper and the track behind bars, as in web/element/base.css. */
const PAPER = { light: '#ffffff', dark: '#151923' };
const TRACK = { light: '#eef1f5', dark: '#252c3a' };

const palettes = /** @type {const} */ ([
  ['light', LIGHT],
  ['dark', DARK],
]);

/** @param {string} hex */
const rgb = (hex) =>
  (hex.length === 4
    ? [...hex.slice(1)].map((digit) => digit + digit)
    : (hex.match(/\w\w/g) ?? [])
  ).map((channel) => parseInt(channel, 16));

/** @param {number[]} one @param {number[]} other */
function contrast(one, other) {
  const [more, less] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (more + 0.05) / (less + 0.05);
}

/** Machado, Oliveira and Fernandes (2009), severity 1: what linear RGB becomes. */
const EYES = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** @param {number[][]} matrix @param {number[]} vector */
const times = (matrix, vector) =>
  matrix.map((row) => row.reduce((sum, factor, at) => sum + factor * vector[at], 0));

/** Oklab of a colour as these eyes see it: distances there are distances to the eye. @param {Rgb} color @param {number[][]} eyes */
function seen(color, eyes) {
  const linear = color.map((channel) =>
    channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
  );
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    times(eyes, linear).map((share) => Math.min(1, Math.max(0, share))),
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones.map(Math.cbrt),
  );
}

/** @param {Rgb} one @param {Rgb} other @param {number[][]} eyes */
function distance(one, other, eyes) {
  const [a, b] = [seen(one, eyes), seen(other, eyes)];
  return Math.hypot(...a.map((value, at) => value - b[at]));
}

for (const [name, palette] of palettes) {
  const { middle, negative, positive, share } = palette;

  test(`${name}: a full colour has 3:1 against zero, the track of bars and the paper`, () => {
    for (const full of [negative, positive, share]) {
      for (const ground of [middle, rgb(TRACK[name]), rgb(PAPER[name])]) {
        const ratio = contrast(full, ground);
        assert.ok(ratio >= 3, `${full} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  });

  test(`${name}: text has 4.5:1 on every fill`, () => {
    for (let step = -500; step <= 500; step += 1) {
      const fills = [signedColor(step, 500, palette)];
      if (step >= 0) fills.push(weightColor(step, 500, palette));
      for (const fill of fills) {
        const ratio = contrast(fill, rgb(textOn(fill)));
        assert.ok(ratio >= 4.5, `${textOn(fill)} on ${fill}: ${ratio.toFixed(2)}`);
      }
    }
  });

  test(`${name}: signs are told apart by all eyes, and grow with the number`, () => {
    for (const [eye, matrix] of Object.entries(EYES)) {
      for (const [size, least] of [
        [1, 0.2],
        [0.5, 0.1],
        [0.25, 0.05],
      ]) {
        const [below, above] = [-size, size].map((value) => signedColor(value, 1, palette));
        const apart = distance(below, above, matrix);
        assert.ok(apart >= least, `${eye}, ${size} of the limit: ${apart.toFixed(3)}`);
        for (const color of [below, above]) {
          assert.ok(distance(color, middle, matrix) >= least / 2, `${eye}: ${color} is no zero`);
        }
      }
    }
  });
}

test('zero is dark in the dark, and a little off the paper', () => {
  assert.ok(luminance(DARK.middle) < 0.05);
  const ratio = contrast(DARK.middle, rgb(PAPER.dark));
  assert.ok(ratio > 1.15 && ratio < 1.5, ratio.toFixed(2));
});

test('edges of heads have 3:1 on both papers', () => {
  for (const hue of [...HEAD_HUES, headHue(null)]) {
    for (const paper of Object.values(PAPER)) {
      const ratio = contrast(hue, rgb(paper));
      assert.ok(ratio >= 3, `${hue} on ${paper}: ${ratio.toFixed(2)}`);
    }
  }
});
