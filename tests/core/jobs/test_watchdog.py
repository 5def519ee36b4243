"""Who is silent too long is ended, and who only takes long is not."""

from __future__ import annotations

import pytest

from gill_studio.core.watchdog import Limits, Verdict, Watchdog

TICK = 0.25


def wait(
    dog: Watchdog, seconds: float, *, computing: bool = False, halted: bool = False
) -> tuple[Verdict, float] | None:
    """Let time go by; the verdict and when it was reached, None where there was none."""
    ticks, cpu = round(seconds / TICK), 0.0
    for number in range(1, ticks + 1):
        cpu += TICK if computing else 0.0
        verdict = dog.tick(TICK, cpu=cpu, halted=halted)
        if verdict is not None:
            return verdict, number * TICK
    return None


def writing(dog: Watchdog, step: float = 0.5) -> None:
    """A job in the middle of writing, whose longest step so far took `step` seconds."""
    dog.job_started(loading=False)
    dog.progressed("reading", between=True)
    dog.progressed("writing", between=False)
    wait(dog, step)
    dog.progressed("writing", between=False)


def test_a_hung_step_is_ended_three_seconds_after_the_longest_seen() -> None:
    dog = Watchdog()
    writing(dog, 0.5)
    found = wait(dog, 60)
    assert found is not None
    assert found[0] == Verdict.HUNG
    assert 3.5 < found[1] <= 4.0


def test_also_when_it_computes_all_the_time() -> None:
    dog = Watchdog()
    writing(dog, 2.0)
    found = wait(dog, 60, computing=True)
    assert found is not None
    assert 5.0 < found[1] <= 5.5


def test_one_that_other_programs_leave_no_time_is_not_taken_for_a_hung_one() -> None:
    dog = Watchdog()
    writing(dog, 0.5)
    cpu = 0.0
    for _ in range(int(20 / TICK)):
        cpu += TICK / 10
        assert dog.tick(TICK, cpu=cpu, halted=False, eager=True) is None, "2 s of its own in 20"
    assert wait(dog, 3.5) is not None, "asleep, it has no such excuse"
    writing(dog, 0.5)
    forever = [dog.tick(TICK, cpu=0.0, halted=False, eager=True) for _ in range(int(1000 / TICK))]
    assert Verdict.HUNG in forever, "some time, it has to end"


def test_the_longest_step_is_remembered_over_jobs_and_processes_but_not_over_models() -> None:
    dog = Watchdog()
    writing(dog, 4.0)
    dog.rest()
    dog.process_started()
    writing(dog, 0.25)
    assert wait(dog, 6.8) is None
    dog.forget_pace()
    writing(dog, 0.25)
    assert wait(dog, 6.8) is not None


@pytest.mark.parametrize("label", ["looking", "looking at pictures", "drawing the sample collection"])
def test_steps_that_are_not_alike_tell_nothing_of_the_next(label: str) -> None:
    """Eight small pictures, then eight of a hundred megapixels from a slow disk."""
    dog = Watchdog()
    dog.job_started(loading=False)
    for _ in range(3):
        dog.progressed(label, between=False)
        wait(dog, 0.25)
    assert wait(dog, 55) is None
    assert wait(dog, 20) is not None


def test_between_two_activities_nobody_knows_how_long_it_takes() -> None:
    """After the last denoising step, the picture is decoded: on a slow computer that takes longer than all steps."""
    dog = Watchdog()
    dog.job_started(loading=False)
    for step in range(1, 5):
        wait(dog, 0.25)
        dog.progressed("painting", between=step == 4)
    assert wait(dog, 300, computing=True) is None
    writing(dog)
    dog.heard(between=True)  # pictures were retrieved: the painter is next, and may have to be loaded
    assert wait(dog, 300, computing=True) is None


def test_a_process_that_computes_gets_long_and_one_that_sleeps_a_minute() -> None:
    dog = Watchdog()
    dog.job_started(loading=False)
    found = wait(dog, 100)
    assert found is not None
    assert 60 < found[1] <= 60.5
    dog.job_started(loading=False)
    found = wait(dog, 1000, computing=True)
    assert found is not None
    assert 900 < found[1] <= 900.5


def test_loading_a_model_has_a_limit_of_its_own() -> None:
    dog = Watchdog()
    dog.job_started(loading=True)
    for _ in range(3):
        dog.progressed("loading the painter", between=False)
        wait(dog, 0.25)
    assert wait(dog, 500) is None
    assert wait(dog, 300) is not None


@pytest.mark.parametrize(("step", "expected"), [(0.5, 3.5), (6.0, 9.0)])
def test_who_does_not_cancel_is_ended_three_seconds_after_the_longest_step(step: float, expected: float) -> None:
    dog = Watchdog()
    writing(dog, step)
    wait(dog, 0.5)
    dog.cancelling()
    found = wait(dog, 60, computing=True)
    assert found is not None
    assert found[0] == Verdict.WILL_NOT_CANCEL
    assert expected < found[1] <= expected + 0.5


def test_where_the_next_step_is_not_known_a_cancel_has_ten_seconds() -> None:
    dog = Watchdog()
    dog.job_started(loading=False)
    dog.cancelling()
    found = wait(dog, 60)
    assert found is not None
    assert 10 < found[1] <= 10.5


@pytest.mark.parametrize("loading", [False, True])
def test_a_halted_process_is_ended_after_the_grace_whatever_it_did(loading: bool) -> None:
    dog = Watchdog()
    dog.job_started(loading=loading)
    found = wait(dog, 60, halted=True)
    assert found is not None
    assert found[0] == Verdict.HALTED
    assert 3 < found[1] <= 3.5


def test_a_process_that_says_nothing_at_all_has_not_started() -> None:
    dog = Watchdog(Limits(starting=5.0))
    dog.process_started()
    assert wait(dog, 60) == (Verdict.NOT_STARTED, 5.25)


def test_who_has_nothing_to_do_may_be_silent() -> None:
    dog = Watchdog()
    dog.process_started()
    dog.rest()
    assert wait(dog, 4000, halted=True) is None
    assert dog.silent == 0.0
