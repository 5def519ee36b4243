"""The drawn world: reproducible, whole in every combination, and its facts visible to anything that looks."""

import hashlib
import os
import subprocess
import sys
from itertools import product

import numpy as np
import pytest
from PIL import Image

from engine.starter.world import picture
from engine.starter.world.canvas import Canvas
from engine.starter.world.dice import UNUSUAL, USUAL, Dice, Variation
from engine.starter.world.facts import (
    ANIMALS,
    PLACES,
    PROPS,
    SCARVES,
    Animal,
    Fact,
    Feeling,
    Friend,
    Place,
    Prop,
    Scarf,
    Scene,
    Time,
    all_combinations,
    values_of,
)
from engine.starter.world.palette import LIGHTS, SCARF_COLOURS
from engine.starter.world.pen import SPAN, Pen
from engine.starter.world.picture import render
from engine.starter.world.props import KINDS, draw_prop

FULL = Scene(
    Animal.FOX, Scarf.BLUE, Place.VILLAGE, Time.NIGHT, Prop.LANTERN, Feeling.HAPPY, Friend(Animal.OWL, Scarf.PINK), 7
)


def digest(image):
    return hashlib.sha256(image.tobytes()).hexdigest()


def lab(colours):
    """CIE L*a*b* (D65) of sRGB values from 0 to 255, shape (..., 3)."""
    share = np.asarray(colours, dtype=np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)))
    xyz = linear @ to_xyz.T / (0.95047, 1.0, 1.08883)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack((116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])), axis=-1)


def changed(first, second, by=24):
    """Where two pictures differ clearly, as a boolean array."""
    return np.abs(np.asarray(first, int) - np.asarray(second, int)).max(axis=2) >= by


class Extent(Canvas):
    """Paints nothing, remembers where outlines lie."""

    def __init__(self):
        super().__init__(100)
        self.low, self.high = np.full(2, np.inf), np.full(2, -np.inf)

    def fill(self, outline, *_):
        self.low = np.minimum(self.low, outline.min(axis=0))
        self.high = np.maximum(self.high, outline.max(axis=0))

    def shade(self, outline, *_):
        self.fill(outline)

    def mark(self, *_):
        pass

    glow = shine = edge = mark


class TestReproducible:
    def test_the_same_scene_gives_the_same_bytes(self):
        assert digest(render(FULL)) == digest(render(FULL))

    def test_other_pictures_drawn_before_change_nothing(self):
        before = digest(render(FULL, 96))
        for seed in range(20):
            render(Scene(Animal.BEAR, Scarf.RED, Place.SNOW, Time.DAY, seed=seed), 96)
        assert digest(render(FULL, 96)) == before

    def test_another_process_with_another_hash_seed_gives_the_same_bytes(self):
        code = (
            "import hashlib\n"
            "from engine.starter.world.facts import Animal, Place, Prop, Scarf, Scene, Time\n"
            "from engine.starter.world.picture import render\n"
            "scene = Scene(Animal.PIG, Scarf.GREEN, Place.MEADOW, Time.SUNSET, Prop.KITE, seed=3)\n"
            "print(hashlib.sha256(render(scene).tobytes()).hexdigest())"
        )
        found = {
            subprocess.run(
                [sys.executable, "-c", code],
                env=os.environ | {"PYTHONHASHSEED": seed},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for seed in ("1", "2")
        }
        here = digest(render(Scene(Animal.PIG, Scarf.GREEN, Place.MEADOW, Time.SUNSET, Prop.KITE, seed=3)))
        assert found == {here + "\n"}

    def test_each_seed_gives_a_picture_of_its_own(self):
        seen = {digest(render(Scene(Animal.FOX, Scarf.RED, Place.FOREST, Time.DAY, seed=n))) for n in range(40)}
        assert len(seen) == 40

    def test_heroes_stand_on_both_sides(self):
        def lantern_side(seed):
            scene = Scene(Animal.RABBIT, Scarf.RED, Place.SNOW, Time.NIGHT, Prop.CAKE, seed=seed)
            with_other = Scene(Animal.RABBIT, Scarf.RED, Place.SNOW, Time.NIGHT, Prop.PUMPKIN, seed=seed)
            columns = np.nonzero(changed(render(scene, 64), render(with_other, 64)))[1]
            return columns.mean() > 32

        assert {lantern_side(seed) for seed in range(12)} == {True, False}


class TestWhole:
    @pytest.mark.parametrize("animal", list(Animal))
    def test_every_combination_renders(self, animal):
        for index, (place, time, prop) in enumerate(product(Place, Time, (None, *Prop))):
            friend = Friend(Animal.OWL if animal is not Animal.OWL else Animal.FOX) if index % 5 == 0 else None
            scene = Scene(animal, SCARVES[index % 5], place, time, prop, list(Feeling)[index % 6], friend, seed=index)
            image = render(scene, 64)
            assert (image.size, image.mode) == ((64, 64), "RGB")

    @pytest.mark.parametrize(("size", "tolerance"), [(64, 7.0), (128, 3.5), (512, 1.5)])
    def test_sizes_show_the_same_picture(self, size, tolerance):
        large = np.asarray(render(FULL, 1024).resize((size, size), Image.Resampling.BOX), float)
        assert np.abs(np.asarray(render(FULL, size), float) - large).mean() < tolerance

    @pytest.mark.parametrize("animal", list(Animal))
    @pytest.mark.parametrize("variation", [USUAL, UNUSUAL])
    def test_heroes_are_large_and_not_cropped(self, animal, variation):
        heights = []
        for seed, (prop, friend) in product(range(12), ((None, False), (Prop.CAKE, False), (Prop.KITE, True))):
            other = Friend(Animal.OWL if animal is not Animal.OWL else Animal.FOX) if friend else None
            scene = Scene(animal, Scarf.RED, Place.BEACH, Time.DAY, prop, friend=other, seed=seed)
            extent = Extent()
            hero = picture._stand(scene, Dice(seed, "hero", variation))
            at = Pen.on(extent, LIGHTS[Time.DAY]).moved(hero.x, hero.y, hero.scale)
            picture.draw_animal(at, animal, Scarf.RED, hero.pose)
            assert (extent.low >= 0).all()
            assert (extent.high <= SPAN).all()
            heights.append(extent.high[1] - extent.low[1])
        assert min(heights) >= 43
        assert max(heights) <= 67
        assert 45 <= np.mean(heights) <= 63

    @pytest.mark.parametrize("prop", list(Prop))
    def test_props_are_large_and_not_cropped(self, prop):
        for seed in range(30):
            extent, dice = Extent(), Dice(seed, "prop")
            x, y = KINDS[prop].place
            draw_prop(Pen.on(extent, LIGHTS[Time.DAY]).moved(x + 3, y - 2, 1.06), prop, (-14, 20), dice)
            assert extent.high[0] - extent.low[0] >= 20
            assert extent.low[1] >= 0
            assert extent.high[0] <= SPAN + 0.5


@pytest.fixture(scope="module")
def nights():
    """By animal, place and scarf: the scarf's pixels at night, found by changing nothing but its colour."""
    found = {}
    for animal, place in product(Animal, Place):
        seed = list(Animal).index(animal) * 10 + list(Place).index(place)
        pictures = {scarf: render(Scene(animal, scarf, place, Time.NIGHT, seed=seed)) for scarf in SCARVES}
        for scarf in SCARVES:
            other = SCARVES[(SCARVES.index(scarf) + 2) % len(SCARVES)]
            where = changed(pictures[scarf], pictures[other])
            found[animal, place, scarf] = np.asarray(pictures[scarf])[where]
    return found


class TestScarves:
    def test_scarves_are_large_and_of_their_colour_at_night(self, nights):
        dyes = lab([SCARF_COLOURS[scarf] for scarf in SCARVES])
        for (animal, place, scarf), pixels in nights.items():
            distance = np.linalg.norm(lab(pixels)[:, None] - dyes[None], axis=2)
            right = (distance.argmin(axis=1) == SCARVES.index(scarf)) & (distance.min(axis=1) < 40)
            assert right.sum() >= 0.02 * 128 * 128, (animal, place, scarf)

    def test_scarves_stay_apart_at_night(self, nights):
        means = {
            scarf: lab(np.concatenate([pixels for key, pixels in nights.items() if key[2] is scarf]).mean(axis=0))
            for scarf in SCARVES
        }
        for first, second in product(SCARVES, SCARVES):
            if first is not second:
                assert np.linalg.norm(means[first] - means[second]) > 55, (first, second)


class TestFactsShow:
    def test_changing_one_fact_changes_the_picture_clearly(self):
        base = Scene(Animal.FOX, Scarf.BLUE, Place.MEADOW, Time.DAY, Prop.BOAT, seed=5)
        picture_of_base = render(base)
        least = {Fact.ANIMAL: 0.08, Fact.SCARF: 0.025, Fact.PLACE: 0.3, Fact.TIME: 0.6, Fact.PROP: 0.05}
        for fact, share in least.items():
            for value in values_of(fact, reserved=True):
                if value == getattr(base, fact.value):
                    continue
                facts = {other.value: getattr(base, other.value) for other in Fact} | {fact.value: value}
                assert changed(picture_of_base, render(Scene(**facts, seed=5))).mean() >= share, (fact, value)

    def test_a_scarf_changes_nothing_but_itself(self):
        red = Scene(Animal.BEAR, Scarf.RED, Place.FOREST, Time.DAY, Prop.KITE, seed=9)
        blue = Scene(Animal.BEAR, Scarf.BLUE, Place.FOREST, Time.DAY, Prop.KITE, seed=9)
        assert changed(render(red), render(blue), by=1).mean() < 0.09

    def test_feelings_show_in_the_face(self):
        faces = [render(Scene(Animal.BEAR, Scarf.RED, Place.FOREST, Time.DAY, Prop.KITE, f, seed=9)) for f in Feeling]
        for first, second in product(range(len(faces)), repeat=2):
            if first < second:
                assert changed(faces[first], faces[second]).sum() >= 25

    def test_a_friend_shows_and_is_smaller_than_the_hero(self):
        alone = Scene(Animal.FOX, Scarf.RED, Place.SNOW, Time.DAY, seed=2, friend=Friend(Animal.BEAR))
        other = Scene(Animal.FOX, Scarf.RED, Place.SNOW, Time.DAY, seed=2, friend=Friend(Animal.PENGUIN))
        rows, _ = np.nonzero(changed(render(alone), render(other)))
        assert 0.2 * 128 <= np.ptp(rows) <= 0.45 * 128


class TestVariation:
    def test_unusual_pictures_are_other_pictures_and_reproducible(self):
        unusual = render(FULL, 128, UNUSUAL)
        assert digest(unusual) == digest(render(FULL, 128, UNUSUAL))
        assert changed(unusual, render(FULL)).mean() > 0.2

    def test_noise_blur_and_cast_do_what_they_say(self):
        def roughness(image):
            return np.abs(np.diff(np.asarray(image, float), axis=1)).mean()

        plain = render(FULL)
        assert roughness(render(FULL, 128, Variation(noise=40.0))) > 1.5 * roughness(plain)
        assert roughness(render(FULL, 128, Variation(blur=2.0))) < 0.9 * roughness(plain)
        assert np.abs(np.asarray(render(FULL, 128, Variation(cast=0.5)), float) - np.asarray(plain, float)).mean() > 2

    def test_spread_moves_things_further(self):
        def places(variation):
            return [picture._stand(FULL, Dice(seed, "hero", variation)).x for seed in range(200)]

        assert np.std(places(Variation(spread=2.0))) == pytest.approx(2 * np.std(places(USUAL)))


class TestFacts:
    def test_combinations_are_all_different_and_counted(self):
        ordinary, whole = list(all_combinations()), list(all_combinations(reserved=True))
        assert len(set(ordinary)) == len(ordinary) == 6 * 5 * 6 * 3 * 7
        assert len(set(whole)) == len(whole) == 8 * 5 * 7 * 3 * 8
        assert set(ordinary) < set(whole)

    def test_reserved_parts_are_known_wherever_they_hide(self):
        def reserved(**changes):
            facts = {"animal": Animal.FOX, "scarf": Scarf.RED, "place": Place.BEACH, "time": Time.DAY}
            return Scene(**(facts | changes)).is_reserved

        assert not any(reserved(animal=animal) for animal in ANIMALS)
        assert not any(reserved(place=place) for place in PLACES)
        assert not any(reserved(prop=prop) for prop in PROPS)
        assert not reserved(friend=Friend(Animal.BEAR))
        assert reserved(animal=Animal.PIG)
        assert reserved(place=Place.DESERT)
        assert reserved(prop=Prop.PUMPKIN)
        assert reserved(friend=Friend(Animal.DRAGON))

    def test_values_start_with_the_ordinary_ones_so_that_class_numbers_agree(self):
        for fact in Fact:
            ordinary, whole = values_of(fact), values_of(fact, reserved=True)
            assert whole[: len(ordinary)] == ordinary

    def test_a_friend_of_the_hero_s_kind_is_refused(self):
        with pytest.raises(ValueError, match="another fox"):
            Scene(Animal.FOX, Scarf.RED, Place.BEACH, Time.DAY, friend=Friend(Animal.FOX, Scarf.BLUE))
