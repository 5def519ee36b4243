"""What is wrong with the data of a training, in the window's language."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from gill_studio.core.training_remarks import DataRemark, RemarkKind


class Remarked(QObject):
    """A sentence for each kind of remark: only a QObject's own `tr` is found by those who translate plurals."""

    def words(self, remark: DataRemark) -> str:
        """The sentence."""
        say: dict[RemarkKind, Callable[[DataRemark], str]] = {
            "folder-gone": lambda one: self.tr(
                "The folder {} is not there now; its pictures cannot be learnt. Connect its disk, or remove it."
            ).format(one.name),
            "no-pictures": lambda _: self.tr("There are no pictures to learn from. Add some in the library."),
            "no-captions": lambda _: self.tr(
                "No picture has a caption, and without captions nothing can be learnt. Write some in the library."
            ),
            "too-few": lambda one: self.tr(
                "%n captioned picture(s) may be learnt: two are the least. Add more in the library.", "", one.count
            ),
            "captions-missing": self._missing,
            "captions-proposed": lambda one: self.tr(
                "Of these, %n has (have) a proposed caption: accept it in the library to learn from it.", "", one.count
            ),
            "never-offered": lambda one: self.tr(
                "%n captioned picture(s) is (are) never to be offered, and left out.", "", one.count
            ),
            "unusable-files": lambda one: self.tr("%n file(s) cannot be used.", "", one.count),
            "by-heart": lambda one: self.tr(
                "There are only %n captioned picture(s): the model will learn these by heart.", "", one.count
            ),
            "show-the-same": lambda one: self.tr(
                "%n picture(s) show(s) the same as another; they stay on one side of the split.", "", one.count
            ),
            "same-caption": lambda one: self.tr(
                "%n picture(s) has (have) the same caption, “{}”: it does not tell them apart.", "", one.count
            ).format(one.name),
        }
        return say[remark.kind](remark)

    def _missing(self, remark: DataRemark) -> str:
        pictures = self.tr("%n picture(s)", "", remark.total)
        return self.tr("Of {}, %n has (have) no caption and is (are) left out.", "", remark.count).format(pictures)
