"""What people write: checked, rendered once, and searched for the people it names.

Markdown without raw HTML, images or headings, then a sanitizer behind it, so that a fault in
the one is caught by the other. https://spec.commonmark.org/0.31.2/
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple, cast

import nh3
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from chat.models.people import USERNAME

BODY_MAX_CHARS = 10_000
# Each is looked up when the message is written; nobody means fifty people at once.
MENTIONS_MAX = 50
EXCERPT_MAX_CHARS = 140

_RULES = [
    "backticks", "blockquote", "emphasis", "entity", "escape", "fence", "link", "linkify", "list", "newline",
    "strikethrough",
]  # fmt: skip
_TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "s", "span", "strong", "ul"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "span": {"data-username"}}
_MENTION = re.compile(rf"(?<![A-Za-z0-9_@/.-])@({USERNAME})")
# One line that begins no list and holds nothing that means anything to Markdown, to links or to HTML.
_MEANS = r"\x00-\x1f\x7f-\xa0\\`*_\[\]<>&~:"
_PLAIN = re.compile(rf"(?![-+\s]|\d+[.)])[^{_MEANS}]*[^{_MEANS}\s]")
# Cc but for tab and newline: nobody sees them and U+0000 cannot be stored in PostgreSQL. Cs: not text.
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_INVISIBLE = {"Cf", "Zs", "Zl", "Zp", "Cc"}


class Rendered(NamedTuple):
    """A text as it is shown, and the usernames of those it names."""

    html: str
    mentioned: frozenset[str]


def speakable(text: str) -> str:
    """The body of a message as it is stored: newlines as `\\n`, no blank edges.

    Raises:
        ValueError: nothing visible, too long, or characters that are not text; may be shown.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > BODY_MAX_CHARS:
        raise ValueError(_("A message has at most %(max)d characters.") % {"max": BODY_MAX_CHARS})
    _require_text(text)
    if not _is_visible(text):
        raise ValueError(_("A message needs some text."))
    return text


def part(text: str) -> str:
    """A piece of a text, cut anywhere between two characters.

    Raises:
        ValueError: characters that are not text; may be shown.
    """
    _require_text(text.replace("\r", ""))
    return text


def beside_attachments(text: str) -> str:
    """The same as `speakable` of a message that may consist of attachments alone: perhaps empty.

    Raises:
        ValueError: see there.
    """
    return speakable(text) if text.strip() else ""


def name(text: str) -> str:
    """What somebody calls a file, as it came; `chat.files.names` makes a name of it.

    Raises:
        ValueError: characters that are not text; may be shown.
    """
    _require_text(text)
    return text


def line(text: str) -> str:
    """A name or topic: one line, inner white space as single spaces, perhaps empty.

    Raises:
        ValueError: characters that are not text; may be shown.
    """
    text = " ".join(text.split())
    _require_text(text)
    return text if _is_visible(text) else ""


def addressed(text: str) -> set[str]:
    """The usernames, in small letters, that `text` may be naming; some may not exist."""
    names: set[str] = set()
    for match in _MENTION.finditer(text):
        names.add(match[1].lower())
        if len(names) == MENTIONS_MAX:
            break
    return names


def excerpt(text: str) -> str:
    """The beginning of what a message says, in one line, for those who are told of it."""
    return Truncator(" ".join(text.split())).chars(EXCERPT_MAX_CHARS)


def contains(text: str, word: str) -> bool:
    """Does `text` say that word (both case-folded)? Latin words stand alone; Chinese is written without spaces."""
    # A large room has thousands of words for each message: few get past this, and none is compiled in vain.
    if word not in text:
        return False
    found = re.escape(word)
    before, after = (r"\b" if edge.isascii() and edge.isalnum() else "" for edge in (word[0], word[-1]))
    return re.search(f"{before}{found}{after}", text) is not None


def render(text: str, people: Mapping[str, str]) -> Rendered:
    """Safe HTML. `people`: from usernames in small letters to usernames as they are spelled."""
    # What most people write, most of the time; the machinery would take half of what a post costs. A colon
    # ends the scheme of a link, but not before a space.
    if _PLAIN.fullmatch(text.replace(": ", "")):
        return _render_plainly(text, people)
    return render_fully(text, people)


def render_fully(text: str, people: Mapping[str, str]) -> Rendered:
    """The same, whatever the text holds."""
    found: set[str] = set()
    html = _markdown().render(text, {"people": people, "mentioned": found})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes={"span": {"mention"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer ugc",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return Rendered(clean.strip(), frozenset(found))


def _render_plainly(text: str, people: Mapping[str, str]) -> Rendered:
    found: set[str] = set()

    def marked(match: re.Match[str]) -> str:
        username = people.get(match[1].lower())
        if username is None:
            return match[0]
        found.add(username)
        return f'<span class="mention" data-username="{username}">{match[0]}</span>'

    html = _MENTION.sub(marked, text) if "@" in text else text
    return Rendered(f"<p>{html}</p>", frozenset(found))


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True}).enable(_RULES)
    linkify = cast(LinkifyIt, markdown.linkify)
    # Only what begins with a scheme: README.md and main.py are not sites in Moldova and Paraguay.
    linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    for scheme in ("ftp:", "//"):
        linkify.add(scheme, None)
    markdown.core.ruler.after("linkify", "mention", _mark_mentions)
    return markdown


def _mark_mentions(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and "@" in block.content:
            block.children = _with_mentions(block.children or [], state)


def _with_mentions(tokens: list[Token], state: StateCore) -> list[Token]:
    marked: list[Token] = []
    in_link = 0
    for token in tokens:
        in_link += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not in_link:
            marked += _split(token, state)
        else:
            marked.append(token)
    return marked


def _split(token: Token, state: StateCore) -> list[Token]:
    parts: list[Token] = []
    end = 0
    for match in _MENTION.finditer(token.content):
        username = state.env["people"].get(match[1].lower())
        if username is None:
            continue
        state.env["mentioned"].add(username)
        parts.append(_text(token.content[end : match.start()]))
        parts.append(Token("mention_open", "span", 1, attrs={"class": "mention", "data-username": username}))
        parts.append(_text(match[0]))
        parts.append(Token("mention_close", "span", -1))
        end = match.end()
    return [*parts, _text(token.content[end:])]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _require_text(text: str) -> None:
    if _UNSPEAKABLE.search(text):
        raise ValueError(_("The text contains characters that nobody can read."))


def _is_visible(text: str) -> bool:
    return any(unicodedata.category(character) not in _INVISIBLE for character in text)
