"""The queue: one job at a time, one end for each, whatever the engine says and in whatever order."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from gill_studio.core.jobs import Failure, Job, JobQueue, JobState
from gill_studio.core.messages import (
    Cancelled,
    Captions,
    Failed,
    Finished,
    ListModels,
    LoadModel,
    Partial,
    Progress,
    Ready,
)
from gill_studio.core.protocol import PaintPreview, PicturesRetrieved, ProposeRequest, TextGrew

DONE = Captions(())


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def queue_with(*titles: str) -> tuple[JobQueue, list[Job]]:
    queue = JobQueue(Clock())
    return queue, [queue.add(title, ListModels()) for title in titles]


def test_jobs_run_one_after_the_other() -> None:
    queue, (first, second) = queue_with("a", "b")
    started = queue.start_next()
    assert started is not None
    assert (started.id, started.state, started.started) == (first.id, JobState.RUNNING, 100.0)
    assert queue.start_next() is None, "one runs already"
    ended = queue.receive(Finished(first.id, DONE))
    assert ended is not None
    assert (ended.state, ended.result) == (JobState.FINISHED, DONE)
    following = queue.start_next()
    assert following is not None
    assert following.id == second.id


def test_urgent_jobs_go_before_others_and_first_ones_before_those() -> None:
    queue = JobQueue(Clock())
    queue.add("plain", ListModels())
    queue.add("urgent", ListModels(), urgent=True)
    queue.add("urgent too", ListModels(), urgent=True)
    queue.add("model", LoadModel(), first=True)
    assert [job.title for job in queue.jobs] == ["model", "urgent", "urgent too", "plain"]


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_runs_when_the_engine_says_so() -> None:
    queue, (first, second) = queue_with("a", "b")
    queue.start_next()
    running, waiting = queue.cancel(first.id), queue.cancel(second.id)
    assert running is not None
    assert waiting is not None
    assert (running.state, waiting.state) == (JobState.CANCELLING, JobState.CANCELLED)
    assert queue.cancel(first.id) is None, "it is told once"
    ended = queue.receive(Cancelled(first.id))
    assert ended is not None
    assert ended.state == JobState.CANCELLED


def test_what_was_found_before_a_cancel_stays() -> None:
    queue, (job,) = queue_with("a")
    queue.start_next()
    for value in (TextGrew(0, "The"), TextGrew(1, "A"), TextGrew(0, "The fox"), PicturesRetrieved((), None)):
        queue.receive(Partial(job.id, value))
    queue.receive(Partial(job.id, PaintPreview(1, 4, ())))
    queue.receive(Partial(job.id, PaintPreview(2, 4, ())))
    queue.cancel(job.id)
    ended = queue.receive(Cancelled(job.id))
    assert ended is not None
    assert ended.partials == (
        TextGrew(1, "A"),
        TextGrew(0, "The fox"),
        PicturesRetrieved((), None),
        PaintPreview(2, 4, ()),
    )


def test_a_result_that_was_quicker_than_the_cancel_counts() -> None:
    queue, (job,) = queue_with("a")
    queue.start_next()
    queue.cancel(job.id)
    ended = queue.receive(Finished(job.id, DONE))
    assert ended is not None
    assert (ended.state, ended.result) == (JobState.FINISHED, DONE)


def test_when_the_engine_dies_the_job_fails_but_one_that_was_cancelled_is_just_cancelled() -> None:
    queue, (first, second) = queue_with("a", "b")
    died = Failure("died", "The engine has ended.", "Ask again.")
    queue.start_next()
    ended = queue.fail(first.id, died)
    assert ended is not None
    assert (ended.state, ended.failure) == (JobState.FAILED, died)
    queue.start_next()
    queue.cancel(second.id)
    ended = queue.fail(second.id, died)
    assert ended is not None
    assert (ended.state, ended.failure) == (JobState.CANCELLED, None)


def test_messages_about_other_jobs_change_nothing() -> None:
    queue, (job, _) = queue_with("a", "b")
    assert queue.receive(Finished(job.id, DONE)) is None, "it does not run yet"
    queue.start_next()
    queue.receive(Failed(job.id, "bug", "m"))
    before = queue.jobs
    for message in (Finished(job.id, DONE), Progress(job.id, "x", 1, 2), Cancelled("nobody"), Ready(1, "")):
        assert queue.receive(message) is None
    assert queue.jobs == before


def test_only_the_last_jobs_are_kept() -> None:
    queue = JobQueue(Clock(), kept=3)
    for number in range(10):
        job = queue.add(str(number), ListModels())
        queue.start_next()
        queue.receive(Finished(job.id, DONE))
    assert [job.title for job in queue.jobs] == ["9", "8", "7"]


# Remaining time -----------------------------------------------------------------------------------------------------


def play(queue: JobQueue, clock: Clock, steps: list[tuple[str, int, int, float]]) -> list[float | None]:
    """Run one proposal with these (label, done, total, seconds) steps; the estimates after each."""
    job = queue.add("p", ProposeRequest())
    started = queue.start_next()
    assert started is not None
    estimates = []
    for label, done, total, seconds in steps:
        clock.now += seconds
        changed = queue.receive(Progress(job.id, label, done, total))
        assert changed is not None
        estimates.append(changed.remaining)
    clock.now += 0.5
    queue.receive(Finished(job.id, DONE))
    return estimates


def test_the_time_left_follows_the_pace_and_the_job_before() -> None:
    clock = Clock()
    queue = JobQueue(clock)
    steps = [("writing", n, 100, 0.1) for n in range(1, 41)] + [("painting", n, 10, 2.0) for n in range(1, 11)]
    first = play(queue, clock, steps)
    assert first[9] is not None
    assert 8 < first[9] < 10, "90 tokens at 0.1 s; of the painting it knows nothing yet"
    assert first[40] is not None
    assert 17 < first[40] < 19.5, "nine steps of painting at 2 s"
    second = play(queue, clock, steps)
    assert second[0] is not None
    assert 22 < second[0] < 25.5, "39 tokens, as the last time, then ten steps of painting"
    assert second[-1] == 0.0


def test_a_pace_that_changes_is_noticed() -> None:
    clock = Clock()
    queue = JobQueue(clock)
    estimates = play(queue, clock, [("painting", n, 30, 1.0 if n < 10 else 3.0) for n in range(1, 21)])
    assert estimates[8] is not None
    assert estimates[18] is not None
    assert 20 < estimates[8] < 22
    assert 28 < estimates[18] < 36


def test_before_anything_is_known_nothing_is_estimated() -> None:
    clock = Clock()
    queue = JobQueue(clock)
    job = queue.add("p", ProposeRequest())
    queue.start_next()
    running = queue.estimate()
    assert running is not None
    assert running.remaining is None
    clock.now += 60
    changed = queue.receive(Progress(job.id, "reading", 0, 0))
    assert changed is not None
    assert changed.remaining is None
    assert changed.fraction is None


# Any sequence at all ------------------------------------------------------------------------------------------------


class AnySequence(RuleBasedStateMachine):
    """Every job comes to exactly one end, and stays there."""

    jobs = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.queue = JobQueue(self.clock, kept=1000)
        self.ends: dict[str, Job] = {}

    def _note(self, job: Job | None) -> None:
        if job is not None and job.state.ended:
            assert job.id not in self.ends, "a second end"
            self.ends[job.id] = job

    @rule(target=jobs, urgent=st.booleans(), first=st.booleans())
    def add(self, urgent: bool, first: bool) -> str:
        return self.queue.add("t", ListModels(), urgent=urgent, first=first).id

    @rule()
    def start(self) -> None:
        before = self.queue.running
        started = self.queue.start_next()
        assert started is None or before is None

    @rule(job=jobs)
    def cancel(self, job: str) -> None:
        self._note(self.queue.cancel(job))

    @rule(job=jobs, seconds=st.floats(0, 100), numbers=st.tuples(st.integers(-5, 50), st.integers(-5, 50)))
    def progress(self, job: str, seconds: float, numbers: tuple[int, int]) -> None:
        self.clock.now += seconds
        self._note(self.queue.receive(Progress(job, f"l{numbers[0] % 3}", *numbers)))

    @rule(job=jobs, which=st.integers(0, 4))
    def end(self, job: str, which: int) -> None:
        messages = (Finished(job, DONE), Cancelled(job), Failed(job, "bug", "m"), Partial(job, TextGrew(0, "x")))
        if which < len(messages):
            self._note(self.queue.receive(messages[which]))
        else:
            self._note(self.queue.fail(job, Failure("died", "m")))

    @invariant()
    def holds(self) -> None:
        states = [job.state for job in self.queue.jobs]
        assert sum(state in {JobState.RUNNING, JobState.CANCELLING} for state in states) <= 1
        assert (self.queue.running is not None) == any(s in {JobState.RUNNING, JobState.CANCELLING} for s in states)
        for job in self.queue.jobs:
            assert job.state.ended == (job.id in self.ends)
            assert job.remaining is None or job.remaining >= 0
            assert (job.failure is not None) == (job.state == JobState.FAILED)
            if job.state.ended:
                assert job == self.ends[job.id], "what has ended changes no more"


AnySequence.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None, derandomize=True)
TestAnySequence = AnySequence.TestCase
