"""The sampling loop: batches equal single runs, pictures are read whole, every stop rule stops, nothing leaks."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from engine.context import CancelledError, RunContext
from engine.decoding.loop import decode
from engine.decoding.options import Candidate, DecodeOptions, StopRules
from engine.facade import Engine
from engine.models.adapter import Adapter, AdapterBundle
from engine.models.gill import Gill
from engine.models.key_values import KeyValues
from engine.prompting.cache import PrefixCache
from engine.prompting.prompt import Prompter
from gill_studio.core.errors import ModelError
from gill_studio.core.protocol import ProposeRequest, StoryPanel, TextGrew

FREE = StopRules(eos=False, newline=False, sentence=False, picture=False)
PROMPT = [2, 40, 41, 60, 99, 120]


def start(gill: Gill, ids: Sequence[int] = PROMPT) -> tuple[Tensor, KeyValues]:
    return PrefixCache(Prompter(gill)).read(list(ids), [])


def run(
    gill: Gill, options: DecodeOptions, seeds: Sequence[int] = (0,), prompt: Sequence[int] = PROMPT
) -> list[Candidate]:
    hidden, past = start(gill, prompt)
    found = dict(decode(gill, hidden, past, options, seeds, prompt))
    return [found[i] for i in range(len(seeds))]


class Favours:
    """Makes the model want certain tokens at certain steps: scores are raised, the rest stays as it is."""

    def __init__(self, gill: Gill, patch: pytest.MonkeyPatch, wanted: dict[int, int]) -> None:
        self.step = 0
        logits = gill.logits

        def favouring(hidden: Tensor) -> Tensor:
            scores = logits(hidden).clone()
            if self.step in wanted:
                scores[:, wanted[self.step]] = 1e4
            self.step += 1
            return scores

        patch.setattr(gill, "logits", favouring)


def token(gill: Gill, text: str) -> int:
    (found,) = gill.language.encode(text)
    return found


# Batches -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        DecodeOptions(max_tokens=12, temperature=1.0, stop=FREE),
        DecodeOptions(max_tokens=12, temperature=1.3, top_p=0.9, top_k=50, repetition_penalty=1.2),
        DecodeOptions(max_tokens=6, temperature=1.0, picture_bias=30.0, stop=FREE),
        DecodeOptions(max_tokens=10, temperature=1.0, picture_bias=20.0),
        DecodeOptions(max_tokens=8),
    ],
    ids=["plain", "nucleus", "pictures", "one picture", "greedy"],
)
def test_a_batch_equals_single_runs(options: DecodeOptions, gill: Gill) -> None:
    seeds = [3, 17, -5, 2**64 + 1]
    together = run(gill, options, seeds)
    for seed, candidate in zip(seeds, together, strict=True):
        (alone,) = run(gill, options, [seed])
        assert candidate.ids == alone.ids
        assert (candidate.text, candidate.reason) == (alone.text, alone.reason)
        assert abs(candidate.log_probability - alone.log_probability) < 1e-4
        assert len(candidate.image_states) == len(alone.image_states)
        for ours, theirs in zip(candidate.image_states, alone.image_states, strict=True):
            assert (ours - theirs).abs().max() < 1e-4
    if "picture" in {candidate.reason for candidate in together} or options.picture_bias > 20:
        assert any(candidate.image_states for candidate in together), "the case is worth its name"


@pytest.mark.usefixtures("_untouched_global_rng")
def test_sampling_is_deterministic_and_depends_on_the_seed(gill: Gill) -> None:
    options = DecodeOptions(max_tokens=12, temperature=1.0, stop=FREE)
    first, other, again = run(gill, options, [1, 2, 1])
    assert first.ids == again.ids != other.ids
    assert run(gill, options, [1])[0].ids == first.ids
    torch.rand(3, generator=torch.Generator().manual_seed(9))
    assert run(gill, options, [1])[0].ids == first.ids


def test_no_seeds_no_candidates(gill: Gill) -> None:
    assert run(gill, DecodeOptions(), []) == []


def test_log_probability_is_the_models_own(gill: Gill) -> None:
    """The mean over chosen tokens, without temperature, bias or penalty."""
    options = DecodeOptions(max_tokens=5, temperature=1.5, repetition_penalty=1.4, stop=FREE)
    (candidate,) = run(gill, options, [4])
    ids = [*PROMPT, *candidate.ids]
    with torch.no_grad():
        hidden, _ = gill.read(gill.embed(gill.tokens([ids])))
        scores = gill.logits(hidden[0, len(PROMPT) - 1 : -1]).log_softmax(-1)
    expected = scores.gather(-1, gill.tokens(candidate.ids)[:, None]).mean()
    assert abs(candidate.log_probability - float(expected)) < 1e-4


# Pictures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 2, 5])
@pytest.mark.parametrize("stop", [StopRules(), FREE], ids=["stop", "free"])
def test_a_picture_on_the_last_step_is_read_whole(steps: int, stop: StopRules, gill: Gill) -> None:
    options = DecodeOptions(max_tokens=steps, min_words=steps - 1, picture_bias=math.inf, stop=stop)
    (candidate,) = run(gill, options)
    images = list(gill.config.image_token_ids)
    assert candidate.ids[-len(images) :] == images
    assert len(candidate.ids) == steps - 1 + len(images)
    assert candidate.reason == ("picture" if stop.picture else "length")
    (states,) = candidate.image_states
    _, past = start(gill, [*PROMPT, *candidate.ids[: steps - 1]])
    assert states.shape == (len(images), gill.language.width)
    assert (states - gill.image_states(past)).abs().max() < 1e-5


def test_several_pictures_in_one_run(gill: Gill) -> None:
    options = DecodeOptions(max_tokens=3, picture_bias=math.inf, stop=FREE)
    (candidate,) = run(gill, options)
    images = list(gill.config.image_token_ids)
    assert candidate.ids == images * 3
    assert len(candidate.image_states) == 3
    for i, states in enumerate(candidate.image_states):
        _, past = start(gill, [*PROMPT, *images * i])
        assert (states - gill.image_states(past)).abs().max() < 1e-5


def test_words_go_on_after_a_picture(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = token(gill, "a"), token(gill, "b")
    images = list(gill.config.image_token_ids)
    Favours(gill, monkeypatch, {0: a, 1: gill.image_token, 2: b})
    (candidate,) = run(gill, DecodeOptions(max_tokens=3, stop=FREE))
    assert candidate.ids == [a, *images, b]
    assert candidate.text == "ab"
    with torch.no_grad():
        hidden, _ = gill.read(gill.embed(gill.tokens([[*PROMPT, a, *images]])))
    assert (candidate.image_states[0] - hidden[0, -len(images) :]).abs().max() < 1e-5


def test_no_picture_where_it_is_forbidden(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    Favours(gill, monkeypatch, dict.fromkeys(range(8), gill.image_token))
    (candidate,) = run(gill, DecodeOptions(max_tokens=8, picture_bias=0.0, temperature=1.0, stop=FREE))
    assert not set(candidate.ids) & set(gill.config.image_token_ids)


def test_a_window_that_fills_up_ends_the_run(gill: Gill) -> None:
    """Pictures take r positions a step; the run ends before the positions do."""
    window, r = gill.language.window, gill.config.image_tokens
    prompt = [2, *[40 + i % 200 for i in range(window - 3 * r - 2)]]
    hidden, past = start(gill, prompt)
    for seeds in ([0], [0, 1, 2]):
        options = DecodeOptions(max_tokens=64, temperature=1.0, picture_bias=1e3, stop=FREE)
        found = dict(decode(gill, hidden, past, options, seeds))
        for candidate in found.values():
            assert candidate.reason == "length"
            assert 0 < len(candidate.ids) <= window - len(prompt)
    with pytest.raises(ModelError, match="no room left"):
        next(iter(decode(gill, hidden, start(gill, [2] * window)[1], DecodeOptions(), [0])))


# Stop rules --------------------------------------------------------------------------------------------------------


def test_it_stops_at_the_end_of_text(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    (eos,) = gill.language.eos
    Favours(gill, monkeypatch, {0: token(gill, "a"), 1: eos})
    (candidate,) = run(gill, DecodeOptions(max_tokens=9))
    assert (candidate.text, candidate.reason) == ("a", "eos")
    assert eos not in candidate.ids
    Favours(gill, monkeypatch, {0: eos})
    assert run(gill, DecodeOptions(max_tokens=2, stop=FREE))[0].reason == "length"


def test_it_stops_at_a_line_break(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    Favours(gill, monkeypatch, {0: token(gill, "a"), 1: token(gill, "\n")})
    (candidate,) = run(gill, DecodeOptions(max_tokens=9))
    assert (candidate.text, candidate.reason) == ("a", "newline")


@pytest.mark.parametrize("ending", [".", "!", "?", "…", '."', "!’", "?)", "。"])
def test_it_stops_after_a_sentence_where_asked(ending: str, gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = gill.language.encode("a" + ending)
    Favours(gill, monkeypatch, dict(enumerate(ids)))
    (candidate,) = run(gill, DecodeOptions(max_tokens=12, stop=StopRules(sentence=True)))
    assert candidate.reason == "sentence"
    assert candidate.text == "a" + ending[:1]
    Favours(gill, monkeypatch, dict(enumerate(ids)))
    assert run(gill, DecodeOptions(max_tokens=len(ids) + 1))[0].reason == "length"


def test_it_stops_after_a_picture_where_asked(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    Favours(gill, monkeypatch, {0: token(gill, "a"), 1: gill.image_token})
    (candidate,) = run(gill, DecodeOptions(max_tokens=9))
    assert (candidate.text, candidate.reason, len(candidate.image_states)) == ("a", "picture", 1)


def test_it_stops_at_its_length(gill: Gill) -> None:
    (candidate,) = run(gill, DecodeOptions(max_tokens=7, stop=FREE, picture_bias=0.0))
    assert (len(candidate.ids), candidate.reason) == (7, "length")


def test_min_words_come_before_any_end(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    (eos,), newline = gill.language.eos, token(gill, "\n")
    for end, reason in ((eos, "eos"), (newline, "newline"), (gill.image_token, "picture")):
        for step in range(6):
            Favours(gill, monkeypatch, dict.fromkeys(range(step, 9), end))
            (candidate,) = run(gill, DecodeOptions(max_tokens=9, min_words=4))
            assert candidate.reason == reason
            words = [i for i in candidate.ids if i not in (newline, *gill.config.image_token_ids)]
            assert len(words) == max(step, 4)
            monkeypatch.undo()


def test_ends_are_not_held_back_as_repetitions(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    """OPT begins a text with the token that ends one: it stands in every prompt, and must still end a sentence."""
    (eos,) = gill.language.eos
    assert eos == gill.language.bos == PROMPT[0]
    logits = gill.logits

    def narrow(hidden: Tensor) -> Tensor:
        scores = logits(hidden).clone()
        scores[:, eos], scores[:, 40], scores[:, 50] = 1000.0, 900.0, 800.0
        return scores

    monkeypatch.setattr(gill, "logits", narrow)
    (candidate,) = run(gill, DecodeOptions(max_tokens=3, repetition_penalty=2.0))
    assert (candidate.ids, candidate.reason) == ([], "eos")
    free = DecodeOptions(max_tokens=1, repetition_penalty=2.0, min_words=1)
    assert run(gill, free)[0].ids == [50], "40 is in the prompt, and held back"


# Streaming and cancelling ------------------------------------------------------------------------------------------


def test_every_token_is_told_as_it_comes(gill: Gill) -> None:
    hidden, past = start(gill)
    lengths = []
    for _, candidate in decode(gill, hidden, past, DecodeOptions(max_tokens=5, stop=FREE, picture_bias=0.0), [0]):
        lengths.append(len(candidate.ids))
    assert lengths == [1, 2, 3, 4, 5]


def test_half_a_letter_is_not_shown(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = gill.language.encode("a🦊")
    assert len(ids) > 3
    Favours(gill, monkeypatch, dict(enumerate(ids)))
    hidden, past = start(gill)
    options = DecodeOptions(max_tokens=len(ids), stop=FREE)
    texts = [candidate.text for _, candidate in decode(gill, hidden, past, options, [0])]
    assert texts == ["a"] * (len(ids) - 1) + ["a🦊"]


def test_closing_the_generator_stops_the_model(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    read = gill.read

    def counted(*args: object, **kwargs: object) -> object:
        reads.append(1)
        return read(*args, **kwargs)  # type: ignore[arg-type]

    hidden, past = start(gill)
    monkeypatch.setattr(gill, "read", counted)
    running = decode(gill, hidden, past, DecodeOptions(max_tokens=50, stop=FREE), [0, 1])
    for _ in range(5):  # two rows: two full tokens and a half
        next(running)
    running.close()
    assert len(reads) == 2
    gc.collect()
    assert torch.is_grad_enabled(), "the generator's no_grad does not outlive it"


def test_a_proposal_is_cancelled_within_one_token(engine: Engine) -> None:
    heard: list[object] = []
    context = RunContext(cancelled=lambda: any(isinstance(part, TextGrew) for part in heard), on_partial=heard.append)
    request = ProposeRequest((StoryPanel("The fox."),))
    with pytest.raises(CancelledError):
        engine.propose(request, context)
    assert len(heard) == 1
    expected = engine.propose(request)
    assert expected == Engine.propose(engine, request), "what comes after a cancel is as ever"


def test_the_prompt_is_not_changed_by_what_follows_it(gill: Gill) -> None:
    hidden, past = start(gill)
    options = DecodeOptions(max_tokens=6, temperature=1.0, stop=FREE)
    runs = [[c.ids for _, c in sorted(dict(decode(gill, hidden, past, options, [1, 2])).items())] for _ in range(3)]
    assert runs[0] == runs[1] == runs[2]


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_values_that_are_not_numbers_are_reported(
    temperature: float, gill: Gill, monkeypatch: pytest.MonkeyPatch
) -> None:
    logits: Callable[[Tensor], Tensor] = gill.logits
    monkeypatch.setattr(gill, "logits", lambda hidden: logits(hidden * float("nan")))
    with pytest.raises(ModelError, match="not numbers"):
        run(gill, DecodeOptions(temperature=temperature))


# The composition ---------------------------------------------------------------------------------------------------


def test_image_ids_beyond_the_matrix_leave_a_gap_that_is_never_chosen(gill: Gill) -> None:
    ids = tuple(range(gill.language.rows + 5, gill.language.rows + 8))
    wide = Gill(gill.language, gill.vision, AdapterBundle(Adapter(replace(gill.config, image_token_ids=ids))))
    hidden, _ = start(wide)
    with torch.no_grad():
        scores = wide.logits(hidden)
    assert scores.shape == (gill.language.rows + 8,)
    assert (scores[gill.language.rows : gill.language.rows + 5] == -math.inf).all()
    assert scores[list(ids)].isfinite().all()
    (candidate,) = run(wide, DecodeOptions(max_tokens=6, temperature=1e30, stop=FREE), [3])
    assert not set(candidate.ids) & set(range(gill.language.rows, gill.language.rows + 5))


def test_image_ids_on_unused_rows_take_their_scores_over(gill: Gill) -> None:
    ids = (gill.language.rows - 2, gill.language.rows - 1)
    narrow = Gill(gill.language, gill.vision, AdapterBundle(Adapter(replace(gill.config, image_token_ids=ids))))
    hidden, _ = start(narrow)
    with torch.no_grad():
        scores, own = narrow.logits(hidden), gill.language.logits(hidden)
        images = hidden @ narrow.adapter.image_tokens.T
    assert scores.shape == own.shape
    assert torch.equal(scores[:-2], own[:-2])
    assert (scores[-2:] - images).abs().max() < 1e-5
    assert torch.equal(narrow.embed(narrow.tokens(ids)).detach(), narrow.adapter.image_tokens.detach())
