"""What is said about candidates, in a few words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from gill_studio.core.jobs import Job
from gill_studio.core.protocol import Decision
from ui.proposals.offer import Candidate, Kind, Offer

_MINUTE = 90


def decision_words(decision: Decision) -> str:
    """What the decision module holds best, with its probability."""
    translate = QCoreApplication.translate
    if decision.favours == "retrieve":
        return translate("Proposals", "GILL would retrieve: {} %").format(round(100 * decision.retrieve))
    return translate("Proposals", "GILL would generate: {} %").format(round(100 * decision.generate))


def note_words(offer: Offer, candidate: Candidate) -> str:
    """The small words on a candidate's card."""
    translate = QCoreApplication.translate
    if candidate.kept and not candidate.accepted:
        return translate("Proposals", "Kept as a take")
    if candidate.kind is Kind.TEXT:
        return translate("Proposals", "The likeliest") if candidate.favourite else ""
    if candidate.kind is Kind.RETRIEVED:
        return _retrieved(candidate)
    return _generated(offer, candidate)


def _retrieved(candidate: Candidate) -> str:
    translate = QCoreApplication.translate
    if candidate.score is None:
        return translate("Proposals", "Looking …")
    score = QLocale().toString(candidate.score, "f", 2)
    favoured = (
        translate("Proposals", "GILL’s choice · {}") if candidate.favourite else translate("Proposals", "Match {}")
    )
    return favoured.format(score)


def _generated(offer: Offer, candidate: Candidate) -> str:
    translate = QCoreApplication.translate
    if not candidate.ready:
        if candidate.path is None:
            return translate("Proposals", "Waiting …")
        return translate("Proposals", "Step {} of {}").format(offer.step, offer.steps)
    return translate("Proposals", "GILL’s choice") if candidate.favourite else translate("Proposals", "Generated")


def remaining_words(job: Job | None) -> str:
    """About how long it still takes; empty where nobody knows."""
    if job is None or job.remaining is None or job.remaining < 1:
        return ""
    if job.remaining < _MINUTE:
        return QCoreApplication.translate("Proposals", "about {} s").format(round(job.remaining))
    return QCoreApplication.translate("Proposals", "about {} min").format(round(job.remaining / 60))
