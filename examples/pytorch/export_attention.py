import torch
from torch.nn.functional import pad


def walk_of(mha, tokens, query, key=None, value=None, context_tokens=None):
    """What element.data takes: an nn.MultiheadAttention and one sequence, [tokens, width]. Without
    key and value it attends to itself; context_tokens name the rows of key."""
    if mha.bias_k is not None or mha.add_zero_attn:
        raise ValueError("add_bias_kv and add_zero_attn have no counterpart")
    if mha.in_proj_weight is not None:
        wq, wk, wv = mha.in_proj_weight.chunk(3)  # [3 · embed_dim, embed_dim]
    elif key is None:
        raise ValueError("with kdim or vdim, key and value are needed")
    else:
        wq, wk, wv = mha.q_proj_weight, mha.k_proj_weight, mha.v_proj_weight
    wq, wk, wv = wq.T, wk.T, wv.T  # PyTorch has [out, in]

    context = key
    if value is not None and value is not key:  # one context: both side by side
        context = torch.cat([key, value], 1)
        wk = pad(wk, (0, 0, 0, mha.vdim))
        wv = pad(wv, (0, 0, mha.kdim, 0))
    width = max(len(wq), len(wk), len(wv))

    def rows(weight):  # zeros below: all three are [width, embed_dim] then
        return pad(weight, (0, 0, 0, width - len(weight))).tolist()

    def columns(vectors):
        return pad(vectors, (0, width - vectors.shape[1])).tolist()

    weights = {"wq": rows(wq), "wk": rows(wk), "wv": rows(wv), "wo": mha.out_proj.weight.T.tolist()}
    if mha.in_proj_bias is not None:
        weights["bq"], weights["bk"], weights["bv"] = (b.tolist() for b in mha.in_proj_bias.chunk(3))
        weights["bo"] = mha.out_proj.bias.tolist()
    walk = {
        "tokens": tokens,
        "x": columns(query),
        "dModel": width,
        "numHeads": mha.num_heads,
        "headDim": mha.head_dim,
        "outDim": mha.embed_dim,
        "weights": weights,
    }
    if context is not None:
        walk["context"] = {"x": columns(context), "tokens": context_tokens or tokens}
    return walk
