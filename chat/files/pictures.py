"""Pictures made anew from their pixels: whatever else a file carried (places, cameras, scripts) stays behind."""

import io
from typing import IO, NamedTuple

from PIL import Image, ImageOps, ImageSequence

from chat.files.sniffing import TooManyPixels, open_picture

# More than any screen shows; a picture of a phone keeps its details.
SIDE_MAX_PX = 4096
# Twice what the timeline gives it, for dense screens.
THUMBNAIL_PX = (640, 480)
FRAMES_MAX = 300
ENDING, TYPE = "webp", "image/webp"
_FORMAT = "WEBP"
# Modes whose pixels can be mixed with each other.
_SCALABLE = {"L", "RGB", "RGBA", "CMYK"}
_QUALITY, _QUALITY_OF_DRAWINGS, _QUALITY_OF_THUMBNAILS = 82, 90, 72


class Unreadable(Exception):
    """It looked like a picture and is none."""


class Made(NamedTuple):
    """A picture and its thumbnail, encoded, and the picture's size."""

    picture: bytes
    thumbnail: bytes
    width: int
    height: int


def make(file: IO[bytes], *, max_pixels: int) -> Made:
    """Decode a picture and encode it anew, turned upright, without anything but its pixels.

    `max_pixels` bounds what is decoded: of a moving picture all frames together, or else it stands still.

    Raises:
        Unreadable: it cannot be decoded, or is larger than allowed.
    """
    try:
        image = open_picture(file)
        if image.width * image.height > max_pixels:
            raise TooManyPixels
        return _moving(image) if _moves(image, max_pixels) else _still(image)
    except Exception as error:
        # Decoders of hostile data raise anything; none of it is worth trying again.
        raise Unreadable(repr(error)) from error


def _moves(image: Image.Image, max_pixels: int) -> bool:
    frames = getattr(image, "n_frames", 1)
    small = max(image.size) <= SIDE_MAX_PX
    return 1 < frames <= FRAMES_MAX and small and frames * image.width * image.height <= max_pixels


def _still(image: Image.Image) -> Made:
    quality = _QUALITY if image.format == "JPEG" else _QUALITY_OF_DRAWINGS
    # Made smaller first (a JPEG while it is decoded): each step after that would hold another copy of all pixels.
    scaled = image if image.mode in _SCALABLE and "transparency" not in image.info else _plain(image)
    scaled.thumbnail((SIDE_MAX_PX, SIDE_MAX_PX))
    upright = _plain(ImageOps.exif_transpose(scaled))
    return Made(_encode(upright, quality), _thumbnail(upright), *upright.size)


def _moving(image: Image.Image) -> Made:
    durations = [int(frame.info.get("duration", 100)) for frame in ImageSequence.Iterator(image)]
    image.seek(0)
    thumbnail = _thumbnail(_plain(image))
    image.seek(0)
    encoded = _encode(image, _QUALITY, save_all=True, duration=durations, loop=0)
    return Made(encoded, thumbnail, *image.size)


def _plain(image: Image.Image) -> Image.Image:
    """The same pixels, in a picture that knows nothing else."""
    has_alpha = image.has_transparency_data
    return image.convert("RGBA" if has_alpha else "RGB")


def _thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail(THUMBNAIL_PX)
    return _encode(small, _QUALITY_OF_THUMBNAILS)


def _encode(image: Image.Image, quality: int, **more: object) -> bytes:
    encoded = io.BytesIO()
    # Empty, or Pillow takes them over from the file.
    nothing = {"exif": b"", "xmp": b"", "icc_profile": b""}
    image.save(encoded, _FORMAT, quality=quality, method=4, **nothing, **more)
    return encoded.getvalue()
