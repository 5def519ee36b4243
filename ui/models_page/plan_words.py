"""How a model would be put into this computer's memory, for people who know what memory is, and little more."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from gill_studio.core.jobs import Failure
from gill_studio.core.memory import PlannedMemory, PlannedPart, Remark
from ui.models_page.words import amount
from ui.told.words import error_words

translate = QCoreApplication.translate


def plan_words(plan: PlannedMemory | Failure | None) -> str:
    """The plan, a line a fact; or why there is none."""
    if plan is None:
        return translate("Models", "Looking …")
    return error_words(plan) if isinstance(plan, Failure) else "\n".join(_lines(plan))


def _lines(plan: PlannedMemory) -> Iterator[str]:
    yield translate("Models", "{}: {} free.").format(plan.device or translate("Models", "The CPU"), amount(plan.free))
    yield from (_part(part, on_device=bool(plan.device)) for part in plan.parts)
    yield translate("Models", "At most {} while writing and {} while painting.").format(
        amount(plan.writing), amount(plan.painting)
    )
    if plan.main_memory:
        yield translate("Models", "In main memory: up to {}.").format(amount(plan.main_memory))
    words = plan.window * 3 // 40 * 10  # English: 3 words in 4 tokens
    yield translate("Models", "Room for a story of {} tokens (some {} words).").format(plan.window, words)
    yield translate("Models", "Sentences proposed at once: {}.").format(plan.candidates)
    if any(part.role == "painter" for part in plan.parts):
        yield translate("Models", "Pictures painted at once: {}.").format(plan.pictures)
    if plan.sliced:
        yield translate("Models", "The painter computes attention in slices, which is slower.")
    if plan.tiled:
        yield translate("Models", "Pictures are decoded in tiles.")
    yield from (_remark(remark, plan) for remark in plan.remarks)


def _part(part: PlannedPart, *, on_device: bool) -> str:
    titles = {
        "language": translate("Models", "Language model"),
        "vision": translate("Models", "Vision encoder"),
        "adapter": translate("Models", "Adapter"),
        "painter": translate("Models", "Painter"),
    }
    precisions = {
        "float32": translate("Models", "full precision (32 bits)"),
        "bfloat16": translate("Models", "16 bits (bfloat16)"),
        "float16": translate("Models", "16 bits (float16)"),
        "int8": translate("Models", "8 bits"),
        "int4": translate("Models", "4 bits"),
    }
    places = {
        "resident": translate("Models", "stays on the device"),
        "swapped": translate("Models", "waits in main memory until it is needed"),
        "cpu": translate("Models", "runs on the CPU"),
    }
    facts = translate("Models", "{}: {}, {}").format(titles[part.role], precisions[part.precision], amount(part.bytes))
    return f"{facts}; {places[part.placement]}." if on_device else f"{facts}."


def _remark(remark: Remark, plan: PlannedMemory) -> str:
    language = sum(part.bytes for part in plan.parts if part.role == "language")
    sentences: dict[Remark, str] = {
        "too-large": translate(
            "Models",
            "This does not fit: {} are missing. Close other programs, or expect loading or painting to fail.",
        ).format(amount(plan.missing)),
        "bitsandbytes": translate(
            "Models",
            "With bitsandbytes the language model would fit in fewer bits: "
            "install GILL Studio with its extra “quantized”.",
        ),
        "rounded": translate(
            "Models", "The language model is rounded to 4 bits; its sentences may be a little worse than published."
        ),
        "in-turns": translate(
            "Models",
            "Language model and painter take turns on the device: each picture moves {} to main memory and back.",
        ).format(amount(language)),
        "language-on-cpu": translate("Models", "The language model runs on the CPU: expect seconds a word."),
        "painter-on-cpu": translate("Models", "The painter runs on the CPU: expect minutes a picture."),
        "short-story": translate("Models", "There is room for the last {} tokens of a story only.").format(plan.window),
    }
    return sentences[remark]
