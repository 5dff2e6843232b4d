"""Finds listed words in what people write, however they dress them up. Pure: no database.

Both the words and the text become a *skeleton*: compatibility forms folded and accents dropped
(NFKD, https://unicode.org/reports/tr15/), cases folded, invisible characters dropped, letters of
other scripts that look Latin made Latin (a small part of https://unicode.org/reports/tr39/).
Every character has its skeleton by itself, so a place in a skeleton is a place in the text.

Where a text gives reason, it is also read with digits and signs as the letters they stand for
(`sh1t`), with what stands between single letters or Chinese characters left out (`b.a.d`,
`坏 * 蛋`), and with repeated letters as one or two (`baaad`). Words of an alphabet are found as
whole words only: nobody in Scunthorpe is refused.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import NamedTuple

import ahocorasick

_LOOK_ALIKES = str.maketrans(
    # Cyrillic, Greek, and Latin letters that no decomposition knows.
    "авекмнорстухіјѕԁһӏԛԝαβγεηικνορτυχωϲßøłđıſ",
    "abekmhopctyxijsdhlqwabyenikvoptuxwcsoldis",
)
# 1 and ! stand for i or for l; one reading takes them so, the other so.
_SIGNS = "034578@$+|1!"
_LEET = [str.maketrans(_SIGNS, "oeastbas" + "tl" + both) for both in ("ii", "ll")]
_MARK = "*"
# Between readings: in no skeleton, which has no control characters.
_APART = "\0"
_DROPPED = {"Mn", "Me", "Cf", "Cc"}
_SPACE = re.compile(r"\s+")
# A letter beside something that stands for one: without it digits are digits.
_HINT = re.compile(r"[a-z][034578@$+|1!]|[034578@$+|1!][a-z]")
# Signs that end a word and do not stand for a letter: `well!`
_ENDING = re.compile(r"[!|+](?![!|+]*[a-z0-9@$])")
_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What stands between two Chinese characters; between two single letters, and all spaces but the first. They begin
# with a character that is no letter, so that they run over ordinary words at full speed.
_BROKEN = re.compile(rf"[\W_](?<=[{_CHINESE}].)[\W_]{{0,2}}(?=[{_CHINESE}])", re.DOTALL)
_GAP = re.compile(
    rf"[\W_](?:(?<=[^\W\d_].)(?<![^\W_{_CHINESE}]..)[\W_]{{0,2}}(?=[^\W\d_](?![^\W_{_CHINESE}]))|(?<=  ) *)",
    re.DOTALL,
)
# Two letters with a space between them are no word that somebody has spelled out.
_SPELLED_MIN = 3
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
# The same, or digits: half as dear.
_MAYBE_REPEATED = re.compile(r"(\w)\1\1")
_ONE_OF_CHINESE = re.compile(rf"[{_CHINESE}]")


class Found(NamedTuple):
    """A listed word in a text: from where to where, and what is to be done."""

    start: int
    end: int
    act: str


@dataclass(slots=True)
class _Reading:
    """One way to read a text. Places are worked out for what was found only, which is rare."""

    text: str
    of: "_Reading | None" = None
    """What it was made from, by leaving something out."""
    left_out: Callable[[str], Iterable[tuple[int, int]]] | None = None
    """Which parts of that, from its text."""
    swallows: bool = False
    """Does what was left out belong to the word before it? `baddd`"""
    leet: bool = False
    """Are digits and signs read as letters?"""

    def start(self, at: int) -> int:
        """Where in the skeleton a character stands."""
        return at if self.of is None else self.of.start(self._before(at))

    def end(self, at: int) -> int:
        """Where in the skeleton a word ends that ends before `at`."""
        if self.of is None:
            return at
        return self.of.end(self._before(at) if self.swallows else self._before(at - 1) + 1)

    def _before(self, at: int) -> int:
        for start, end in self.left_out(self.of.text) if self.left_out and self.of else ():
            if start > at:
                break
            at += end - start
        return at


class _Skeletons(dict[int, str]):
    """The skeleton of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        kept = (c for c in folded if unicodedata.category(c) not in _DROPPED)
        self[code] = found = " " if chr(code).isspace() else "".join(kept).translate(_LOOK_ALIKES)
        return found


_skeletons = _Skeletons()


def skeleton(text: str) -> str:
    """How the filter sees a text."""
    return text.translate(_skeletons)


def listed(word: str) -> str:
    """The skeleton of a word for a list: white space as single spaces."""
    return _SPACE.sub(" ", skeleton(word)).strip()


class Filter:
    """A set of words, ready to be looked for all at once (Aho-Corasick)."""

    def __init__(self, rules: Iterable[tuple[str, str]]) -> None:
        """`rules`: skeletons from `listed`, and what is done about each (`report`, `mask`, `block`)."""
        self._words = ahocorasick.Automaton()
        for rule, act in rules:
            word = _BROKEN.sub("", rule)
            self._words.add_word(_narrow(word), (len(word), act, not _ONE_OF_CHINESE.search(word)))
        self._empty = len(self._words) == 0
        if not self._empty:
            self._words.make_automaton()

    def find(self, text: str) -> list[Found]:
        """The listed words in the text, by where they begin; places count in the text as it was written."""
        if self._empty:
            return []
        flat = skeleton(text)
        readings = list(_readings(flat))
        # All at once: the automaton starts slowly, and no word goes over the end of a reading.
        together = _APART.join([reading.text for reading in readings])
        hits = list(self._words.iter(_narrow(together)))
        if not hits:
            return []
        origins = _origins(text)
        spans = set(self._spans(flat, readings, together, hits))
        return sorted(Found(origins[start], origins[end - 1] + 1, act) for start, end, act in spans)

    def _spans(
        self, flat: str, readings: list[_Reading], together: str, hits: list[tuple[int, tuple[int, str, bool]]]
    ) -> Iterator[tuple[int, int, str]]:
        begins = [0, *accumulate(len(reading.text) + 1 for reading in readings)]
        for last, (length, act, whole) in hits:
            end = last + 1 if together.isascii() else len(together.encode()[: last + 1].decode())
            start = end - length
            if _goes_on(together, start - 1, start) or _goes_on(together, end, end - 1):
                continue
            number = bisect_right(begins, start) - 1
            reading, begin = readings[number], begins[number]
            found = reading.start(start - begin), reading.end(end - begin)
            if whole and length < _SPELLED_MIN and found[1] - found[0] > length and not reading.swallows:
                continue
            if reading.leet and not _HINT.search(flat, *found):
                continue
            yield *found, act


def mask(text: str, found: Iterable[Found]) -> str:
    """The text with these words as asterisks."""
    shown = list(text)
    for start, end, _act in found:
        shown[start:end] = [_MARK if not character.isspace() else character for character in text[start:end]]
    return "".join(shown)


def _narrow(text: str) -> str:
    """The bytes of a text as characters.

    A node of the automaton is left by trying its branches one after the other, and of Chinese
    words as many begin differently as there are characters; of their bytes a few dozen do.
    """
    return text if text.isascii() else text.encode().decode("latin-1")


def _goes_on(text: str, outside: int, inside: int) -> bool:
    """Does a word of an alphabet go on there? Chinese characters beside its letters begin another."""
    if not 0 <= outside < len(text):
        return False
    beside, edge = text[outside], text[inside]
    if not (edge.isalnum() and beside.isalnum()):
        return False
    return not (_ONE_OF_CHINESE.match(beside) or _ONE_OF_CHINESE.match(edge))


def _readings(flat: str) -> Iterator[_Reading]:
    plain = _Reading(flat)
    if not flat.isascii():
        # Nothing is lost by it: Chinese is written without gaps.
        plain = _Reading(_BROKEN.sub("", flat), plain, _breaks)
    yield plain
    yield from _looser(plain)
    if not _HINT.search(flat):
        return
    dressed = _ENDING.sub(" ", plain.text)
    for leet in _LEET[: 2 if "1" in dressed or "!" in dressed else 1]:
        undressed = _Reading(dressed.translate(leet), plain, leet=True)
        yield undressed
        yield from _looser(undressed)


def _looser(reading: _Reading) -> Iterator[_Reading]:
    """The same without gaps, and with repeated letters once and twice."""
    closed = _GAP.sub("", reading.text)
    if len(closed) < len(reading.text):
        reading = _Reading(closed, reading, _gaps, leet=reading.leet)
        yield reading
    if _MAYBE_REPEATED.search(reading.text):
        for kept in (1, 2):
            text = _REPEATED.sub(r"\1" * kept, reading.text)
            yield _Reading(text, reading, partial(_repetitions, kept), swallows=True, leet=reading.leet)


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _BROKEN.finditer(text))


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _GAP.finditer(text))


def _repetitions(kept: int, text: str) -> Iterator[tuple[int, int]]:
    return ((match.start() + kept, match.end()) for match in _REPEATED.finditer(text))


def _origins(text: str) -> list[int]:
    """For each character of the skeleton the place in the text that it comes from."""
    return [place for place, character in enumerate(text) for _ in _skeletons[ord(character)]]
