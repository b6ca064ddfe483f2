// Every sentence a reader sees, in one flat object that `element.strings` can override.
// {braces} are filled in; heads count from 1 here and nowhere else, dimensions and tokens from 0.

/** @type {Record<string, string>} */
export const EN = {
  name: 'Attention Walk',
  examples: 'Example',
  ownExample: 'Your own…',
  steps: 'Steps',
  heads: 'Heads',
  head: 'Head {head}',
  'head.of': 'Head {head} / {heads}',
  tokens: 'Tokens',
  token: 'Token {index} ("{token}")',
  patches: 'Patches',
  patch: 'Patch row {row}, column {column}',
  'patch.short': 'row {row}, col {column}',
  whatIf: 'What if',
  'whatIf.positions': 'Positions',
  'whatIf.positions.hint': 'Take the positions out: the same words and weights without them',
  'whatIf.shuffle': 'Shuffle',
  'whatIf.shuffle.hint': 'Put the same words in another order; the Query stays the Query',
  'whatIf.restore': 'Original order',
  'whatIf.restore.hint': 'Back to the order as given',
  'whatIf.removed.differs':
    'Without positions the output of “{token}” changes by up to {difference}, in numbers of up to {size}. Now shuffle: can the layer notice?',
  'whatIf.removed.same':
    'Without positions the output of “{token}” stays the same (largest difference {difference}).',
  'whatIf.shuffled.same':
    'Without positions “{token}” gets the same output in this order as in the original one (largest difference {difference}): the layer cannot know the order.',
  'whatIf.shuffled.masked':
    'There are no positions, but the mask still says who comes before whom: the output of “{token}” differs from the original order by up to {difference}.',
  'whatIf.shuffled.differs':
    'Without positions the output of “{token}” differs from the original order by up to {difference}, in numbers of up to {size}.',
  'whatIf.moved.differs':
    'With positions the output of “{token}” differs from the original order by up to {difference}, in numbers of up to {size}: the layer notices who stands where.',
  'whatIf.moved.same':
    'In this order “{token}” gets the same output as in the original one (largest difference {difference}).',
  previous: 'Previous step',
  previousShort: 'Prev',
  next: 'Next step',
  nextShort: 'Next',
  play: 'Play',
  pause: 'Pause',
  stop: 'Stop {stop} of {stops}',
  numbers: 'Show numbers',
  numbersHide: 'Hide numbers',
  numbersHint:
    'Arrow keys move between numbers; Enter locks one and spells out where it comes from.',
  concepts: 'Multi-Head Attention Concepts',
  theme: 'Colours: {theme}',
  'theme.auto': 'automatic',
  'theme.light': 'light',
  'theme.dark': 'dark',
  share: 'Copy link',
  shared: 'Link copied',
  export: 'Export',
  exportPNG: 'Picture (PNG)',
  exportSVG: 'Drawing (SVG)',
  exportJSON: 'Numbers (JSON)',
  failed: 'Attention Walk cannot start: {message}',
  seeded: 'weights: seeded, untrained ({origin})',
  trained: 'weights: {origin}',
  useSeeded: 'use seeded, untrained weights',
  useTrained: 'use trained weights',
  layer: 'Layer {layer}',
  'part.loading': 'Loading the model…',
  'part.seeded': '{message}. Shown with seeded, untrained weights.',
  'layouts.loading': 'Loading what draws many tokens…',
  own: 'weights: your own',
  distanceBias: 'distance bias: {origin}',
  masked: 'masked',
  'query.tag': 'QUERY',
  percent: '{number}\u2009%',
  // How what was said apart is put together.
  'join.label': '{label}: {text}',
  'join.note': '{text} ({note})',
  'join.sentences': '{first} {second}',

  'step.input': 'Input Embeddings',
  'step.project': 'Project Q, K, V',
  'step.scores': 'Scores (Q·Kᵀ)',
  'step.scale': 'Scale Scores',
  'step.softmax': 'Softmax',
  'step.weight': 'Weight Values',
  'step.sum': 'Sum Values (Output Z)',
  'step.concat': 'Concatenate Heads',
  'step.output_projection': 'Final Projection',
  'step.output': 'Output Embedding',

  'title.input': 'Every token starts as a vector',
  'title.project': 'Head {head} makes a query, a key and a value for every token',
  'title.scores': 'How well does each key answer “{token}”?',
  'title.scale': 'The scores are scaled down',
  'title.softmax': 'Softmax turns scores into weights that sum to 1',
  'title.weight': 'Each value is multiplied by its weight',
  'title.sum': 'The weighted values add up to Z{headIndex}',
  'title.concat': 'The heads’ outputs are put side by side',
  'title.output_projection': 'Wo mixes the heads into one vector',
  'title.output': 'The output is “{token}”, seen in context',

  'lead.input':
    'Each row is one token, written as {dModel} numbers. The framed row is the Query: the token whose walk we follow. Click another token to follow that one.',
  'lead.input.position':
    'The vector of the word plus a vector for its place in the sentence gives x, {dModel} numbers per token. The framed row is the Query: the token whose walk we follow.',
  'lead.input.patches':
    'Each row of the picture is one token, written as {dModel} numbers: [CLS], then the patches of the image, line by line. The framed row is the Query: the token whose walk we follow.',
  'lead.input.bias':
    'Each row is one token, written as {dModel} numbers; the same word has the same row wherever it stands. Order comes in later, at Scale Scores: a number for every distance is added there. The framed row is the Query.',
  'lead.input.rotated':
    'Each row is one token, written as {dModel} numbers; the same word has the same row wherever it stands. Order comes in with the next step: queries and keys are turned by their place. The framed row is the Query.',
  'lead.project':
    'Every row of X meets three weight matrices. The query is what a token asks for, the key what it can be found by, the value what it hands over.',
  'lead.project.rotated':
    'Every row of X meets three weight matrices. Queries and keys are then rotated by their position (RoPE), so that their score depends on the distance between tokens.',
  'lead.scores':
    'The query of “{token}” is multiplied with each key, dimension by dimension. The sum of the products is the score: the Query asks, each row answers.',
  'lead.scores.rotated':
    'The query of “{token}” times each key, dimension by dimension, summed up. Both were turned by their place, so only the distance between them counts: the map below shows each key’s score at every distance.',
  'lead.scale':
    'Longer vectors give larger scores, and softmax would then pick one token and ignore the rest. A factor of {factor} keeps the scores in range.',
  'lead.scale.masked':
    'A factor of {factor} keeps the scores in range. Hatched keys are masked: “{token}” is not allowed to look at them.',
  'lead.scale.biased':
    'A factor of {factor} keeps the scores in range; then a number for each pair of positions is added.',
  'lead.scale.distance':
    'A factor of {factor} keeps the scores in range. Then each key gets a number for its distance from “{token}”, the same for all words: the charts below show it for every distance.',
  'lead.softmax':
    'How much each token matters to “{token}” in head {head}. Most goes to “{strongest}”: {share}.',
  'lead.weight':
    'A token with a large weight passes on most of its value vector, one with a small weight almost nothing.',
  'lead.sum':
    'Added up column by column they are head {head}’s output for “{token}”: a mix of all value vectors, in the proportions of the weights.',
  'lead.concat':
    'Each of the {numHeads} heads looked at the tokens with its own weights. Their outputs for “{token}”, {valueDim} numbers each, become one vector of {width}.',
  'lead.output_projection':
    'The concatenated vector times Wo gives the output. The same sum can be split by head: every Z meets only its own rows of Wo.',
  'lead.output.large':
    'The output of “{token}” is the sum of what every token contributed, all heads together. Below stands the input that it came in with: same place, new vector.',
  'lead.output':
    'Each row above the line is one token’s share of the output. Below stands the input that “{token}” came in with: same place in the sentence, new vector.',

  'explain.hint':
    'Point at a number to see where it comes from. Click or Enter locks it, Esc unlocks.',
  'explain.locked': 'Locked. Esc unlocks; click a number in the formula to open it.',
  'explain.example': 'For example',
  'explain.back': 'Back to the number before',
  'explain.more': '{count} more',
  'explain.given.input': 'given: part of the input',
  'explain.given.word vector': 'given: the vector of this word, the same wherever the word stands',
  'explain.given.sinusoidal':
    'given: sine or cosine of the position (Vaswani et al. 2017, section 3.5)',
  'explain.given.learned position': 'given: a learned vector for this position',
  'explain.given.weights': 'given: a weight of the layer',
  'explain.given.seeded weights': 'given: a weight of the layer, seeded and untrained',
  'explain.given.mask': 'given: the mask for this pair of tokens',
  'explain.given.alibi': 'given: ALiBi’s slope times the distance of the two tokens',
  'explain.given.relative': 'given: the layer’s bias for this distance',
  'explain.given.trained embedding': 'given: the trained vector of this word',
  'explain.masked': 'masked: the Query may not look at this key',

  'ref.x': 'x of “{row}”, dimension {column}',
  'ref.context': 'context vector of “{row}”, dimension {column}',
  'ref.embedding': 'word vector of “{row}”, dimension {column}',
  'ref.position': 'position {rowIndex}, dimension {column}',
  'ref.weight': '{name}, row {rowIndex}, column {column}',
  'ref.bias': 'bias {name}, dimension {column}',
  'ref.qProjected': 'query of “{row}” before rotation, dimension {column}, head {head}',
  'ref.kProjected': 'key of “{row}” before rotation, dimension {column}, head {head}',
  'ref.q': 'query of “{row}”, dimension {column}, head {head}',
  'ref.k': 'key of “{row}”, dimension {column}, head {head}',
  'ref.v': 'value of “{row}”, dimension {column}, head {head}',
  'ref.products': '“{row}” × “{key}”, dimension {column}, head {head}',
  'ref.scores': 'score of “{key}” for “{row}”, head {head}',
  'ref.multiplied': 'score of “{key}” for “{row}” × factor, head {head}',
  'ref.capped': 'soft-capped score of “{key}” for “{row}”, head {head}',
  'ref.biasOf': 'bias of “{key}” for “{row}”, head {head}',
  'ref.positionBias': 'position bias of “{key}” for “{row}”, head {head}',
  'ref.maskBias': 'mask of “{key}” for “{row}”, head {head}',
  'ref.scaled': 'scaled score of “{key}” for “{row}”, head {head}',
  'ref.exponentials': 'exponential of “{key}” for “{row}”, head {head}',
  'ref.max': 'largest scaled score for “{row}”, head {head}',
  'ref.total': 'total of the exponentials for “{row}”, head {head}',
  'ref.weights': 'attention weight “{row}” → “{key}”, head {head}',
  'ref.weighted': 'value of “{key}” × its weight for “{row}”, dimension {column}, head {head}',
  'ref.z': 'Z{headIndex} of “{row}”, dimension {column}',
  'ref.concat': 'concatenated vector of “{row}”, dimension {column}',
  'ref.headOutput': 'head {head}’s share of the output of “{row}”, dimension {column}',
  'ref.output': 'output of “{row}”, dimension {column}',
  'ref.outputByToken': 'output of “{row}”, dimension {column}, summed by token',
  'ref.contributions': 'what “{key}” contributed to “{row}”, dimension {column}',

  'ref.embeddingSimilarity':
    'how alike the words “{row}” and “{other}” are: cosine of their vectors',
  'ref.positionSimilarity':
    'how alike places {rowIndex} and {column} are: cosine of their position vectors',
  'ref.xSimilarity':
    'how alike “{row}” and “{other}” are with their positions: cosine of rows of X',
  'ref.offsetBias': 'bias of a key {offset} its query, head {head}',
  'ref.offsetScores': 'score of “{key}” for “{row}”, if it stood {offset} it, head {head}',
  'ref.kTurned':
    'key of “{row}” turned for standing {offset} the query, dimension {column}, head {head}',
  'offset.same': 'at the place of',
  'offset.one.after': '1 place after',
  'offset.one.before': '1 place before',
  'offset.after': '{places} places after',
  'offset.before': '{places} places before',
  'table.row': '{caption}, one row at a time:',

  'own.title': 'Walk through your own words or numbers',
  'own.text': 'Words',
  'own.dModel': 'd_model',
  'own.heads': 'Heads',
  'own.positions': 'Add positions',
  'own.causal': 'Causal mask',
  'own.json': 'Or your own numbers (JSON), or a model',
  'own.modelHint':
    'A whole model: drop or open its .safetensors file together with its config.json (ViT of timm or Hugging Face, BERT, GPT-2). It stays on this machine.',
  'own.jsonHint':
    'Paste or drop a file: { "x": [[…]], "tokens": […], "dModel": 8, "numHeads": 2, "weights": { "wq", "wk", "wv", "wo", "bq", … } }. Weights are [in][out], y = x·W + b.',
  'own.use': 'Use these numbers',
  'own.file': 'Open a file',
  'own.loaded': 'Your own numbers: {tokens} tokens, d_model {dModel}, {numHeads} heads.',

  // The built-in examples; those of a model are named in its about.json.
  'example.simple.title': 'Simple',
  'example.simple.description':
    'Four words and two heads: the plainest case, without positions or masks.',
  'example.question.title': 'Question',
  'example.question.description':
    'A short question; a position vector is added to every word, so the order matters.',
  'example.pronoun.title': 'Pronoun',
  'example.pronoun.description':
    'A sentence whose “it” can mean two things; a trained layer would have to decide which.',
  'example.repeat.title': 'Repeated word',
  'example.repeat.description':
    '“the” stands twice with the same word vector; only its place differs, and so does its output.',
  'example.four-heads.title': 'Four heads',
  'example.four-heads.description':
    'Four heads with a causal mask, as in language models: a word sees itself and the words before it.',
  'example.bias.title': 'Bias',
  'example.bias.description':
    'Nothing is added to the words; a number for every distance is added to the scores. The numbers are made by hand: one head prefers near words, the other the words before.',
  'example.rope.title': 'RoPE',
  'example.rope.description':
    'Nothing is added to the words; queries and keys are turned by their place (RoPE), so their score depends on the distance. Turns of base 100 instead of 10,000 suit six words.',
  'example.model.title': 'Your model',

  'concept.attention': 'Scaled dot-product attention',
  'concept.attention.text':
    'A query is compared with every key. The softmax of the scaled scores says how much of each value to take. Dividing by √d_k keeps the scores, and with them the softmax, from saturating when vectors are long.',
  'concept.heads': 'Multiple heads',
  'concept.heads.text':
    'Each head has its own weight matrices, so it compares tokens in its own way and takes other things from them. Their outputs are concatenated and mixed by Wo.',
  'concept.context': 'Contextualization',
  'concept.context.text':
    'A token comes in with a vector of its own and leaves with one that carries something of every token it attended to. The same word in another sentence gets another output.',

  // Whole models.
  'whatIf.picture.removed':
    'Without positions the model says {label} ({share}); with them, {before} ({beforeShare}).',
  'whatIf.picture.moved':
    'With its patches in this order the model says {label} ({share}); as given, {before} ({beforeShare}).',
  'whatIf.picture.same':
    'Without positions the model cannot tell this order of the patches from any other: {label} ({share}) in both, largest difference {difference}.',
  'whatIf.picture.differs':
    'Without positions, this order gives {label} ({share}), the given one {before} ({beforeShare}).',
  pictures: 'Picture',
  'pictures.sample': '{label} {number}',
  ownPicture: 'Your own picture…',
  draw: 'Draw a digit',
  'pad.name':
    'Drawing pad. Arrow keys move the pen, Space lowers and lifts it, Backspace takes back.',
  'pad.clear': 'Clear',
  'pad.hint': 'Draw a digit. The model sees it scaled and centred, as in the picture of patches.',
  overview: 'All layers and heads',
  'overview.hint':
    'What the Query looks at, in every layer (rows) and head (columns). Choose one to walk it.',
  'overview.cell': 'Layer {layer}, head {head}',
  prediction: 'Prediction',
  'prediction.class': 'class {id}',
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
  'reading.title': 'What the model reads',
  'reading.text': 'Sentence',
  'reading.textHint': 'Type any sentence. The model cuts it into the pieces it knows.',
  'reading.ids': 'Token numbers',
  'reading.idsHint':
    'This file brings no vocabulary: give it the numbers of tokens, separated by spaces.',
  'reading.need':
    'Universal Sentence Encoder Lite, its first layer: 8,000 subwords, d_model 256, 4 heads. It is loaded only when you ask for it.',
  'reading.load': 'Load (4.9 MB)',
  'reading.open': 'Open the file…',
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

  // What JavaScript refuses: these are also the messages of the errors, in every language of the page. What the
  // core refuses stands in C++ and stays English.
  'error.bug': 'Attention Walk has a bug: {message}',
  'error.memory.result': 'the result does not fit in memory',
  'error.x.type': 'x: expected a Float32Array of {size} values, got {type}',
  'error.x.length': 'x: expected a Float32Array of {size} values, got {count} values',
  'error.whole': '{name}: expected a whole number, got {got}',
  'error.whole.from0': '{name}: expected a whole number from 0 on, got {got}',
  'error.index': '{name}: expected an integer from 0 to {last}, got {got}',
  'error.request.kind':
    '{path}: expected numbers, strings, lists, Float32Arrays or plain objects, got {type}',
  'error.request.depth': '{name}: nested deeper than {levels} levels, or contains itself',
  'error.bytes': 'bytes: expected an ArrayBuffer or a Uint8Array, got {type}',
  'error.pixels': 'pixels: expected a Float32Array',
  'error.image': 'image: expected an ImageData: { data, width, height }',
  'error.grid.places':
    'grid: expected one place for each of {length} tokens, got {prefix} + {rows} × {columns}',
  'error.grid.image': 'grid.image.data: expected 4 × {width} × {height} values, got {got}',
  'error.step': 'step: expected one of {known}, got "{got}"',
  'error.example.unknown': 'example: expected one of {known}, got "{got}"',
  'error.json': 'This is not JSON: {reason}',
  'error.config': 'config: this is not JSON: {reason}',
  'error.picture': 'picture: the browser cannot read this file as a picture',
  'error.file.ended': 'the file ended at byte {byte}',
  'error.models.notLoaded':
    'model: models are not loaded; createEngine() loads them, and openModel() does',
  'error.model.disposed': 'model: it was disposed before',
  'error.model.fetch':
    'model: {name}.safetensors could not be loaded from here; open the file itself',
  'error.model.script': 'model: models/{name}.js was not found beside the script',
  'error.modelRun.disposed': 'model run: it was disposed before',
  'error.ownModel.none': 'example: no model file of your own is open here',
  'error.worker.ended': 'the worker that held the model has ended; there may be too little memory',
  'error.part.missing': '{file} could not be loaded from beside this script',
  'error.part.build': '{file} is of another build than this script',
  'error.walk.empty': 'walk: no input is loaded',
  'error.notReady': 'attention-walk: not ready yet; wait for aw-ready',
  'error.export.size': 'export: the element has no size on screen yet',
  'error.export.format': 'export: expected one of {known}, got "{got}"',
  'error.export.large': 'The picture is too large for this browser.',
  'error.wasm.none':
    'WebAssembly is not available here. It may be switched off, or the browser too old for it.',
  'error.wasm.memory': 'There is no memory left to start WebAssembly in.',
  'error.wasm.policy':
    "This page's Content-Security-Policy does not allow WebAssembly. Its script-src needs 'wasm-unsafe-eval'.",
  'error.wasm.simd': 'This browser is too old: its WebAssembly has no SIMD instructions.',
};
