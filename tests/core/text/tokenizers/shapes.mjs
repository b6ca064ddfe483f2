// Tokenizers of the shapes that real models have, with a few pieces each.

import { BYTES, byteLevel, numbered } from './byte-level.mjs';
import { PRECOMPILED, charsMap } from './chars-map.mjs';

const SPACE = '▁';

/** @param {number} id @param {string} content @param {object} [more] */
const special = (id, content, more) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
  ...more,
});

const BYTE_LEVEL = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
/** @param {string} regex */
const cut = (regex) => ({ type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false });
const LLAMA_3 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

// One vocabulary for all of the kind: what one has alone, the others never meet.
const ROBERTA = ['<s>', '<pad>', '</s>', '<unk>'];
const gpt2 = byteLevel(['Ġlowest', ...ROBERTA, '<mask>']);
const gpt2Size = Object.keys(gpt2.vocab).length;

const BERT_PIECES = [
  '[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'the', 'cat', 'sat', 'on', 'mat', 'hello', 'world',
  'low', '##est', '##er', 'new', 'wide', '##r', '##ing', 'na', '##ive', 'cafe', "'", 's', 't', 'm', 'i',
  're', 'you', ',', '.', '!', '?', '-', '日', '本', '語', 'の', '##の', 'a', '##a', 'b', '##b', 'c', 'd', 'e',
  'f', 'g', '1', '##2', '##3', '12', '##34', '[', ']', 'mask', 'un', '##known', '##word', '"', 'x', '##²',
  'istanbul', '½', '²', '(', ')', '_', '#', '##le', 'σισυφοσ', '한국어', '豈', '…', '—', '$', '€', 'con',
  '##trol', '##s', 'q', '☃', '^', '`',
];

const LLAMA_2_MERGES = [
  [SPACE, 't'],
  ['h', 'e'],
  [`${SPACE}t`, 'he'],
  [SPACE, SPACE],
  ['l', 'o'],
  ['lo', 'w'],
  ['e', 's'],
  ['es', 't'],
  [SPACE, 'a'],
  ['a', 'a'],
  ['aa', 'aa'],
  ['日', '本'],
  ['c', 'a'],
  ['ca', 't'],
];
const LLAMA_2_PIECES = [
  ...BYTES.map((_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  ...LLAMA_2_MERGES.map((pair) => pair.join('')),
  ...Array.from(`${SPACE}abcdefghilmnorstuvwxyzHTI'.,12日本語é👍`),
];
const llama2 = {
  type: 'BPE',
  dropout: null,
  unk_token: '<unk>',
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: true,
  byte_fallback: true,
  ignore_merges: false,
  vocab: numbered(['<unk>', '<s>', '</s>', ...LLAMA_2_PIECES]),
  merges: LLAMA_2_MERGES,
};
const LLAMA_2_DECODER = {
  type: 'Sequence',
  decoders: [
    { type: 'Replace', pattern: { String: SPACE }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
    { type: 'Strip', content: ' ', start: 1, stop: 0 },
  ],
};
const LLAMA_2_ADDED = [special(0, '<unk>'), special(1, '<s>'), special(2, '</s>')];
/** @param {string} token @param {number} id */
const beginning = (token, id) => ({
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: token, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
  special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
});

/**
 * Scores are float32, as in the models of SentencePiece.
 * @type {[string, number][]}
 */
const UNIGRAM = /** @type {[string, number][]} */ ([
  ['<s>', 0], ['<pad>', 0], ['</s>', 0], ['<unk>', 0], [SPACE, -2.5], [`${SPACE}the`, -3.1], ['the', -4.2],
  [`${SPACE}c`, -4.5], ['at', -4], [`${SPACE}cat`, -5.5], ['low', -5.1], ['est', -5.2], ['lowest', -9.8],
  ['a', -4.1], ['aa', -5.9], ['aaa', -9.5], ['b', -5], ['ab', -7], ['e', -4.4], ['s', -4.6], ['t', -4.3],
  ['h', -5.3], ['l', -5.4], ['o', -5.5], ['w', -6], ['r', -5.6], ['d', -5.7], ['n', -5.8], ['i', -5.85],
  ['.', -3.9], [',', -3.8], ["'", -6.1], ['1', -6.2], ['2', -6.3], ['12', -8], ['日', -8.5], ['日本', -9],
  ['fi', -7.7], ['é', -7.5], ['ー', -9.1], ['が', -9.2], ['kg', -9.3], ['TM', -9.4],
]).map(([piece, score]) => [piece, Math.round(score * 64) / 64]);
const BERT = {
  added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'].map((token, id) => special(id, token)),
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: numbered(BERT_PIECES),
  },
};

export const shapes = {
  bert: BERT,
  gpt2: {
    added_tokens: [special(gpt2Size, '<|endoftext|>')],
    normalizer: null,
    pre_tokenizer: BYTE_LEVEL,
    post_processor: { ...BYTE_LEVEL, trim_offsets: false },
    decoder: BYTE_LEVEL,
    model: gpt2,
  },
  'llama-2': {
    added_tokens: LLAMA_2_ADDED,
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: SPACE },
        { type: 'Replace', pattern: { String: ' ' }, content: SPACE },
      ],
    },
    pre_tokenizer: null,
    post_processor: beginning('<s>', 1),
    decoder: LLAMA_2_DECODER,
    model: llama2,
  },
  'unigram-xlm-r': {
    added_tokens: [
      ...['<s>', '<pad>', '</s>', '<unk>'].map((token, id) => special(id, token)),
      special(UNIGRAM.length, '<mask>', { lstrip: true }),
    ],
    normalizer: { type: 'Precompiled', precompiled_charsmap: charsMap(PRECOMPILED) },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'WhitespaceSplit' },
        { type: 'Metaspace', replacement: SPACE, prepend_scheme: 'always', split: true },
      ],
    },
    post_processor: { type: 'BertProcessing', sep: ['</s>', 2], cls: ['<s>', 0] },
    decoder: { type: 'Metaspace', replacement: SPACE, prepend_scheme: 'always', split: true },
    model: { type: 'Unigram', unk_id: 3, vocab: UNIGRAM, byte_fallback: false },
  },
};

/**
 * The rest, as changes to those above (of `model`, to its members): that alone is stored.
 * @type {Record<string, { of: keyof typeof shapes, parts: object }>}
 */
export const variants = {
  'bert-cased': { of: 'bert', parts: { normalizer: { ...BERT.normalizer, lowercase: false } } },
  'bert-accents': { of: 'bert', parts: { normalizer: { ...BERT.normalizer, strip_accents: false } } },
  'bert-sequence': {
    of: 'bert',
    parts: {
      normalizer: {
        type: 'Sequence',
        normalizers: [{ type: 'NFD' }, { type: 'Lowercase' }, { type: 'StripAccents' }],
      },
      pre_tokenizer: { type: 'Whitespace' },
      post_processor: null,
    },
  },
  roberta: {
    of: 'gpt2',
    parts: {
      added_tokens: [
        ...ROBERTA.map((token) => special(gpt2.vocab[token], token, { normalized: true })),
        special(gpt2.vocab['<mask>'], '<mask>', { lstrip: true }),
      ],
      post_processor: {
        type: 'RobertaProcessing',
        sep: ['</s>', gpt2.vocab['</s>']],
        cls: ['<s>', gpt2.vocab['<s>']],
        trim_offsets: true,
        add_prefix_space: false,
      },
    },
  },
  'llama-3': {
    of: 'gpt2',
    parts: {
      added_tokens: [special(gpt2Size, '<|begin_of_text|>'), special(gpt2Size + 1, '<|eot_id|>')],
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [cut(LLAMA_3), { ...BYTE_LEVEL, use_regex: false }],
      },
      post_processor: {
        type: 'Sequence',
        processors: [BYTE_LEVEL, beginning('<|begin_of_text|>', gpt2Size)],
      },
      model: { ignore_merges: true },
    },
  },
  'qwen-2': {
    of: 'gpt2',
    parts: {
      normalizer: { type: 'NFC' },
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [cut(LLAMA_3.replace('{1,3}', '')), { ...BYTE_LEVEL, use_regex: false }],
      },
    },
  },
  smollm: {
    of: 'gpt2',
    parts: {
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [{ type: 'Digits', individual_digits: true }, BYTE_LEVEL],
      },
    },
  },
  falcon: {
    of: 'gpt2',
    parts: {
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          { type: 'Punctuation', behavior: 'Contiguous' },
          { ...BYTE_LEVEL, add_prefix_space: true },
          { type: 'Digits', individual_digits: false },
          cut('[0-9][0-9][0-9]'),
        ],
      },
    },
  },
  'llama-2-metaspace': {
    of: 'llama-2',
    parts: {
      normalizer: null,
      pre_tokenizer: { type: 'Metaspace', replacement: SPACE, prepend_scheme: 'first', split: false },
    },
  },
  'gemma': {
    of: 'llama-2',
    parts: {
      normalizer: { type: 'Replace', pattern: { String: ' ' }, content: SPACE },
      pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false },
    },
  },
  'llama-2-unknown': { of: 'llama-2', parts: { model: { byte_fallback: false } } },
  'llama-2-unknowns': { of: 'llama-2', parts: { model: { byte_fallback: false, fuse_unk: false } } },
  't5': {
    of: 'unigram-xlm-r',
    parts: {
      normalizer: {
        type: 'Sequence',
        normalizers: [
          { type: 'Precompiled', precompiled_charsmap: charsMap(PRECOMPILED) },
          { type: 'Strip', strip_left: false, strip_right: true },
          { type: 'Replace', pattern: { Regex: ' {2,}' }, content: SPACE },
        ],
      },
      pre_tokenizer: { type: 'Metaspace', replacement: SPACE, prepend_scheme: 'first', split: true },
      post_processor: null,
    },
  },
};

/** A variant as a whole. @param {{ of: keyof typeof shapes, parts: any }} variant */
export const whole = ({ of, parts }) => ({
  ...shapes[of],
  ...parts,
  model: { ...shapes[of].model, ...parts.model },
});
