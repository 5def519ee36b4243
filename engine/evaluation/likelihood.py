"""How likely the model finds a story: the paper's comparison of contexts needs it."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from engine.prompting.prompt import ContextPanel, Prompter


@torch.no_grad()
def log_likelihood(prompter: Prompter, panels: Sequence[ContextPanel]) -> float | None:
    """Mean log-probability of the story's words, each given everything before it; None without words.

    Pictures are read, not scored. BOS counts where something precedes it. A story longer than the model's
    window is scored from where the window begins.
    """
    gill = prompter.gill
    prompt = prompter.fit(panels, room=1)
    marked = prompter.marked_pieces(panels[prompt.dropped_panels :])[-len(prompt.pieces) :]
    places = [i for i, (_, is_word) in enumerate(marked) if is_word and i > 0]
    if not places:
        return None
    pictures = [panel.picture for panel in panels if panel.picture is not None]
    hidden, _ = gill.read(prompter.embed(prompt.pieces, pictures)[None], keep=False)
    scores = gill.logits(hidden[0, [i - 1 for i in places]]).log_softmax(-1)
    words = gill.tokens([piece for i in places if isinstance(piece := prompt.pieces[i], int)])
    return float(scores.gather(-1, words[:, None]).mean())
