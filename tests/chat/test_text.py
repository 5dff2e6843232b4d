"""What people write is shown as they meant it, and does nothing else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat import text

PEOPLE = {"alice": "alice", "bob": "Bob", "x.y-z_0": "x.y-z_0"}
LINK = 'rel="nofollow noopener noreferrer ugc"'


def html(body: str) -> str:
    return text.render(body, PEOPLE).html


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("hello", "<p>hello</p>"),
        ("two\nlines", "<p>two<br>\nlines</p>"),
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
        ("> wise\n\nindeed", "<blockquote>\n<p>wise</p>\n</blockquote>\n<p>indeed</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. c", '<ol start="3">\n<li>c</li>\n</ol>'),
        ("```py\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("# not a heading", "<p># not a heading</p>"),
        ("你好，*世界*", "<p>你好，<em>世界</em></p>"),
        ("👩‍👩‍👧 🇨🇭", "<p>👩‍👩‍👧 🇨🇭</p>"),
        ("שלום", "<p>שלום</p>"),
    ],
)
def test_markdown_is_shown(body: str, shown: str) -> None:
    assert html(body) == shown


@pytest.mark.parametrize(
    ("body", "href"),
    [
        ("https://example.org/a?b=c&d=e", "https://example.org/a?b=c&amp;d=e"),
        ("see http://例え.jp/路 now", "http://xn--r8jz45g.jp/%E8%B7%AF"),
        ("[here](https://example.org)", "https://example.org"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_links_lead_out_and_tell_nothing(body: str, href: str) -> None:
    shown = html(body)
    assert f'<a href="{href}"' in shown
    assert 'target="_blank"' in shown
    assert LINK in shown


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "![x](https://example.org/x.png)",
        "<javascript:alert(1)>",
        "javascript:alert(1)",
        '[x](https://example.org "onmouseover=alert(1)")',
        '[x](https://example.org/" onmouseover="alert(1))',
        "<a href='javascript:alert(1)'>x</a>",
        "`<script>`",
        "```<script>\nalert(1)\n```",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;",
        "<svg/onload=alert(1)>",
        "<style>*{display:none}</style>",
        '@alice"><script>alert(1)</script>',
        "file.py README.md example.org ftp://example.org //example.org a@example.org",
    ],
)
def test_nothing_a_person_writes_becomes_active(body: str) -> None:
    shown = html(body)
    tags = {part.split(">")[0].split()[0].strip("/") for part in shown.split("<")[1:]}
    assert tags <= {"p", "a", "code", "pre", "span", "br"}
    for anchor in shown.split("<a ")[1:]:
        attributes = anchor.split(">")[0]
        assert attributes.startswith('href="https://example.org')
        assert " on" not in attributes


@pytest.mark.parametrize(
    ("body", "mentioned"),
    [
        ("hi @alice", {"alice"}),
        ("@ALICE, @bob!", {"alice", "Bob"}),
        ("你好@alice你好", {"alice"}),
        ("ask @alice.", {"alice"}),
        ("(@bob)", {"Bob"}),
        ("**@x.y-z_0**", {"x.y-z_0"}),
        ("@nobody", set()),
        ("me@alice", set()),
        ("@@alice", set()),
        ("`@alice`", set()),
        ("```\n@alice\n```", set()),
        ("[@alice](https://example.org)", set()),
        ("https://example.org/@alice", set()),
        ("@alicea", set()),
    ],
)
def test_mentions_are_recognised(body: str, mentioned: set[str]) -> None:
    rendered = text.render(body, PEOPLE)
    assert rendered.mentioned == mentioned
    assert rendered.html.count('class="mention"') == len(mentioned)
    assert {name.lower() for name in mentioned} <= text.addressed(body)


def test_a_mention_names_the_person() -> None:
    assert html("@BOB") == '<p><span class="mention" data-username="Bob">@BOB</span></p>'


def test_nobody_can_be_made_to_look_up_thousands() -> None:
    assert len(text.addressed(" ".join(f"@p{number}" for number in range(1000)))) == text.MENTIONS_MAX


@pytest.mark.parametrize("body", ["", " \n\t ", "\u200b\u200d", "\u202e", "\u00a0"])
def test_a_message_needs_something_visible(body: str) -> None:
    with pytest.raises(ValueError, match="text"):
        text.speakable(body)


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_characters_that_are_not_text_are_refused(character: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        text.speakable(f"a{character}b")
    with pytest.raises(ValueError, match="characters"):
        text.line(f"a{character}b")


def test_a_message_has_an_end() -> None:
    assert len(text.speakable("x" * text.BODY_MAX_CHARS)) == text.BODY_MAX_CHARS
    with pytest.raises(ValueError, match="10000"):
        text.speakable("x" * (text.BODY_MAX_CHARS + 1))


def test_newlines_are_alike_and_edges_clean() -> None:
    assert text.speakable(" a\r\nb\rc\td \n") == "a\nb\nc\td"
    assert text.line("  one \n line ") == "one line"


@pytest.mark.parametrize(
    "unit", ["*", "[", "`", "> ", "- ", "a**b", "[a](", "http://", "://", "@a", "_a__", "&", "<", "~~a"]
)
def test_no_text_takes_long_to_render(unit: str) -> None:
    """Markdown renderers have been stopped with such texts. Processor time: the machine may be busy with others."""
    body = (unit * text.BODY_MAX_CHARS)[: text.BODY_MAX_CHARS]
    start = time.thread_time()
    text.render(body, {})
    assert time.thread_time() - start < 1


@given(
    st.text(st.sampled_from("aBß字 .,;!?'\"()…、。，！？；（）-+1_*@:/\n<&#|\u3000\u200d😀"), min_size=1, max_size=30)
)
def test_plain_text_takes_a_shorter_way_to_the_same_html(body: str) -> None:
    assert_alike(body)


@given(st.text(min_size=1, max_size=30))
def test_whatever_is_written_takes_a_shorter_way_to_the_same_html(body: str) -> None:
    assert_alike(body)


def assert_alike(body: str) -> None:
    try:
        body = text.speakable(body)
    except ValueError:
        return
    people = {"a": "A", "b.b": "b.B", "1": "1"}
    assert text.render(body, people) == text.render_fully(body, people)
