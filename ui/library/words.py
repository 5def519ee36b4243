"""What is said of collections, in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from gill_studio.core.collections.model import CaptionSource, CollectedPicture, Coverage

translate = QCoreApplication.translate


class Counted(QObject):
    """Numbers with what they count: only a QObject's own `tr` is found by those who translate plurals."""

    def coverage(self, coverage: Coverage) -> str:
        """How many pictures there are, and how many have captions: "412 pictures, 380 with captions"."""
        pictures = self.tr("%n picture(s)", "", coverage.pictures)
        if not coverage.pictures:
            return pictures
        captioned = self.tr("%n with captions", "", coverage.captioned)
        return f"{pictures}, {captioned}"

    def more(self, coverage: Coverage) -> str:
        """What else there is to say, where there is: proposed captions, pictures never offered, files of no use."""
        counted = (
            (coverage.proposed, self.tr("%n with proposed captions", "", coverage.proposed)),
            (coverage.excluded, self.tr("%n never offered", "", coverage.excluded)),
            (coverage.problems, self.tr("%n file(s) cannot be used", "", coverage.problems)),
        )
        return "  ·  ".join(words for count, words in counted if count)

    def own_words(self, count: int) -> str:
        """That the writer's captions go with a collection."""
        return self.tr("%n caption(s) that you have written go with it.", "", count) if count else ""


def source_words(source: CaptionSource | None) -> str:
    """Where a caption comes from."""
    words = {
        CaptionSource.WRITER: translate("Library", "Your words"),
        CaptionSource.SIDECAR: translate("Library", "From a file beside it"),
        CaptionSource.XMP: translate("Library", "From the picture (XMP)"),
        CaptionSource.IPTC: translate("Library", "From the picture (IPTC)"),
        CaptionSource.EXIF: translate("Library", "From the picture (EXIF)"),
        CaptionSource.TAKEOUT: translate("Library", "From Google Takeout"),
        CaptionSource.DATASET: translate("Library", "From a dataset’s file"),
        CaptionSource.PROPOSED: translate("Library", "Proposed by GILL"),
    }
    return "" if source is None else words[source]


def scan_words(label: str, done: int, total: int) -> str:
    """What a scan does."""
    if label == "looking at pictures" and total:
        locale = QLocale()
        return translate("Library", "Looking at pictures: {} of {}").format(
            locale.toString(done), locale.toString(total)
        )
    return translate("Library", "Looking for pictures …")


def panels_words(panels: tuple[int, ...]) -> str:
    """Where in the story a picture is shown."""
    if len(panels) == 1:
        return translate("Library", "In panel {} of this story").format(panels[0])
    return translate("Library", "In panels {} of this story").format(", ".join(map(str, panels)))


def score_words(score: float) -> str:
    """How well a picture fits: a cosine similarity."""
    return QLocale().toString(score, "f", 2)


def picture_words(picture: CollectedPicture, score: float | None, panels: tuple[int, ...]) -> str:
    """All that a tile shows, for those who hear it."""
    caption = picture.caption or translate("Library", "No caption")
    parts = [caption, picture.path.name]
    if picture.caption_source is CaptionSource.PROPOSED:
        parts.append(source_words(CaptionSource.PROPOSED))
    if score is not None:
        parts.append(translate("Library", "fits {}").format(score_words(score)))
    if picture.excluded:
        parts.append(translate("Library", "never offered"))
    if panels:
        parts.append(panels_words(panels))
    return ". ".join(parts)
