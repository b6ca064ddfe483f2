"""<attention-walk> as a notebook widget: pip install anywidget, and put both files beside the notebook."""

from pathlib import Path

import anywidget
import traitlets


class AttentionWalk(anywidget.AnyWidget):
    """`example`, `step`, `head` and `query` follow the reader; `data` is the README's flat JSON."""

    _esm = Path(__file__).parent / "attention-walk-widget.mjs"

    example = traitlets.Unicode("pronoun").tag(sync=True)
    step = traitlets.Unicode("input").tag(sync=True)
    head = traitlets.Int(0).tag(sync=True)
    query = traitlets.Int(0).tag(sync=True)
    data = traitlets.Dict(None, allow_none=True).tag(sync=True)
