// The texts of what comes with the part that is loaded on demand, and of what only it refuses. Another language has them
// in its one file.

/** @satisfies {Record<string, string>} */
export const EN_ON_DEMAND = {
  panes: 'What is shown',
  'pane.step': 'Step',
  'pane.picture': 'Picture',
  'pane.heads': 'Heads',
  'pane.next': 'Next word',

  // Own words and numbers, the end of a walk, concepts, and tables of numbers.
  'recap.in': '“{token}” went in as {dModel} numbers that knew nothing of the other tokens.',
  'recap.head': 'Head {head} took most from “{key}” ({share}).',
  'recap.heads.more': '{count} more heads did the same with weights of their own.',
  'recap.out':
    'What the heads took was mixed into {outDim} numbers: “{token}” in its context. They are added to the input.',
  'recap.try': 'What next?',
  'recap.query': 'Walk again with “{token}” as the Query',
  'recap.whatIf': 'Take the positions out, or shuffle',
  'recap.examples': 'Choose another example',
  'recap.again': 'Walk from the beginning',
  numbersHint:
    'Arrow keys move between numbers; Enter locks one and spells out where it comes from.',
  'table.row': '{caption}, one row at a time:',
  'own.text': 'Words',
  'own.dModel': 'd_model',
  'own.heads': 'Heads',
  'own.positions': 'Add positions',
  'own.causal': 'Causal mask',
  'own.json': 'Or your own numbers (JSON), or a model',
  'own.modelHint':
    'A whole model: drop or open its files together, in any order: weights (.safetensors, or .bin, .pt, .pth of PyTorch; all parts, with their index) and config.json (ViT of timm or Hugging Face, BERT, GPT-2). They stay on this machine.',
  'own.jsonHint':
    'Paste or drop a file: { "x": [[…]], "tokens": […], "dModel": 8, "numHeads": 2, "weights": { "wq", "wk", "wv", "wo", "bq", … } }. Weights are [in][out], y = x·W + b.',
  'own.use': 'Use these numbers',
  'own.file': 'Open a file',
  'concept.attention': 'Scaled dot-product attention',
  'concept.attention.text':
    'A query is compared with every key. The softmax of the scaled scores says how much of each value to take. With more dimensions dₖ the scores grow and softmax would saturate; dividing by √dₖ prevents that.',
  'concept.heads': 'Multiple heads',
  'concept.heads.text':
    'Each head has its own weight matrices, so it compares tokens in its own way and takes other things from them. Their outputs are concatenated and mixed by Wᴼ.',
  'concept.context': 'Contextualization',
  'concept.context.text':
    'A token comes in with a vector of its own and leaves with one that carries something of every token it attended to. The same word in another sentence gets another output.',
  'formula.attention':
    'Attention of Q, K, V equals softmax of Q K transposed over the root of d k, times V',
  'formula.heads': 'MultiHead equals Concat of head 1 to head h, times W O',

  // What may be changed, and what that did.
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

  // The built-in examples; those of a model are named in its about.json. Until this is here, the core names them in English.
  'example.simple.title': 'Simple',
  'example.simple.description':
    'Four words and two heads: the plainest case, without positions or masks.',
  'example.question.title': 'Question',
  'example.question.description':
    'A short question; a position vector is added to every word, so the order matters.',
  'example.pronoun.title': 'Pronoun',
  'example.pronoun.description':
    'A sentence whose “it” could mean the animal or the street: which one gets more weight?',
  'example.repeat.title': 'Repeated word',
  'example.repeat.description':
    '“the” stands twice with the same word vector; only its place differs, and so does its output.',
  'example.four-heads.title': 'Four heads',
  'example.four-heads.description':
    'Four heads with a causal mask, as in language models: a word sees itself and the words before it.',
  'example.bias.title': 'Distance bias',
  'example.bias.description':
    'Nothing is added to the words; a number for every distance is added to the scores. The numbers are made by hand: one head prefers near words, the other the words before.',
  'example.rope.title': 'RoPE',
  'example.rope.description':
    'Nothing is added to the words; queries and keys are turned by their place (RoPE), so of their places only the distance counts. Turns of base 100 instead of 10,000 suit six words.',

  // Whole models.
  'title.input.hidden': 'What layer {layer} receives',
  'ref.wordVector': 'word vector of “{word}”, dimension {column}',
  'ref.xWordSimilarity': 'cosine similarity of the input of “{row}” and the word “{word}”',
  'ref.residualWordSimilarity':
    'cosine similarity of “{row}”, output added to the input, and the word “{word}”',
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
  'patch.query': 'Query: {token}',
  'patch.share': '{name}: {share}',
  'pad.name':
    'Drawing pad. Arrow keys move the pen, Space lowers and lifts it, Backspace takes back.',
  'pad.clear': 'Clear',
  'pad.hint': 'The model sees it scaled and centred.',
  'pad.hint.empty': 'Draw a digit: mouse, finger or keys.',
  'pad.shown': 'What stands here',
  'pad.shown.pad': 'Draw',
  'pad.shown.patches': 'Patches',
  overview: 'All layers and heads',
  'overview.hint':
    'What the Query looks at, in every layer (rows) and head (columns). Choose one to walk it.',
  'overview.cell': 'Layer {layer}, head {head}',
  prediction: 'Prediction',
  'prediction.empty': 'Prediction for an empty pad',
  'prediction.said': 'Prediction: {label} ({share})',
  'prediction.class': 'class {id}',
  'prediction.other': '{count} others',
  'next.title': 'Next word',
  'next.tokens': 'Likeliest next tokens',
  'next.add': 'Add “{token}” ({share})',
  'next.add.picked': '{name}, what “One more word” adds',
  'next.more': 'One more word',
  'next.draw': 'Draw again',
  'next.temperature': 'Temperature',
  'next.temperature.hint':
    'The logits are divided by it before softmax: below 1 the likeliest get more, above 1 less. 0 always takes the likeliest.',
  'next.greedy': 'framed: the likeliest',
  'next.drawn': 'framed: drawn by chance',
  'next.said': 'Added “{token}”. Likeliest next: “{next}” ({share}).',
  'window.name': 'Window {number} of {count}',
  'window.only': 'One window: all patches',
  'window.rolled': 'of opposite edges, which do not see each other',
  'window.map': '{name}. Arrow keys go to the next one.',
  'window.hint': 'Choose a patch: the walk shows its window',
  'window.none':
    'A patch sees only its window, and patches are merged between stages: maps of all layers, rollout and mean distances are not defined across them. The walk shows one window at a time.',
  shade: 'On the picture',
  'shade.head': 'this head',
  'shade.rollout': 'all layers (rollout)',
  'shade.rollout.text':
    'Attention rollout: A = ½·(mean of the heads) + ½·I per layer, multiplied over all layers (Abnar & Zuidema 2020). It follows how much of each patch can reach the Query, if values did not matter.',
  'shade.scale': 'greenest: {most}',
  facts:
    'Layer {layer}, head {head} for this Query: entropy {entropy} of {full} bits{distance}{onPrefix}.',
  'facts.distance': ', mean distance {distance} patches',
  'facts.onPrefix': ', {share} on [CLS]',
  'facts.onPrefixes': ', {share} on the {count} tokens before the patches',
  'facts.mean': 'Over all patches: {entropy} bits{distance}{onPrefix}.',
  readout:
    'Nearest known word to “{token}”: as it comes in {before}, with the output added to the input {after}.',
  'readout.word': '“{token}” ({cosine})',
  'model.loading': 'Loading {name}: {share}',
  'model.cancel': 'Cancel',
  'model.running': 'Running {name}: {share}',
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
    'Layer {layer} of {numLayers} receives what the layer before left in every place. A layer norm brings each row to mean 0 and standard deviation 1, then each column is scaled and shifted: that is X. The framed row is the Query.',
  'lead.input.hidden.plain':
    'Layer {layer} of {numLayers} receives what the layer before left in every place: that is X. The framed row is the Query.',
  'lead.input.bare':
    'Positions are left out: each token is its own vector alone, {dModel} numbers, and a layer norm makes X of it. The framed row is the Query.',
  'lead.input.words.normed':
    'The trained vector of each piece of text plus a vector for its place. A layer norm brings each sum to mean 0 and standard deviation 1, then each column is scaled and shifted: that is X, {dModel} numbers per token. The framed row is the Query.',
  'lead.input.patches.normed':
    'Each {side} × {side} patch ({pixels} pixels) is projected to {dModel} numbers, and a vector for its place is added; a layer norm makes X of the sum. [CLS] is no patch: it gathers what the picture shows. The framed row is the Query.',
  'explain.given.pixel': 'given: a pixel of the picture, normalised',
  'explain.given.class token': 'given: the trained vector of this token, which is no patch',
  'explain.given.layer before': 'given: what the layer before left in this place',
  'explain.given.patch embedding':
    'given: what the model made of this patch before its first layer',
  'explain.deviation': 'mean squared distance from the mean of these {count}',
  'explain.rms': 'mean of the squares of these {count}',
  'explain.length': 'sum of the squares of these {count}',
  'ref.patches': 'pixel {column} of patch {row}',
  'ref.patchWeight': 'patch projection, row {rowIndex}, column {column}',
  'ref.patchBias': 'bias of the patch projection, dimension {column}',
  'ref.projected': 'patch {row} behind its projection, dimension {column}',
  'ref.patchNormMean': 'mean of patch {row} behind its projection',
  'ref.patchNormDeviation': 'standard deviation of patch {row} behind its projection',
  'ref.patchNormWeight': 'weight of the norm of patches, dimension {column}',
  'ref.patchNormBias': 'bias of the norm of patches, dimension {column}',
  'ref.embedded': '“{row}” with its place, before a norm, dimension {column}',
  'ref.embeddingNormMean': 'mean of “{row}” with its place',
  'ref.embeddingNormDeviation': 'standard deviation of “{row}” with its place',
  'ref.embeddingNormWeight': 'weight of the norm of embeddings, dimension {column}',
  'ref.embeddingNormBias': 'bias of the norm of embeddings, dimension {column}',
  'ref.hidden': '“{row}” as it enters the layer, dimension {column}',
  'ref.normMean': 'mean of “{row}” before the layer norm',
  'ref.normDeviation': 'standard deviation of “{row}” before the layer norm',
  'ref.normWeight': 'weight of the norm, dimension {column}',
  'ref.normBias': 'bias of the norm, dimension {column}',
  'rms.normDeviation': 'root of the mean square of “{row}” before the RMS norm',
  'ref.qNormMean': 'mean of the query of “{row}” before its norm, head {head}',
  'ref.qNormDeviation': 'standard deviation of the query of “{row}” before its norm, head {head}',
  'ref.qNormWeight': 'weight of the norm of queries, entry {column}',
  'ref.qNormBias': 'bias of the norm of queries, entry {column}',
  'ref.qNormalized': 'query of “{row}” behind its norm, dimension {column}, head {head}',
  'ref.qLength': 'length of the query of “{row}”, head {head}',
  'rms.qNormDeviation': 'root of the mean square of the query of “{row}”, head {head}',
  'ref.kNormMean': 'mean of the key of “{row}” before its norm, head {head}',
  'ref.kNormDeviation': 'standard deviation of the key of “{row}” before its norm, head {head}',
  'ref.kNormWeight': 'weight of the norm of keys, entry {column}',
  'ref.kNormBias': 'bias of the norm of keys, entry {column}',
  'ref.kNormalized': 'key of “{row}” behind its norm, dimension {column}, head {head}',
  'ref.kLength': 'length of the key of “{row}”, head {head}',
  'rms.kNormDeviation': 'root of the mean square of the key of “{row}”, head {head}',
  'ref.outputNormMean': 'mean of the output of “{row}”',
  'ref.outputNormDeviation': 'standard deviation of the output of “{row}”',
  'ref.outputNormWeight': 'weight of the norm of outputs, dimension {column}',
  'ref.outputNormBias': 'bias of the norm of outputs, dimension {column}',
  'ref.outputNormalized': 'output of “{row}” behind its norm, dimension {column}',
  'rms.outputNormDeviation': 'root of the mean square of the output of “{row}”',
  'ref.layerScale': 'layer scale, dimension {column}',
  'ref.outputScaled': 'output of “{row}” × layer scale, dimension {column}',

  // Leads of layers that have other parts than the first Transformers: sentences that are put side by side.
  'part.framed': 'The framed row is the Query.',
  'part.input.layer':
    'Layer {layer} of {numLayers} receives what the layer before left in every place.',
  'part.input.words': 'Each piece of text is its trained vector, {dModel} numbers.',
  'part.input.words.position':
    'The trained vector of each piece of text plus a vector for its place: {dModel} numbers.',
  'part.input.patches':
    'Each {side} × {side} patch ({pixels} pixels) is projected to {dModel} numbers.',
  'part.input.patches.position':
    'Each {side} × {side} patch ({pixels} pixels) is projected to {dModel} numbers, and a vector for its place is added.',
  'part.input.patches.made':
    'Each {side} × {side} patch ({pixels} pixels) was projected to {dModel} numbers and brought to scale by a norm of its own.',
  'part.input.normed': 'That is brought to scale by a norm of its own.',
  'part.input.cls': '[CLS] is no patch: it gathers what the picture shows.',
  'part.input.registers':
    'The first {prefix} tokens are no patches: [CLS] gathers what the picture shows, the others are room for notes (Darcet et al., “Vision Transformers Need Registers”, 2023).',
  'part.input.prefix': 'The first {prefix} tokens are no patches, but trained vectors.',
  'part.norm.layer':
    'A layer norm brings each row to mean 0 and standard deviation 1, then each column is scaled: that is X.',
  'part.norm.rms':
    'An RMS norm divides each row by the root of its mean square, then each column is scaled: that is X (Zhang & Sennrich, “Root Mean Square Layer Normalization”, 2019).',
  'part.norm.none': 'That is X.',
  'part.order.rotated': 'Order comes in with the next step, which turns queries and keys.',
  'part.order.biased': 'Order comes in later, at Scale Scores.',
  'part.project': 'Every row of X is multiplied by three weight matrices.',
  'part.project.normed':
    'In every head, queries and keys then pass {norm} of their own, which keeps scores small (Dehghani et al., “Scaling Vision Transformers to 22 Billion Parameters”, 2023).',
  'part.project.rotated':
    'Queries and keys are then turned by their place (RoPE), so that of two places only the distance counts in a score.',
  'part.project.rotated.grid':
    'Queries and keys are then turned, half of their columns by the row of the patch, half by its column (RoPE on a grid: Heo et al., “Rotary Position Embedding for Vision Transformer”, 2024).',
  'part.project.cosine':
    'Queries and keys are then brought to length 1: their product is the cosine of their angle (Liu et al., “Swin Transformer V2”, 2022).',
  'part.norm.name.layer': 'a layer norm',
  'part.norm.name.rms': 'an RMS norm',
  'part.scale.cosine':
    'Cosines lie between −1 and 1. {scaling}, a number that this head has learned, lets softmax tell them apart (Liu et al., “Swin Transformer V2”, 2022).',
  'part.scale.one': 'This model leaves its scores as they are: it was trained with the factor 1.',
  'part.scale.more': '{scaling} makes the differences between scores larger.',
  'part.scale.less': '{scaling} keeps the scores in range.',
  'part.scale.distance':
    'Then each key gets a number for its distance from “{token}”: the charts below show it for every distance.',
  'part.scale.pair': 'Then a number for each pair of positions is added.',
  'part.scale.masked': 'Hatched keys are masked: “{token}” may not look at them.',
  'part.scale.window':
    'Hatched keys are masked: “{token}” sees what is at most {reach} away (a sliding window: Beltagy et al., “Longformer”, 2020).',
  'part.scale.window.causal':
    'Hatched keys are masked: “{token}” sees itself and what is at most {reach} before it (a sliding window: Beltagy et al., “Longformer”, 2020).',
  'part.output': 'What every token contributed adds up to the output.',
  'part.output.normed': 'It is brought to scale by {norm}.',
  'part.output.scaled':
    'Each of its columns is multiplied by a trained factor (layer scale: Touvron et al., “Going deeper with Image Transformers”, 2021).',
  'part.output.residual':
    'That is added to the row that “{token}” came in with (the residual connection).',
  'formula.input.rms': 'X equals the RMS norm of {of}',
  'formula.norm.layer': 'the layer norm of {of}',
  'formula.norm.rms': 'the RMS norm of {of}',
  'formula.turned': 'R {place} of {of}',
  'formula.unit': '{of}, brought to length 1',
  'formula.product': '{x} times W {role}{bias}',
  'formula.parts': 'Q equals {q}, K equals {k}, V equals {v}',
  'formula.word.unit': 'unit',
  'formula.word.input': 'input',
  'formula.residual': 'input plus {of}',
  'formula.layerScale': 'λ, the layer scale, times {of}',
  'formula.heads.mixed': 'concat of z 1 to z h, times W O{bias}',
  'scene.beforeNorm': '{name} before its norm',
  'scene.beforeLength': '{name} before its length is 1',
  'scene.outputNormalized': '→ norm',
  'scene.outputScaled': '× layer scale',

  // What the pictures of many tokens say, of similarity and of distance.
  'ref.headContributions':
    'what “{key}” contributed to “{row}” through head {head}, dimension {column}',
  'ref.embeddingSimilarity': 'cosine similarity of the words “{row}” and “{other}”',
  'ref.positionSimilarity': 'cosine similarity of the vectors of places {rowIndex} and {column}',
  'ref.xSimilarity': 'cosine similarity of “{row}” and “{other}” with their positions (rows of X)',
  'ref.offsetScores': 'score of “{key}” for “{row}”, if it stood {offset} it, head {head}',
  'ref.kTurned':
    'key of “{row}” turned for standing {offset} the query, dimension {column}, head {head}',
  'scene.alike.embedding': 'cosine similarity of words',
  'scene.alike.position': 'cosine similarity of positions',
  'scene.alike.x': 'cosine similarity of rows of X',
  'scene.alike': 'cosine similarity',
  'scene.offset.bias': 'bias by distance, head {head}',
  'scene.offset.score': 'score by distance',
  'scene.offset.score.short': 'score by distance (outlined: where it stands)',
  'scene.offset.score.long':
    'the score each key would have at another distance from the query (outlined: where it stands)',
  'scene.nearest': 'nearest known word, by cosine similarity',
  'scene.nearest.input': 'input: “{token}”',
  'scene.nearest.residual': 'input + output: “{token}”',
  'scene.rest': '… {count} more keys, together {share}',
  'scene.rest.keys': '… {count} more keys',
  'scene.terms.dimension': 'dim {index}',
  'scene.terms.name': '{name}, largest terms',
  'scene.terms.product': '= product',
  'scene.more': '… {count} more',
  'scene.terms.sum': 'sum {number}',
  'scene.terms.bias': 'bias {number}',
  'scene.input.alike': 'position of {token}: similarity to each',
  'scene.input.cosine': 'cosine of two positions',
  'scene.input.pixels': 'pixels of {token}, normalised',
  'scene.input.patch': 'pixels × projection → vector of {token}',
  'scene.input.place': '+ vector of its position',
  'scene.input.hidden': '= their sum',
  'scene.input.normed': 'layer norm → x of {token}',
  'scene.input.rms': 'RMS norm → x of {token}',
  'scene.input.made': '{token}, projected and normalised',
  'scene.input.x': '= x of {token}',
  'scene.input.vector': 'vector of {token}',
  'scene.input.bare': '{token}, without its position',
  'scene.input.before': '{token}, as the layer before left it',
  'scene.input.framed': 'x of {token}, the framed row',
  'scene.project.q': 'q of {token}',
  'scene.project.q.framed': 'query q of {token}: the framed row of Q',
  'scene.project.term': 'x of {token} · column {column} of {weight}',
  'scene.project.term.long':
    'one number: x of {token} · column {column} of {weight}, largest terms first',
  'scene.values': 'values',
  'scene.weightedValues': 'weighted values',
  'scene.sum.caption': 'Σ of all {count} keys = {name}',
  'scene.attentionWeight': 'attention weight',
  'scene.value': 'value v',
  'scene.more.short': '{count} more',
  'scene.rest.sum': '{count} more keys, added up',
  'scene.concat.caption': 'concat: the {heads} outputs in a row, {count} numbers',
  'scene.concat.table.weights': 'weights, one column per head',
  'scene.concat.table': 'concat, one row per head',
  'scene.output_projection.shares.large': 'each head’s share: its z · its rows of {weight}',
  'scene.output_projection.output': 'output of {token}',
  'scene.output_projection.z': 'z of head {head}',
  'scene.output_projection.term': '{owner} · column {column} of {weight}',
  'scene.output_projection.term.long':
    'one number: {owner} · column {column} of {weight}, largest terms first',
  'scene.heads': 'heads',
  'scene.output_projection.table': 'each head’s share of the output',
  'scene.output.vectors': 'output, input, sum',
  'scene.output.length': 'length of a contribution',
  'scene.output.lengths': 'length of each contribution',
  'scene.output.lengths.long': 'how long each contribution is',
  'scene.output.longest.short': 'all numbers',
  'scene.output.longest': 'the longest contributions: length, and all numbers',
  'scene.output.rest': '… {count} more, sum',
  'scene.output.rest.name': '{count} more tokens, added up',
  'scene.output.input': 'input x of {token}, before attention',
  'scene.output.plusInput': '+ input x of {token}',
  'scene.output.plusHidden': '+ input of {token}, before the norm',
  'scene.output.table': 'what each token contributed',
  'scene.output.sum': 'output of {token} = sum of all contributions',
  'scene.output.sum.bias': 'output of {token} = sum of all contributions + bias',
  'scene.scores.map': 'score of every key',
  'scene.scores.listed.short': 'score, by weight',
  'scene.scores.parts': 'q, k, products',
  'scene.scores.one': 'q of {query} × k of {key}',
  'scene.scores.one.long': 'q of {query} × k of {key}, dimension by dimension',
  'scene.scores.terms': 'the largest products, and their sum: the score',
  'scene.scores.table': 'q × k of every key',
  'scene.scaled.map': 'scaled score of every key',
  'scene.scaled.table': 'scaled scores',
  'scene.total.all': 'total of all {count}',
  'scene.softmax.table': 'softmax',
  'scene.weights.map': 'weight of every key',

  // What whole models refuse.
  'error.whole': '{name}: expected a whole number, got {got}',
  'error.from0': '{name}: expected a number from 0 on, got {got}',
  'error.bytes': 'bytes: expected an ArrayBuffer or a Uint8Array, got {type}',
  'error.side': '{name}: expected a whole number from 1 to {most}, got {got}',
  'error.pixels': 'pixels: expected a Float32Array',
  'error.image': 'image: expected an ImageData: { data, width, height }',
  'error.config': 'config: this is not JSON: {reason}',
  'error.picture': 'picture: the browser cannot read this file as a picture',
  'error.file.ended': 'the file ended at byte {byte}',
  'error.model.disposed': 'model: it was disposed before',
  'error.model.fetch':
    'model: {name}.safetensors could not be loaded from here; open the file itself',
  'error.modelRun.disposed': 'model run: it was disposed before',
  'error.ownModel.none': 'example: no model file of your own is open here',
  'error.worker.ended': 'the worker that held the model has ended; there may be too little memory',

  // Where the browser does not let a page copy.
  'share.failed': 'This browser did not let the page copy. Copy the link here:',
  'share.link': 'Link',

  // What is not allowed, or too large, when a picture is read or made.
  'error.canvas':
    'picture: this browser gives noise to pages that read one, against fingerprinting; allow this page to read its canvas',
  'error.export.large': 'The picture is too large for this browser.',

  // What is taken away: texts in their sheet, figures, and a question.
  'take.NUMPY': 'As a NumPy program',
  'take.PYTORCH': 'As a PyTorch program',
  'take.JAVASCRIPT': 'As a JavaScript program',
  'take.QUESTION': 'As a question',
  'take.copied': 'Copied. It can be pasted now.',
  'take.byHand':
    'This browser did not let the page copy. The text is selected: copy it with Ctrl + C or ⌘ C.',
  'take.copy': 'Copy',
  'take.save': 'Save as a file',
  'figure.query': 'Query: “{token}”',
  'question.about': 'I am looking at multi-head attention, step by step, in Attention Walk.',
  'question.layer':
    'Layer: {tokens} tokens, {keys} keys, d_model = {dModel}, {numHeads} heads ({numKvHeads} of keys and values), d_k = {headDim}, d_v = {valueDim}; mask: {mask}; positions: {position}; {weights}.',
  'question.tokens': 'Tokens: {tokens}',
  'question.step': 'Step: {step}. {title}',
  'question.query': 'Query: “{token}” (token {query})',
  'question.weights': 'How much the Query takes from each key:',
  'question.more': '{count} more',
  'question.number': 'The number I look at is the {name}: {sum}',
  'question.ask': 'My question: why is it this number, and what does it tell?',

  // Who made this output?
  'shares.title': 'Who made this output?',
  'shares.about':
    'How far each token pushes the output of “{token}” in its own direction, through each head. All of them add up to its length, {length}. A number opens its vector; the line below is how long that is.',
  'shares.about.bias':
    'How far each token pushes the output of “{token}” in its own direction, through each head. With the bias all of them add up to its length, {length}. A number opens its vector; the line below is how long that is.',
  'shares.token': 'Token',
  'shares.all': 'Sum',
  'shares.sum': '= output',
  'shares.inputRow': 'input (added later)',
  'shares.through': '“{key}” through head {head}',
  'shares.key': '“{key}” through all heads',
  'shares.head': 'all tokens through head {head}',
  'shares.output': 'output of “{token}”',
  'shares.bias': 'bias of the output',
  'shares.input': 'input of “{token}”, which the output is added to',
  'shares.cell': '{name}: {share} along the output, a vector of length {size}',

  // Programs that are taken away, in comments of one line.
  'code.about':
    'Attention of “{token}” (token {query}), by hand in {library}. Prints what Attention Walk shows.',
  'code.shapes':
    'n = {n} tokens, m = {m} keys, d_model = {dModel}, h = {h} heads ({numKvHeads} of keys and values), d_k = {headDim}, d_v = {valueDim}',
  'code.load':
    'This layer has too many numbers to copy: save “Numbers (JSON)” of the same token as trace.json beside this program.',
  'code.loadQuery': 'The file is about one Query, and its masks are of that one.',
  'code.loadBias': 'Biases and masks of the Query, for every key: null is masked.',
  'code.x': 'One row per token',
  'code.embedding': 'Word vectors, one row per token',
  'code.sinusoidal':
    'Positions that are added: sine and cosine of the place (Vaswani et al. 2017, section 3.5)',
  'code.learned': 'Positions that are added: a learned vector per place',
  'code.context': 'Keys and values come from here, one row per key',
  'code.weights': 'Weights are [in, out]: y = x · W + b',
  'code.helpers': 'Dot products, columns, products of matrices, and printing',
  'code.project': 'Queries, keys and values, cut into heads:',
  'code.layerNorm': 'Layer norm of {of}',
  'code.rmsNorm': 'RMS norm of {of}',
  'code.rope':
    'RoPE: pairs of columns are turned by the place of their token, {width} columns of each head',
  'code.rope.partner': 'the other column of each pair',
  'code.rope.step': 'angle from one place to the next',
  'code.rope.grid':
    'Some columns turn by the row of a grid of {columns} columns, the others by the column',
  'code.rope.prefix': 'Tokens without a place: the first {prefix}',
  'code.cosine': 'Queries and keys are brought to length 1: their product is a cosine',
  'code.grouped': '{count} heads share keys and values',
  'code.onlyQuery': 'From here on only the Query',
  'code.scores': 'Scores: every query with every key, times a factor',
  'code.softcap': 'Soft cap: no score is beyond it',
  'code.added': 'What is added to the scaled scores',
  'code.alibi': 'ALiBi: falls with the distance, by head',
  'code.relative': 'A bias for each distance, key − query, by head',
  'code.bias': 'A bias for each query and key',
  'code.masked': 'Masked where 0',
  'code.masked.rule': 'Which keys a query may see',
  'code.softmax': 'Softmax: each row sums to 1',
  'code.seesNothing': 'A query that sees no key gets zeros',
  'code.z': 'The sum of the values, each times its weight',
  'code.output': 'The heads side by side, times Wo',
  'code.print': 'The numbers on screen',
  'code.call': 'The same in one call (PyTorch 2)',
  'code.callFactor': 'It divides by the root of d_k: what is other here goes into the queries',
  'code.noCall': 'F.scaled_dot_product_attention knows no soft cap.',
};
