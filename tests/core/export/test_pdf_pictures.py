"""Pictures in a PDF: JPEG bytes as they were, all others pixel by pixel, turned upright where they lie on a side."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from PIL import Image, ImageChops, ImageOps

from gill_studio.core.export.exporter import Source
from gill_studio.core.export.pdf.document import pdf_exporter
from gill_studio.core.export.pdf.options import Extra, PdfOptions
from gill_studio.core.story.model import Origin

PLAIN = PdfOptions(cover=Extra.NO, credits=False)


def exported(source: Source, folder: Path, options: PdfOptions = PLAIN) -> pypdf.PdfReader:
    target = folder / "story.pdf"
    result = pdf_exporter().export(source, target, options)
    assert not [sentence for sentence in result.warnings if "left out" in sentence]
    return pypdf.PdfReader(target, strict=True)


def image_objects(reader: pypdf.PdfReader) -> list[pypdf.generic.StreamObject]:
    """The image that each page shows, also where it is drawn by a form."""
    found = []
    for page in reader.pages:
        objects = page["/Resources"].get("/XObject", {})
        for one in objects.values():
            stream = one.get_object()
            if stream["/Subtype"] == "/Form":
                assert stream["/BBox"] == [0, 0, 1, 1]
                stream = next(iter(stream["/Resources"]["/XObject"].values())).get_object()
            found.append(stream)
    return found


@pytest.mark.parametrize("kind", ["jpeg", "progressive", "grey jpeg", "jpeg with profile", "portrait", "turned 6"])
def test_jpeg_bytes_go_in_as_they_are(kind, kinds, maker, tmp_path):
    data, media_type = kinds[kind]
    reader = exported(maker.source(maker.panel("A fox.", maker.take(data, media_type))), tmp_path)
    (image,) = image_objects(reader)
    assert image["/Filter"] == "/DCTDecode"
    assert image._data == data
    assert (image["/Width"], image["/Height"]) == Image.open(io.BytesIO(data)).size


OTHERS = ("png", "png with profile", "grey png", "palette png", "transparent palette png", "transparent png")


@pytest.mark.parametrize("kind", [*OTHERS, "webp", "transparent webp", "gif", "bmp", "tiff"])
def test_other_pictures_keep_every_pixel(kind, kinds, maker, tmp_path):
    data, media_type = kinds[kind]
    reader = exported(maker.source(maker.panel("A fox.", maker.take(data, media_type))), tmp_path)
    (found,) = reader.pages[0].images
    original = Image.open(io.BytesIO(data))
    mode = "RGBA" if original.has_transparency_data else "RGB"
    assert found.image.size == original.size
    # Under transparency, pypdf gives colours and their opacity as we put them in.
    assert ImageChops.difference(found.image.convert(mode), original.convert(mode)).getbbox() is None


def test_sixteen_bits_stay_sixteen(kinds, maker, tmp_path):
    data, media_type = kinds["grey 16 png"]
    (image,) = image_objects(exported(maker.source(maker.panel("", maker.take(data, media_type))), tmp_path))
    assert (image["/BitsPerComponent"], image["/ColorSpace"]) == (16, "/DeviceGray")
    assert image.get_data() == Image.open(io.BytesIO(data)).tobytes("raw", "I;16B")


@pytest.mark.parametrize("kind", ["png", "bit png", "palette png", "grey 16 png"])
def test_rows_of_a_png_are_not_compressed_anew(kind, kinds, maker, tmp_path):
    data, media_type = kinds[kind]
    (image,) = image_objects(exported(maker.source(maker.panel("", maker.take(data, media_type))), tmp_path))
    assert image._data in data
    assert image["/DecodeParms"]["/BitsPerComponent"] == {"bit png": 1, "grey 16 png": 16}.get(kind, 8)


@pytest.mark.parametrize("kind", ["jpeg with profile", "png with profile"])
def test_a_colour_profile_goes_along(kind, kinds, maker, tmp_path):
    data, media_type = kinds[kind]
    (image,) = image_objects(exported(maker.source(maker.panel("", maker.take(data, media_type))), tmp_path))
    name, profile = image["/ColorSpace"]
    assert name == "/ICCBased"
    assert profile.get_object().get_data() == Image.open(io.BytesIO(data)).info["icc_profile"]


def test_ink_becomes_light(kinds, maker, tmp_path):
    data, media_type = kinds["cmyk jpeg"]
    reader = exported(maker.source(maker.panel("", maker.take(data, media_type))), tmp_path)
    (found,) = reader.pages[0].images
    expected = Image.open(io.BytesIO(data)).convert("RGB")
    assert ImageChops.difference(found.image.convert("RGB"), expected).getbbox() is None


TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@pytest.mark.parametrize("orientation", TURNS)
def test_a_picture_is_turned_as_its_orientation_says(orientation, turned, maker, tmp_path):
    """The matrix takes the corners of the unit square to where turning the pixels takes the picture's corners."""
    data = turned(orientation)
    reader = exported(maker.source(maker.panel("", maker.take(data, "image/jpeg"))), tmp_path)
    (outer,) = (one.get_object() for one in reader.pages[0]["/Resources"]["/XObject"].values())
    a, b, c, d, e, f = 1, 0, 0, 1, 0, 0
    if outer["/Subtype"] == "/Form":
        a, b, c, d, e, f = (int(part) for part in outer.get_data().split(b" cm")[0].split())
    corners = Image.new("L", (2, 2))
    corners.putdata([1, 2, 3, 4])  # upper left, upper right, lower left, lower right
    upright = corners if TURNS[orientation] is None else corners.transpose(TURNS[orientation])
    assert ImageOps.exif_transpose(Image.open(io.BytesIO(data))).size == (60, 90)[:: 1 if orientation > 4 else -1]
    for x in (0, 1):
        for y in (0, 1):
            put = (a * x + c * y + e, b * x + d * y + f)
            assert upright.getpixel((put[0], 1 - put[1])) == corners.getpixel((x, 1 - y))


def test_one_picture_on_many_panels_is_there_once(kinds, maker, tmp_path):
    take = maker.take(*kinds["jpeg"])
    panels = [maker.panel(f"Panel {n}", take) for n in range(5)]
    target = tmp_path / "story.pdf"
    pdf_exporter().export(maker.source(*panels), target, PLAIN)
    assert target.read_bytes().count(kinds["jpeg"][0]) == 1


def test_fewer_pixels_only_where_they_are_asked_for(maker, drawn, saved, tmp_path):
    data = saved(drawn(2000, 1000), "JPEG")
    source = maker.source(maker.panel("A fox.", maker.take(data, "image/jpeg")))
    (image,) = image_objects(exported(source, tmp_path))
    assert image["/Width"] == 2000
    (image,) = image_objects(exported(source, tmp_path, PdfOptions(cover=Extra.NO, credits=False, dpi=100)))
    assert 600 < image["/Width"] < 830, "A4 is 8.27 inches wide, the picture a little less"
    assert image["/Width"] == 2 * image["/Height"]


def test_generated_pictures_say_so_inside_the_pdf(kinds, maker, recipe, tmp_path):
    own = maker.take(*kinds["jpeg"])
    painted = maker.take(*kinds["png"], Origin.GENERATED, recipe=recipe)
    source = maker.source(maker.panel("", own), maker.panel("", painted))
    first, second = image_objects(exported(source, tmp_path))
    assert "/Metadata" not in first
    packet = second["/Metadata"].get_object().get_data()
    assert b"digitalsourcetype/trainedAlgorithmicMedia" in packet
    assert b"starter" not in packet, "the recipe goes along only when the writer ticks it"
    with_recipe = PdfOptions(cover=Extra.NO, credits=False, recipe=True)
    packet = image_objects(exported(source, tmp_path, with_recipe))[1]["/Metadata"].get_object().get_data()
    assert b"starter" in packet
    assert b"secret" not in packet


def test_a_picture_that_is_gone_leaves_its_place_and_a_word(kinds, maker, tmp_path):
    gone = maker.take(*kinds["jpeg"])
    damaged = maker.take(*kinds["webp"])
    maker.pictures.data.pop(gone.picture.sha256)
    maker.pictures.data[damaged.picture.sha256] = b"RIFF????WEBPnothing"
    source = maker.source(maker.panel("One.", gone), maker.panel("Two.", damaged), maker.panel("Three."))
    result = pdf_exporter().export(source, tmp_path / "story.pdf", PLAIN)
    assert any("panel 1 is left out: The picture is gone" in sentence for sentence in result.warnings)
    assert any("panel 2 is left out" in sentence for sentence in result.warnings)
    assert len(pypdf.PdfReader(tmp_path / "story.pdf", strict=True).pages) == 3
