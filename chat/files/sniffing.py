"""What a file really is: told from its content; its name and what the sender says of it count for nothing."""

import warnings
from typing import IO, Literal, NamedTuple

import puremagic
from PIL import Image

Kind = Literal["picture", "audio", "video", "file"]

# The formats that are decoded, and so the decoders that a hostile file can reach.
PICTURES = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
# What a browser plays by itself; everything else is something to download.
MEDIA: dict[str, Kind] = {
    "audio/aac": "audio",
    "audio/flac": "audio",
    "audio/mpeg": "audio",
    "audio/mp4": "audio",
    "audio/ogg": "audio",
    "audio/wav": "audio",
    "video/mp4": "video",
    "video/ogg": "video",
    "video/webm": "video",
}
ALIASES = {
    "application/ogg": "audio/ogg",
    "audio/mp3": "audio/mpeg",
    "audio/mpeg3": "audio/mpeg",
    "audio/wave": "audio/wav",
    "audio/x-flac": "audio/flac",
    "audio/x-m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
}
ANYTHING = "application/octet-stream"
# Every signature that puremagic knows of ours lies within.
_HEAD_BYTES = 4096


class TooManyPixels(Exception):
    """The picture says of itself that it is larger than allowed; nothing was decoded."""


class Contents(NamedTuple):
    """What a file is: its kind and media type, and of a picture its size as it is shown."""

    kind: Kind
    type: str
    width: int | None = None
    height: int | None = None


def look(file: IO[bytes], *, max_pixels: int) -> Contents:
    """Find out what a file is; of pictures no more than the head is read.

    Raises:
        TooManyPixels: it is a picture that nobody should decode.
    """
    file.seek(0)
    picture = _picture(file, max_pixels)
    if picture is not None:
        return picture
    file.seek(0)
    type = _type(file.read(_HEAD_BYTES))
    return Contents(MEDIA.get(type, "file"), type)


def open_picture(file: IO[bytes]) -> Image.Image:
    """A picture whose pixels are not decoded yet; one of the formats above.

    Raises:
        OSError: it is none.
        TooManyPixels: far beyond anything.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the caller compares exactly
            return Image.open(file, formats=PICTURES)
    except Image.DecompressionBombError:
        raise TooManyPixels from None
    except (ValueError, SyntaxError, EOFError, OverflowError, TypeError, IndexError, KeyError) as error:
        # Pillow's readers of hostile heads raise all of these.
        raise OSError(str(error)) from error


def _picture(file: IO[bytes], max_pixels: int) -> Contents | None:
    try:
        image = open_picture(file)
    except OSError:
        return None
    width, height = image.size
    if width * height > max_pixels:
        raise TooManyPixels
    if _is_turned(image):
        width, height = height, width
    return Contents("picture", "image/webp", width, height)


def _is_turned(image: Image.Image) -> bool:
    """Does its EXIF say that it lies on its side? https://exiftool.org/TagNames/EXIF.html (0x0112)"""
    try:
        return image.getexif().get(0x0112) in {5, 6, 7, 8}
    except (OSError, ValueError, SyntaxError, TypeError, KeyError):
        return False


def _type(head: bytes) -> str:
    """The likeliest of the types that a browser plays; anything else is just bytes."""
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ANYTHING
    found = (ALIASES.get(match.mime_type, match.mime_type) for match in matches)
    return next((type for type in found if type in MEDIA), ANYTHING)
