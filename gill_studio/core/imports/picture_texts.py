"""What picture files say about themselves: captions, alternative texts and keywords in XMP, IPTC and EXIF."""

from __future__ import annotations

import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError

from gill_studio.core.export.pictures import opened
from gill_studio.core.export.text import clean, one_line
from gill_studio.core.export.xmp import xmp_of
from gill_studio.core.imports.imported import decoded

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

_LARGEST = 1 << 20
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ALT = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}AltTextAccessibility"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CAPTION, _KEYWORDS = (2, 120), (2, 25)  # records and data sets of IPTC's IIM
_DESCRIPTION, _USER_COMMENT, _EXIF = 0x010E, 0x9286, 0x8769
_MOST_TAGS = 100
_OF_CAMERAS = ("olympus digital camera", "sony dsc", "minolta digital camera", "kodak digital still camera", "default")
"""What cameras write where a caption should be."""


@dataclass(frozen=True, slots=True)
class PictureTexts:
    """Texts about a picture, from inside its file."""

    caption: str = ""
    alt_text: str = ""
    tags: tuple[str, ...] = ()


def texts_in(data: bytes, media_type: str) -> PictureTexts:
    """What the file says: XMP before IPTC before EXIF. Damaged parts say nothing."""
    xmp = _xmp(xmp_of(data, media_type))
    others = PictureTexts()
    with suppress(Exception), warnings.catch_warnings():  # a decoder may raise anything on a hostile file
        warnings.simplefilter("ignore")
        with opened(data) as image:
            others = _from_image(image)
    return PictureTexts(xmp.caption or others.caption, xmp.alt_text, xmp.tags or others.tags)


def _xmp(packet: bytes | None) -> PictureTexts:
    if packet is None or len(packet) > _LARGEST:
        return PictureTexts()
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(packet.strip(b" \0\t\r\n"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return PictureTexts()
    subject = root.find(f".//{_DC}subject")
    words = [] if subject is None else [one_line(li.text or "") for li in subject.iter(f"{_RDF}li")]
    return PictureTexts(_in_language(root, f"{_DC}description"), one_line(_in_language(root, _ALT)), _tags(words))


def _in_language(root: Element, name: str) -> str:
    """The text of a property that may be there in several languages, in the default one."""
    found = root.find(f".//{name}")
    if found is None:
        return ""
    texts = {li.get(_LANG, ""): li.text or "" for li in found.iter(f"{_RDF}li")}
    text = texts.get("x-default") or next(iter(texts.values()), "") or found.text or ""
    return clean(text).strip()


def _from_image(image: ImageFile) -> PictureTexts:
    from PIL import IptcImagePlugin

    caption, words = "", []
    found = IptcImagePlugin.getiptcinfo(image) or {}
    caption = _text(found.get(_CAPTION))
    listed = found.get(_KEYWORDS, [])
    words = [_text(word) for word in (listed if isinstance(listed, list) else [listed])]
    exif = image.getexif()
    for value in (exif.get(_DESCRIPTION), image.info.get("Description"), image.info.get("comment"), _comment(image)):
        caption = caption or _own(_text(value))
    return PictureTexts(caption, "", _tags(words))


def _comment(image: ImageFile) -> object:
    """EXIF's comment, which begins with eight characters that say how it is encoded."""
    value = image.getexif().get_ifd(_EXIF).get(_USER_COMMENT)
    if not isinstance(value, bytes):
        return None
    head, body = value[:8], value[8:]
    return body.decode("utf-16", "ignore") if head == b"UNICODE\0" else body


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, str):
        with suppress(UnicodeError):  # what Pillow took for Latin-1 is UTF-8 more often than not
            value = value.encode("latin-1").decode("utf-8")
    if isinstance(value, bytes):
        value = decoded(value[:_LARGEST])
    return clean(value[:_LARGEST]).strip() if isinstance(value, str) else ""


def _own(caption: str) -> str:
    return "" if caption.casefold().startswith(_OF_CAMERAS) else caption


def _tags(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_line(word)[:200] for word in words if word.strip()))[:_MOST_TAGS]
