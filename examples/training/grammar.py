"""The small language of the text model: 11 templates over some 90 words.

Every slot of a template is a tuple of words that may stand there. In the sentences with "it", one
noun is a living being and one is a place, and the adjective fits only one of the two kinds: that
decides which noun "it" stands for, whichever comes first.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

BEINGS = tuple("animal cat dog horse bird fox rabbit child girl boy teacher student".split())
PLACES = tuple("street road river bridge tunnel path field valley park trail".split())
BEING_ADJECTIVES = tuple("tired hungry thirsty sleepy scared lazy shy sick".split())
PLACE_ADJECTIVES = tuple("wide long narrow steep icy muddy crowded dangerous".split())
ADJECTIVES = BEING_ADJECTIVES + PLACE_ADJECTIVES

REACH = tuple("cross use find follow visit reach".split())  # a being … a place
REACHED = tuple("crossed used found followed visited reached".split())
STOP = tuple("stop surprise please".split())  # a place … a being
STOPPED = tuple("stopped surprised pleased".split())
MET = tuple("saw chased liked heard met".split())  # a being … a being

DEGREES = tuple("too so very".split())
PEOPLE = tuple("i we you they".split())
ENJOY = tuple("like love study teach".split())
KINDS = ("machine", "deep")
TOPICS = tuple("attention language music physics".split())
QUESTIONS = ("what", "where", "who")

MASK, UNKNOWN = "[mask]", "[unk]"
MAX_TOKENS = 16

Slots = list[tuple[str, ...]]


def fixed(text: str) -> Slots:
    return [(word,) for word in text.split()]


def pronoun_templates() -> list[Slots]:
    """The four sentences with "it"; the first two have the being first, the others the place."""
    reason = [*fixed("because it was"), DEGREES, ADJECTIVES]
    the = ("the",)
    return [
        [the, BEINGS, ("didn't",), REACH, the, PLACES, *reason],
        [the, BEINGS, REACHED, the, PLACES, *reason],
        [the, PLACES, ("didn't",), STOP, the, BEINGS, *reason],
        [the, PLACES, STOPPED, the, BEINGS, *reason],
    ]


def plain_templates() -> list[Slots]:
    the = ("the",)
    return [
        [PEOPLE, ENJOY, KINDS, ("learning",)],
        [PEOPLE, ENJOY, TOPICS],
        [*fixed("what is"), TOPICS, ("?",)],
        [*fixed("what is"), KINDS, *fixed("learning ?")],
        [the, BEINGS, MET, the, BEINGS],
        [*fixed("where is"), the, PLACES, ("?",)],
        [*fixed("who"), MET, the, BEINGS, ("?",)],
    ]


VOCABULARY = [MASK, UNKNOWN] + sorted(
    {word for slots in pronoun_templates() + plain_templates() for slot in slots for word in slot}
    | {".", "today"}
)


def tokenize(text: str) -> list[str]:
    """Lower case; letters and apostrophes make words; any other visible character stands alone.

    Only [mask] and [unk], written like that, stay whole.
    """
    return re.findall(r"\[mask\]|\[unk\]|(?:[^\W\d_]|')+|\S", text.lower().replace("’", "'"))


@dataclass(frozen=True)
class Sentence:
    tokens: tuple[str, ...]
    slots: tuple[tuple[str, ...], ...]  # for each token, the words that could stand in its place

    @property
    def it(self) -> int | None:
        """Where "it" stands."""
        return self.tokens.index("it") if "it" in self.tokens else None

    @property
    def adjective(self) -> int:
        return next(i for i, word in enumerate(self.tokens) if word in ADJECTIVES)

    def noun(self, kind: tuple[str, ...]) -> int:
        """Where the noun of this kind (BEINGS or PLACES) stands."""
        return next(i for i, word in enumerate(self.tokens) if word in kind)

    @property
    def referent(self) -> int:
        """Where the noun stands that "it" means."""
        being = self.tokens[self.adjective] in BEING_ADJECTIVES
        return self.noun(BEINGS if being else PLACES)


def is_held_out(tokens: tuple[str, ...]) -> bool:
    """A fifth of the (being, place, adjective) triples, in any sentence, are never trained on.

    So are the two sentences that the page shows.
    """
    if "it" not in tokens:
        return False
    words = [next(w for w in tokens if w in kind) for kind in (BEINGS, PLACES, ADJECTIVES)]
    shown = words[:2] == ["animal", "street"] and words[2] in ("tired", "wide")
    return shown or zlib.crc32(" ".join(words).encode()) % 5 == 0


def random_sentence(source: random.Random) -> Sentence:
    """A training sentence: two in three have an "it"."""
    while True:
        templates = pronoun_templates() if source.random() < 0.67 else plain_templates()
        slots = list(source.choice(templates))
        if slots[0] != ("what",) and source.random() < 0.2:
            slots.insert(0, ("today",))
        if slots[-1] != ("?",) and source.random() < 0.3:
            slots.append((".",))
        tokens = tuple(source.choice(slot) for slot in slots)
        if not is_held_out(tokens):
            return Sentence(tokens, tuple(slots))


def held_out_sentences() -> Iterator[Sentence]:
    """Every sentence with "it" (without "today" and full stop) that was held out."""
    for slots in pronoun_templates():
        choices: list[tuple[str, ...]] = [()]
        for slot in slots:
            choices = [(*words, word) for words in choices for word in slot]
        yield from (Sentence(words, tuple(slots)) for words in choices if is_held_out(words))
