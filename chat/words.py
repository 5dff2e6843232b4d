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
from collections.abc import Iterable, Iterator
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
_DROPPED = {"Mn", "Me", "Cf", "Cc"}
_SPACE = re.compile(r"\s+")
# A token that has both a letter and something that stands for one.
_HINT = re.compile(r"[a-z][034578@$+|1!]|[034578@$+|1!][a-z]")
_DRESSED = re.compile(r"[a-z0-9@$!|+]*(?:[a-z][034578@$+|1!]|[034578@$+|1!][a-z])(?:[a-z0-9@$!|+]*[a-z0-9@$])?")
_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Single letters with something between them; what is between Chinese characters and is no letter.
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_](?:[\W_]{1,3})){2,}[^\W\d_](?![^\W_])")
_BROKEN = re.compile(rf"(?<=[{_CHINESE}])[^\w\n]{{1,3}}(?=[{_CHINESE}])|(?<=[{_CHINESE}])_+(?=[{_CHINESE}])")
_WIDE = re.compile(r"(?<=\s)\s+")
_GAP = re.compile(r"[\W_]+")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_ONE_OF_CHINESE = re.compile(rf"[{_CHINESE}]")


class Found(NamedTuple):
    """A listed word in a text: from where to where, and what is to be done."""

    start: int
    end: int
    act: str


class _Reading(NamedTuple):
    """One way to read a text, and the place in the skeleton of each of its characters."""

    text: str
    end: int
    """How long the skeleton is."""
    places: list[int] | None = None

    def without(self, spans: Iterable[tuple[int, int]]) -> "_Reading":
        """The same with parts left out."""
        pieces, left, done = [], list[int](), 0
        for start, end in sorted(spans):
            pieces.append(self.text[done:start])
            left += range(done, start)
            done = max(done, end)
        pieces.append(self.text[done:])
        left += range(done, len(self.text))
        return _Reading("".join(pieces), self.end, left)


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
        for word, act in rules:
            self._words.add_word(word, (len(word), act, not _ONE_OF_CHINESE.search(word)))
        self._empty = len(self._words) == 0
        if not self._empty:
            self._words.make_automaton()

    def find(self, text: str) -> list[Found]:
        """The listed words in the text, by where they begin; places count in the text as it was written."""
        if self._empty:
            return []
        flat = skeleton(text)
        spans = {span for reading in _readings(flat) for span in self._spans(reading)}
        if not spans:
            return []
        origins = _origins(text)
        return sorted(Found(origins[start], origins[end - 1] + 1, act) for start, end, act in spans)

    def _spans(self, reading: _Reading) -> Iterator[tuple[int, int, str]]:
        text, _, places = reading
        for last, (length, act, whole) in self._words.iter(text):
            start, end = last + 1 - length, last + 1
            if whole and (_letter(text, start - 1, start) or _letter(text, end, end - 1)):
                continue
            if places is None:
                yield start, end, act
            else:
                # What was left out behind its last letter belongs to it: `baddd`.
                yield places[start], places[end] if end < len(places) else reading.end, act


def mask(text: str, found: Iterable[Found]) -> str:
    """The text with these words as asterisks."""
    shown = list(text)
    for start, end, _act in found:
        shown[start:end] = [_MARK if not character.isspace() else character for character in text[start:end]]
    return "".join(shown)


def _letter(text: str, outside: int, inside: int) -> bool:
    """Does a word go on there? Chinese characters beside Latin letters begin another."""
    if not 0 <= outside < len(text):
        return False
    beside, edge = text[outside], text[inside]
    if not (edge.isalnum() and beside.isalnum()):
        return False
    return not _ONE_OF_CHINESE.match(beside)


def _readings(flat: str) -> Iterator[_Reading]:
    plain = _Reading(flat, len(flat))
    yield from _looser(plain)
    if _HINT.search(flat):
        for leet in _LEET:
            undressed = _DRESSED.sub(lambda match: match[0].translate(leet), flat)  # noqa: B023 - used at once
            yield from _looser(_Reading(undressed, len(flat)))


def _looser(plain: _Reading) -> Iterator[_Reading]:
    yield plain
    text = plain.text
    gaps = [*_spaced(text), *(match.span() for match in _WIDE.finditer(text))]
    if not text.isascii():
        gaps += (match.span() for match in _BROKEN.finditer(text))
    if gaps:
        yield plain.without(gaps)
    repeated = list(_REPEATED.finditer(text))
    for kept in (1, 2) if repeated else ():
        yield plain.without((match.start() + kept, match.end()) for match in repeated)


def _spaced(text: str) -> Iterator[tuple[int, int]]:
    for match in _SPACED.finditer(text):
        for gap in _GAP.finditer(text, match.start(), match.end()):
            yield gap.span()


def _origins(text: str) -> list[int]:
    """For each character of the skeleton the place in the text that it comes from."""
    return [place for place, character in enumerate(text) for _ in _skeletons[ord(character)]]
