"""The description in an XMP packet (`dc:description`), from inside a picture or from a sidecar file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gill_studio.core.collections.captions.text import CaptionFileError, caption_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element  # only the type: strangers' XML is read by defusedxml

_MOST = 4 << 20
_DC = "{http://purl.org/dc/elements/1.1/}description"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def xmp_description(packet: bytes) -> str:
    """The description in its default language, else the first; empty where there is none.

    CaptionFileError when it is no XML, or XML that is made to do harm.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if len(packet) > _MOST:
        raise CaptionFileError("The XMP packet is too large.", "Write the description anew.")
    try:
        root: Element = fromstring(packet.strip(b"\x00 \r\n\t"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise CaptionFileError(f"The XMP packet cannot be read: {error}.", "Write the description anew.") from error
    texts = {language: text for language, text in _descriptions(root) if text}
    return texts.get("x-default") or next(iter(texts.values()), "")


def _descriptions(root: Element) -> Iterator[tuple[str, str]]:
    """Language and text of each description, however it is written down."""
    for element in root.iter():
        if _DC in element.attrib:
            yield "", caption_text(element.attrib[_DC])
        if element.tag == _DC:
            for item in element.iter(f"{_RDF}li"):
                yield item.get(_LANGUAGE, ""), caption_text(item.text)
            yield "", caption_text(element.text)
