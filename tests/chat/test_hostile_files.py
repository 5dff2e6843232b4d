"""Files that mean harm: each is refused, or what is served of it cannot do what it was made for."""

import asyncio
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.test import override_settings
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from chat import downloads, uploads
from chat.actions.attachments import TooBig, begin_attachment
from chat.files import names, storing
from chat.models import Attachment, Room, User
from chat.refusals import NotFound
from chat.schemas import BeginAttachment
from tests.chat.test_attachments import Bring, bring, picture, stored
from tests.notifications.inbox.conftest import work

__all__ = ["bring"]

SCRIPT = b"<script>alert(document.cookie)</script>"
pytestmark = pytest.mark.django_db


def png(width: int, height: int) -> bytes:
    """The head of a picture of that size, and pixels of one row at most."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + chunk(b"IEND", b"")
    )


def zipped(size: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * size)
    return packed.getvalue()


def svg() -> bytes:
    return b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>"


def exif_picture() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Alice"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return picture(format="JPEG", exif=exif, comment=SCRIPT)


def text_in_png() -> bytes:
    info = PngInfo()
    info.add_text("Comment", SCRIPT.decode())
    return picture(pnginfo=info) + SCRIPT


def gif_that_is_javascript() -> bytes:
    # `GIF89a` is a name, `/*` hides the pixels: as a script it is `GIF89a=1;alert(1)`.
    drawn = picture((0x2A2F % 300, 60), "GIF")
    return drawn[:6] + drawn[6:-1] + b"*/=1;alert(1);//" + drawn[-1:]


def jpeg_that_is_pdf() -> bytes:
    drawn = picture(format="JPEG")
    comment = b"%PDF-1.7\n1 0 obj <</OpenAction<</S/JavaScript/JS(app.alert(1))>>>> endobj"
    return drawn[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + drawn[2:] + b"\n%%EOF"


class Hostile(NamedTuple):
    """What is sent, and what becomes of it: a picture made anew, or bytes that are saved and never opened."""

    name: str
    data: Callable[[], bytes]
    becomes: str


HARMLESS = {
    "SVG with a script": Hostile("cat.svg", svg, "download"),
    "SVG called a picture": Hostile("cat.png", svg, "download"),
    "a page": Hostile("index.html", lambda: b"<!DOCTYPE html>" + SCRIPT, "download"),
    "a page called a picture": Hostile("cat.jpg", lambda: b"<!DOCTYPE html>" + SCRIPT, "download"),
    "a picture called a page": Hostile("cat.html", picture, "picture"),
    "a picture called a program": Hostile("cat.png.exe", picture, "picture"),
    "a program called a picture": Hostile("cat.gif", lambda: b"MZ\x90\0" + bytes(200), "download"),
    "GIF and JavaScript": Hostile("cat.gif", gif_that_is_javascript, "picture"),
    "JPEG and PDF": Hostile("cat.jpg", jpeg_that_is_pdf, "picture"),
    "HTML in a PNG": Hostile("cat.png", text_in_png, "picture"),
    "HTML behind a film": Hostile("film.mp4", lambda: b"\0\0\0\x20ftypisom" + bytes(50) + SCRIPT, "video"),
    "EXIF with a place": Hostile("cat.jpg", exif_picture, "picture"),
    "a zip bomb called a picture": Hostile("cat.png", lambda: zipped(50_000_000), "download"),
    "a picture without its pixels": Hostile("cat.png", lambda: png(4000, 4000), "broken"),
    "a cut picture": Hostile("cat.jpg", lambda: picture((900, 900), "JPEG")[:3000], "broken"),
    "a TIFF, for which there is no decoder": Hostile("cat.tif", lambda: picture(format="TIFF"), "download"),
    "PostScript": Hostile("cat.eps", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(rm -rf /) run", "download"),
}  # fmt: skip


@pytest.mark.parametrize("hostile", HARMLESS.values(), ids=HARMLESS)
def test_it_does_no_harm(bob: User, lobby: Room, bring: Bring, hostile: Hostile) -> None:
    sent = hostile.data()
    brought = bring(bob, lobby, sent, hostile.name)
    work()
    if hostile.becomes == "broken":
        assert Attachment.objects.get().state == "broken"
        assert stored(brought.pk) == set()
        return
    if hostile.becomes == "picture":
        assert stored(brought.pk) == {"picture", "thumbnail"}
        for which in ("picture", "thumbnail"):
            found = downloads.find(bob.pk, brought.pk, which)
            assert (found.type, found.inline) == ("image/webp", True)
            assert found.name == "cat.png.webp" if "exe" in hostile.name else found.name == "cat.webp"
            assert_is_nothing_but_pixels(brought.pk, which)
        return
    found = downloads.find(bob.pk, brought.pk, "file")
    expected = ("video/mp4", True) if hostile.becomes == "video" else ("application/octet-stream", False)
    assert (found.type, found.inline) == expected
    for which in ("picture", "thumbnail"):
        with pytest.raises(NotFound):
            downloads.find(bob.pk, brought.pk, which)


def assert_is_nothing_but_pixels(id: Any, which: str) -> None:
    with storing.open_file(id, which) as file:
        served = file.read()
    made = Image.open(io.BytesIO(served))
    assert made.format == "WEBP"
    assert dict(made.getexif()) == {}
    assert {"exif", "xmp", "icc_profile", "comment"}.isdisjoint(made.info)
    for left in (b"alert", b"script", b"%PDF", b"Camera", b"EXIF", b"XMP ", b"ICCP"):
        assert left not in served


@pytest.mark.parametrize("size", [(30_000, 30_000), (8_000, 6_252), (2**31 - 1, 1), (100_000, 100_000)])
def test_a_picture_with_too_many_pixels_is_refused_before_one_is_decoded(
    bob: User, lobby: Room, bring: Bring, size: tuple[int, int]
) -> None:
    with pytest.raises(uploads.TooManyPixels):
        bring(bob, lobby, png(*size))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_that_lies_on_its_side_is_made_smaller_and_upright(
    bob: User, lobby: Room, bring: Bring, format: str
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    brought = bring(bob, lobby, picture((8_000, 200), format, exif=exif))
    work()
    brought.refresh_from_db()
    assert (brought.width, brought.height) == (102, 4096)
    with storing.open_file(brought.pk, "picture") as file:
        assert Image.open(file).size == (102, 4096)


def test_a_film_of_too_many_frames_stands_still(bob: User, lobby: Room, bring: Bring) -> None:
    frames = [Image.new("RGB", (100, 100), (shade, 0, 0)) for shade in range(50)]
    moving = io.BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    with override_settings(ATTACHMENT_MAX_PIXELS=100 * 100 * 10):
        brought = bring(bob, lobby, moving.getvalue(), "cat.gif")
        work()
    with storing.open_file(brought.pk, "picture") as file:
        assert getattr(Image.open(file), "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../x", "x"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\cmd.exe", "cmd.exe"),
        ("a/b/../c.txt", "c.txt"),
        ("..", "file"),
        ("", "file"),
        (" . ", "file"),
        (".htaccess", "htaccess"),
        ("cat\n\r\t.png", "cat.png"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\u200bb.png", "ab.png"),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
        ("x" * 300, "x" * 120),
        ("猫的照片.png", "猫的照片.png"),
        ("猫" * 300 + ".png", "猫" * 116 + ".png"),
        ("cafe\u0301.png", "café.png"),
    ],
)
def test_a_name_is_one_line_without_a_path(sent: str, kept: str) -> None:
    assert names.clean(sent) == kept
    assert len(kept) <= names.NAME_MAX_CHARS


@pytest.mark.parametrize("name", ["a\0b.png", "a\x1bb.png", "\ud800.png", "x" * 1025])
def test_a_name_that_is_no_text_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        BeginAttachment.model_validate({"room": 1, "client_id": uuid4(), "name": name, "size": 1})


@pytest.mark.parametrize("size", [0, -1, 2**60])
def test_a_size_that_is_none_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="size"):
        BeginAttachment.model_validate({"room": 1, "client_id": uuid4(), "name": "x", "size": size})


def test_a_file_over_the_limit_is_refused_before_a_byte_is_sent(bob: User, lobby: Room, now: datetime) -> None:
    more: Any = {"client_id": uuid4(), "name": "x", "size": 25 * 1024**2 + 1}
    with pytest.raises(TooBig):
        begin_attachment(actor=bob.pk, room=lobby.pk, at=now, **more)
    assert not Attachment.objects.exists()


def test_more_than_was_announced_is_not_stored(bob: User, lobby: Room, bring: Bring) -> None:
    with pytest.raises(uploads.WrongOffset):
        asyncio.run(uploads.take(uploads.Upload(uuid4(), 10_000), 0, 0, b"x" * 10_001))


def test_something_else_than_was_hashed_is_thrown_away(bob: User, lobby: Room, now: datetime) -> None:
    more: Any = {"client_id": uuid4(), "name": "x", "size": 5_000}
    begun = begin_attachment(actor=bob.pk, room=lobby.pk, at=now, **more).attachment
    storing.put_part(begun.pk, 0, b"x" * 5_000)
    with pytest.raises(uploads.Mismatch):
        uploads._complete(uploads.Upload(begun.pk, 5_000), "0" * 64)
    assert storing.received(begun.pk) == 0
    assert stored(begun.pk) == set()
