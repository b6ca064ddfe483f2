// The sentences about whole models, which come with the part of the script that shows them.

/** @type {Record<string, string>} */
export const MODEL_STRINGS = {
  'whatIf.picture.removed':
    'Without positions the model says {label} ({share}); with them, {before} ({beforeShare}).',
  'whatIf.picture.moved':
    'With its patches in this order the model says {label} ({share}); as given, {before} ({beforeShare}).',
  'whatIf.picture.same':
    'Without positions the model cannot tell this order of the patches from any other: {label} ({share}) in both, largest difference {difference}.',
  'whatIf.picture.differs':
    'Without positions, this order gives {label} ({share}), the given one {before} ({beforeShare}).',
  pictures: 'Picture',
  ownPicture: 'Your own picture…',
  ownPictureShown: 'your own picture',
  draw: 'Draw a digit',
  drawn: 'your drawing',
  'pad.name':
    'Drawing pad. Arrow keys move the pen, Space lowers and lifts it, Backspace takes back.',
  'pad.clear': 'Clear',
  'pad.hint': 'Draw a digit. The model sees it scaled and centred, as in the picture of patches.',
  overview: 'All layers and heads',
  'overview.hint':
    'What the Query looks at, in every layer (rows) and head (columns). Choose one to walk it.',
  'overview.cell': 'Layer {layer}, head {head}',
  prediction: 'Prediction',
  'prediction.other': '{count} other classes',
  shade: 'On the picture',
  'shade.head': 'this head',
  'shade.rollout': 'rollout',
  'shade.rollout.text':
    'Attention rollout: A = ½·(mean of the heads) + ½·I per layer, multiplied over all layers (Abnar & Zuidema 2020). It follows how much of each patch can reach the Query, if values did not matter.',
  'shade.scale': 'darkest: {most}',
  facts:
    'Layer {layer}, head {head} for this Query: entropy {entropy} of {full} bits{distance}{onPrefix}.',
  'facts.distance': ', mean distance {distance} patches',
  'facts.onPrefix': ', {share} on [CLS]',
  'facts.mean': 'Over all patches: {entropy} bits{distance}{onPrefix}.',
  readout: 'Nearest known word to “{token}”: before attention {before}, after it {after}.',
  'readout.word': '“{token}” ({cosine})',
  'model.loading': 'Loading {name}: {share}',
  'model.running': 'Running {name}: {share}',
  'model.cancel': 'Cancel',
  'guest.title': 'What the model reads',
  'guest.text': 'Sentence',
  'guest.textHint': 'Type any sentence. The model cuts it into the pieces it knows.',
  'guest.ids': 'Token numbers',
  'guest.idsHint':
    'This file brings no vocabulary: give it the numbers of tokens, separated by spaces.',
  'guest.need':
    'Universal Sentence Encoder Lite, its first layer: 8,000 subwords, d_model 256, 4 heads. It is loaded only when you ask for it.',
  'guest.load': 'Load (4.9 MB)',
  'guest.open': 'Open the file…',
  'facts.distanceTokens': ', mean distance {distance} tokens',
  'facts.meanTokens': 'Over all tokens: {entropy} bits{distance}{onPrefix}.',
  'lead.input.hidden':
    'Layer {layer} of {numLayers} gets what the layer before it left in every place. A layer norm brings each row to mean 0 and spread 1, then weighs its columns: that is X. The framed row is the Query.',
  'lead.input.words.normed':
    'The trained vector of each piece of text plus a vector for its place; a layer norm brings the sum to mean 0 and spread 1, then weighs its columns: that is X, {dModel} numbers per token. The framed row is the Query.',
  'lead.input.patches.normed':
    'Every patch of {dModel} numbers begins as its pixels times a trained projection, plus a vector for its place; a layer norm makes X of that. [CLS] is no patch: it gathers what the picture shows. The framed row is the Query.',
  'explain.given.pixel': 'given: a pixel of the picture, normalised',
  'explain.given.class token': 'given: the trained vector of [CLS], which is no patch',
  'explain.given.layer before': 'given: what the layer before left in this place',
  'explain.variance': 'mean squared distance from the mean of these {count}',
  'ref.patches': 'pixel {column} of patch {rowIndex}',
  'ref.patchWeight': 'patch projection, row {rowIndex}, column {column}',
  'ref.patchBias': 'bias of the patch projection, dimension {column}',
  'ref.hidden': '“{row}” before the layer norm, dimension {column}',
  'ref.normMean': 'mean of “{row}” before the layer norm',
  'ref.normDeviation': 'standard deviation of “{row}” before the layer norm',
  'ref.normWeight': 'weight of the layer norm, dimension {column}',
  'ref.normBias': 'bias of the layer norm, dimension {column}',
};
