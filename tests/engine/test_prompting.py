"""What the language model reads of a story: BOS, marks, plain text, the window, and each picture looked at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import Tensor

from engine.context import CancelledError, RunContext
from engine.models.adapter import Adapter, AdapterBundle, PromptFormat
from engine.models.gill import Gill
from engine.pictures import Picture
from engine.prompting.prompt import ContextPanel, Next, Piece, Prompter
from gill_studio.core.errors import ModelError

Red = Callable[..., Picture]


def with_prompt(gill: Gill, prompt: PromptFormat) -> Gill:
    """The same model with an adapter that asks for these marks."""
    return Gill(gill.language, gill.vision, AdapterBundle(Adapter(replace(gill.config, prompt=prompt))))


@pytest.fixture
def prompter(gill: Gill) -> Prompter:
    return Prompter(gill)


def drawn(prompter: Prompter, pieces: list[Piece]) -> str:
    """Pieces as a drawing: ^ for BOS, # for a run of one picture's vectors, words as they are."""
    found, words = "", []
    gill = prompter.gill
    for piece in [*pieces, None]:
        if isinstance(piece, int) and piece != gill.language.bos:
            words.append(piece)
            continue
        found += gill.language.decode(words)
        words = []
        if piece == gill.language.bos:
            found += "^"
        elif piece is not None:
            assert isinstance(piece, tuple)
            found += "#" if piece[1] == gill.config.visual_tokens - 1 else ""
    return found


def story(text: str, picture: Picture) -> list[ContextPanel]:
    """`story("a# b #")`: panels between blanks, # for a picture."""
    return [ContextPanel(part.rstrip("#"), picture if part.endswith("#") else None) for part in text.split(" ")]


MARKS = PromptFormat("<", ">", "|")
AT_START = PromptFormat("<", ">", "|", "start")


@pytest.mark.parametrize(
    ("prompt", "panels", "then", "expected"),
    [
        (PromptFormat(), "a", "nothing", "^a"),
        (PromptFormat(), "a#", "nothing", "^a#"),
        (PromptFormat(), "# a", "nothing", "#^a"),
        (PromptFormat(), "# # a b", "nothing", "##^ab"),
        (PromptFormat(), "a# b# c", "nothing", "^a#b#c"),
        (PromptFormat(), "#", "nothing", "^#"),
        (PromptFormat(), "# #", "nothing", "^##"),
        (PromptFormat(), "#", "caption", "#^"),
        (PromptFormat(), "# #", "caption", "##^"),
        (PromptFormat(), "a #", "caption", "^a#"),
        (PromptFormat(), "#", "panel", "^#"),
        (MARKS, "a# b", "nothing", "^a<#>|b"),
        (MARKS, "a# b", "panel", "^a<#>|b|"),
        (MARKS, "# a", "nothing", "<#>|^a"),
        (MARKS, "#", "caption", "<#>^"),
        (AT_START, "# a# b", "nothing", "^<#>|a<#>|b"),
        (AT_START, "a", "panel", "^a|"),
        (AT_START, "#", "caption", "^<#>"),
        (AT_START, "#", "nothing", "^<#>"),
    ],
)
def test_bos_and_marks(
    prompt: PromptFormat, panels: str, then: Next, expected: str, gill: Gill, colour_picture: Red
) -> None:
    prompter = Prompter(with_prompt(gill, prompt))
    assert drawn(prompter, prompter.pieces(story(panels, colour_picture("red")), then)) == expected


def test_an_empty_story_is_bos(prompter: Prompter) -> None:
    for panels in ([], [ContextPanel()], [ContextPanel("  \n ")]):
        assert prompter.pieces(panels) == [prompter.gill.language.bos]


def test_a_missing_and_an_empty_caption_are_the_same(prompter: Prompter, colour_picture: Red) -> None:
    picture = colour_picture("red")
    expected = prompter.pieces([ContextPanel("", picture), ContextPanel("b")])
    assert prompter.pieces([ContextPanel(" \t\n", picture), ContextPanel("b")]) == expected


def test_a_picture_is_its_k_vectors_by_content(prompter: Prompter, colour_picture: Red) -> None:
    red, blue = colour_picture("red"), colour_picture("blue")
    pieces = prompter.pieces([ContextPanel("", red), ContextPanel("", blue), ContextPanel("", colour_picture("red"))])
    k = prompter.gill.config.visual_tokens
    expected = [(picture.digest, i) for picture in (red, blue, red) for i in range(k)]
    assert pieces[1:] == expected


def test_words_of_the_story_are_told_from_its_frame(gill: Gill, colour_picture: Red) -> None:
    prompter = Prompter(with_prompt(gill, MARKS))
    marked = prompter.marked_pieces(story("# ab", colour_picture("red")), "panel")
    assert drawn(prompter, [piece for piece, is_word in marked if is_word]) == "^ab"
    assert drawn(prompter, [piece for piece, is_word in marked if not is_word]) == "<#>||"


# Plain text --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["</s>", "<s>", "<pad>", "[IMG0]", "[IMG1][IMG2]", "<|image|>", "a</s>b", "<unk>"])
def test_typed_tokens_stay_text(text: str, gill: Gill, parity_gill: Gill) -> None:
    for model in (gill, parity_gill):
        ids = model.language.encode(text)
        assert not set(ids) & {*model.language.tokenizer.all_special_ids, *model.config.image_token_ids}
        assert model.language.decode(ids) == text


@given(text=st.text(max_size=40))
@example(text="🦊👩‍👩‍👧 a 🏴󠁧󠁢󠁳󠁣󠁴󠁿")
@example(text="השועל מוצא בלון")
@example(text="الثعلب يجد بالونا")
@example(text="نص مع English ו-עברית \u202e abc")
@example(text="a\0b\x1b\x7f\u2028")
def test_any_text_survives(text: str, gill: Gill) -> None:
    assert gill.language.decode(gill.language.encode(text)) == text


@pytest.mark.parametrize("text", ["\ud800", "half \udc00 of a letter", "\ud83e\ud800"])
def test_half_letters_become_question_marks(text: str, gill: Gill) -> None:
    """Lone surrogates come from broken pastes; tokenizers raise a TypeError on them."""
    found = gill.language.decode(gill.language.encode(text))
    assert found == "".join("?" if "\ud800" <= letter <= "\udfff" else letter for letter in text)


# Embeddings --------------------------------------------------------------------------------------------------------


def test_embeddings_are_words_images_and_visual_vectors(prompter: Prompter, colour_picture: Red) -> None:
    gill, picture = prompter.gill, colour_picture("red")
    pieces: list[Piece] = [gill.language.bos, gill.image_token, (picture.digest, 0), (picture.digest, 1), 5]
    found = prompter.embed(pieces, [picture])
    matrix, vectors = gill.language.input_matrix.weight, gill.caption_vectors(prompter.features([picture]))[0]
    expected = torch.stack(
        [matrix[gill.language.bos], gill.adapter.image_tokens[0].detach(), vectors[0], vectors[1], matrix[5]]
    )
    assert torch.equal(found.detach(), expected)


class Looks:
    """Counts the pictures that the vision encoder is shown."""

    def __init__(self, gill: Gill, patch: pytest.MonkeyPatch) -> None:
        self.count = 0
        pooled = gill.vision.pooled

        def counted(pixels: Tensor) -> Tensor:
            self.count += len(pixels)
            return pooled(pixels)

        patch.setattr(gill.vision, "pooled", counted)


def test_each_picture_is_looked_at_once(
    prompter: Prompter, colour_picture: Red, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Looks(prompter.gill, monkeypatch)
    colours = ["red", "blue", "red", "lime", "blue"]
    first = prompter.features([colour_picture(colour) for colour in colours])
    assert looks.count == 3
    again = prompter.features([colour_picture(colour) for colour in colours])
    assert looks.count == 3
    assert torch.equal(first, again)
    assert torch.equal(first[0], first[2])
    assert not torch.equal(first[0], first[1])
    assert prompter.features([]).shape == (0, prompter.gill.vision.width)


def test_the_features_longest_unused_are_forgotten(
    gill: Gill, colour_picture: Red, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompter, looks = Prompter(gill, cached_pictures=2), Looks(gill, monkeypatch)
    for colour in ("red", "blue", "red", "lime", "red"):
        prompter.features([colour_picture(colour)])
    assert looks.count == 3
    prompter.features([colour_picture("blue")])
    assert looks.count == 4
    many = [colour_picture((i, 0, 0)) for i in range(5)]
    assert prompter.features(many).shape[0] == 5, "a story with more pictures than are kept is still read"


def test_looking_at_many_pictures_can_be_cancelled(
    prompter: Prompter, colour_picture: Red, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, steps = Looks(prompter.gill, monkeypatch), []
    pictures = [colour_picture((i, 0, 0)) for i in range(30)]
    context = RunContext(cancelled=lambda: len(steps) == 1, on_progress=lambda *step: steps.append(step))
    with pytest.raises(CancelledError):
        prompter.features(pictures, context)
    assert looks.count == 16
    prompter.features(pictures)
    assert looks.count == 30, "what was seen before the cancel is kept"
    assert steps == [("looking", 8, 30)]


# The window --------------------------------------------------------------------------------------------------------


def long_story(count: int) -> list[ContextPanel]:
    return [ContextPanel(f"The fox walks on to place {i}.") for i in range(count)]


def test_two_hundred_panels_lose_their_oldest_whole(prompter: Prompter) -> None:
    panels, room = long_story(200), 60
    prompt = prompter.fit(panels, room)
    limit = prompter.gill.language.window - room
    assert 0 < prompt.dropped_panels < 199
    assert not prompt.truncated
    assert list(prompt.pieces) == prompter.pieces(panels[prompt.dropped_panels :])
    assert 0.5 * limit < len(prompt.pieces) <= limit


def test_a_growing_story_keeps_its_start_as_long_as_it_fits(gill: Gill) -> None:
    prompter, panels, limit = Prompter(gill, window=200), long_story(120), 180
    dropped = 0
    changes = 0
    for count in range(1, len(panels) + 1):
        prompt = prompter.fit(panels[:count], room=20)
        assert len(prompt.pieces) <= limit
        if prompt.dropped_panels != dropped:
            with_old_start = len(prompter.pieces(panels[dropped:count]))
            assert with_old_start >= limit, "nothing is dropped that still fits"
            assert len(prompt.pieces) <= 0.75 * limit + 1, "and then down to 75 % at once"
            assert len(prompter.pieces(panels[prompt.dropped_panels - 1 : count])) > 0.75 * limit - 1, "not further"
            changes += 1
        assert prompt.dropped_panels >= dropped
        dropped = prompt.dropped_panels
    assert changes > 5
    assert changes < len(panels) / 2


def test_the_same_story_begins_at_the_same_panel_whatever_was_read_before(gill: Gill) -> None:
    """A story that is cut back, or focused further up, gets back the context it has room for; seeds repeat."""
    panels = long_story(120)
    used = Prompter(gill, window=200)
    for count in (120, 60, 90, 13, 12, 119, 1):
        assert used.fit(panels[:count], 20) == Prompter(gill, window=200).fit(panels[:count], 20)
    assert used.fit(panels[:12], 20).dropped_panels < 12
    assert used.fit(panels[:3], 20).dropped_panels == 0


def test_a_start_that_is_decided_is_kept(gill: Gill) -> None:
    prompter, panels = Prompter(gill, window=200), long_story(120)
    prompt = prompter.fit(panels, 60)
    grown = prompter.fit([*panels, ContextPanel("More.")], 8, start=prompt.dropped_panels)
    assert grown.dropped_panels == prompt.dropped_panels
    assert grown.pieces[: len(prompt.pieces)] == prompt.pieces


def test_one_enormous_caption_is_cut_at_its_front_and_says_so(prompter: Prompter) -> None:
    window = prompter.gill.language.window
    prompt = prompter.fit([ContextPanel("x" * 100_000 + " the end")], room=60)
    assert prompt.truncated
    assert prompt.dropped_panels == 0
    assert len(prompt.pieces) == window - 60
    assert prompt.pieces[0] == prompter.gill.language.bos
    assert drawn(prompter, list(prompt.pieces)).endswith(" the end")
    assert not prompter.fit([ContextPanel("short")], room=60).truncated


def test_an_enormous_panel_falls_out_whole_once_another_follows(prompter: Prompter) -> None:
    prompt = prompter.fit([ContextPanel("a"), ContextPanel("x" * 10_000), ContextPanel("b")], room=60)
    assert (prompt.dropped_panels, prompt.truncated) == (2, False)
    assert drawn(prompter, list(prompt.pieces)) == "^b"


def test_marks_and_pictures_count(gill: Gill, colour_picture: Red) -> None:
    prompter = Prompter(with_prompt(gill, PromptFormat("<<", ">>", "||", "start")), window=100)
    panels = [ContextPanel("ab", colour_picture((i, 0, 0))) for i in range(60)]
    for then in ("nothing", "panel", "caption"):
        prompt = prompter.fit(panels, 10, then)
        assert len(prompt.pieces) <= 90
        assert not prompt.truncated
        assert len(prompt.pieces) > 30


def test_a_room_larger_than_the_window_is_refused(prompter: Prompter) -> None:
    with pytest.raises(ModelError, match="512 positions at once; 512 are asked") as caught:
        prompter.fit([], room=512)
    assert "shorter" in caught.value.hint
    assert prompter.fit([ContextPanel("abc")], room=511).truncated


def test_two_thousand_panels_take_no_longer_than_they_are(prompter: Prompter) -> None:
    """Each caption is tokenised once, however many panels fall out."""
    calls = 0
    encode = prompter._words.__wrapped__
    panels = long_story(2000)

    def counted(caption: str) -> tuple[int, ...]:
        nonlocal calls
        calls += 1
        return tuple(encode(caption))

    prompter._words = counted  # type: ignore[assignment] - without its cache
    assert prompter.fit(panels, 60).dropped_panels > 1900
    assert calls < 2 * len(panels)
