"""Where a picture comes from, said inside its file as the IPTC has it: DigitalSourceType, in XMP.

The writer's own pictures and those found in collections are never touched.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from enum import StrEnum
from xml.sax.saxutils import escape

import gill_studio
from gill_studio.core.export.text import clean, one_line
from gill_studio.core.export.xmp import KINDS, with_xmp, xmp_of
from gill_studio.core.story.model import Origin, Recipe, Take

_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_FOUND = re.compile(rb"digitalsourcetype/(\w+)")


class SourceType(StrEnum):
    """The IPTC's words for pictures that a model made, or made and somebody changed."""

    GENERATED = "trainedAlgorithmicMedia"
    EDITED = "compositeWithTrainedAlgorithmicMedia"


def source_type(take: Take) -> SourceType | None:
    """What a take is to be called; None for a picture that no model made.

    A picture that came from elsewhere, but with the recipe of a painting, is a generated one that was edited.
    """
    if take.origin is Origin.GENERATED:
        return SourceType.GENERATED
    painted = take.recipe is not None and take.recipe.painting is not None
    return SourceType.EDITED if painted else None


def source_type_in(data: bytes, media_type: str) -> SourceType | None:
    """What the picture file itself says that it is, of those two."""
    found = _FOUND.search(xmp_of(data, media_type) or b"")
    with suppress(ValueError):
        return SourceType(found.group(1).decode()) if found else None
    return None


def packet_for(take: Take, *, recipe: bool) -> bytes | None:
    """The XMP packet that says how a take was made; None for a picture that no model made."""
    kind = source_type(take)
    if kind is None:
        return None
    made = take.recipe if recipe else None
    return _packet(kind, "" if made is None else _facts(made))


def _packet(kind: SourceType, facts: str = "") -> bytes:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="GILL Studio">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:gill="urn:gill-studio:recipe/">'
        f"<Iptc4xmpExt:DigitalSourceType>{_VOCABULARY}{kind}</Iptc4xmpExt:DigitalSourceType>"
        f"<xmp:CreatorTool>GILL Studio {gill_studio.__version__}</xmp:CreatorTool>{facts}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def marked(data: bytes, media_type: str, take: Take, *, recipe: bool = False) -> bytes:
    """The picture file with its provenance inside, where a model made it and its kind can hold that.

    `recipe` adds the model, the seed and the rest, but nothing of the story's text.
    """
    packet = packet_for(take, recipe=recipe)
    if packet is None or media_type not in KINDS:
        return data
    if not recipe and source_type_in(data, media_type) is source_type(take):
        return data
    with suppress(ValueError):  # a file that decoders forgive; it is left as it is
        return with_xmp(data, media_type, packet)
    return data


def marked_as(data: bytes, media_type: str, kind: SourceType) -> bytes:
    """A picture file of ours that says what it is, where its kind can hold that."""
    return with_xmp(data, media_type, _packet(kind)) if media_type in KINDS else data


def _facts(recipe: Recipe) -> str:
    how = recipe.painting
    painting = {} if how is None else {name: getattr(how, name) for name in how.__slots__}
    record = {"model": recipe.model, "model_fingerprint": recipe.model_fingerprint}
    record |= {"adapter_fingerprint": recipe.adapter_fingerprint} | painting
    text = json.dumps({name: value for name, value in record.items() if value not in ("", None)}, ensure_ascii=False)
    system = escape(one_line(recipe.model))
    return (
        f"<Iptc4xmpExt:AISystemUsed>{system}</Iptc4xmpExt:AISystemUsed><gill:recipe>{escape(clean(text))}</gill:recipe>"
    )
