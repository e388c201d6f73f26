"""Photos as evidence: what is kept is the picture alone, without place, device or other metadata."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from congvu.base.errors import OutOfRange
from congvu.base.files import Kept, keep

if TYPE_CHECKING:
    from congvu.base.files import Upload

LONGEST_SIDE = 1600
"""Pixels; enough to read a meter or a number plate."""
QUALITY = 82
MOST_PIXELS = 60_000_000
NAME = "anh-minh-chung.jpg"
NO_PICTURE = "Tệp này không phải ảnh đọc được. Chụp lại, hoặc chọn ảnh JPG, PNG, WEBP."
TOO_LARGE = "Ảnh quá lớn. Giảm cỡ ảnh trong máy rồi gửi lại."


@dataclass
class _Written:
    """A redrawn picture as an upload."""

    name: str | None
    size: int | None
    content: bytes

    def chunks(self) -> Iterable[bytes]:
        yield self.content


def keep_photo(upload: Upload) -> Kept:
    """Redraw a photo as JPEG of at most 1600 pixels and put it in the store.

    Redrawing leaves nothing of the file but its pixels, turned upright: where and with what it was
    taken is gone (Luật 91/2025/QH15, Điều 3).
    Raises: OutOfRange (field "photo") when it is no picture, or too large.
    """
    return keep(_Written(NAME, None, redrawn(upload)))


def redrawn(upload: Upload) -> bytes:
    """The JPEG bytes of a photo without its metadata. Raises: OutOfRange (field "photo")."""
    from django.conf import settings
    from PIL import Image, ImageOps

    content = io.BytesIO()
    for chunk in upload.chunks():
        content.write(chunk)
        if content.tell() > settings.UPLOAD_BYTES:
            raise OutOfRange(TOO_LARGE, field="photo")
    content.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(content, formats=("JPEG", "PNG", "WEBP", "GIF")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise OutOfRange(TOO_LARGE, field="photo")
                upright = ImageOps.exif_transpose(picture).convert("RGB")
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                bare = Image.new("RGB", upright.size)
                bare.paste(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise OutOfRange(TOO_LARGE, field="photo") from None
    except (OSError, ValueError, SyntaxError):
        raise OutOfRange(NO_PICTURE, field="photo") from None
    drawn = io.BytesIO()
    bare.save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return drawn.getvalue()
