"""Colours can be read and told apart: by everyone, on both grounds, and never alone."""

from __future__ import annotations

import itertools
import re
from importlib import resources

import pytest

STYLE = (resources.files("garner.view") / "page" / "colours.css").read_text("utf-8")
PATTERNS = 5
HUES = [f"hue-{number}" for number in range(8)]

# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color vision deficiency", table 1,
# severity 1.0; applied to linear RGB.
SIGHT = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
Colour = tuple[float, float, float]


def scheme(name: str) -> dict[str, Colour]:
    light, dark = re.findall(r":root \{([^}]*--hue-0[^}]*)\}", STYLE)
    found = {}
    for block in [light] if name == "light" else [light, dark]:
        for key, value in re.findall(r"--([\w-]+): #([0-9a-f]{6})", block):
            found[key] = tuple(int(value[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return found


def linear(colour: Colour) -> Colour:
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)


def luminance(colour: Colour) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: Colour, ground: Colour, share: float) -> Colour:
    return tuple(share * one + (1 - share) * other for one, other in zip(colour, ground, strict=True))


def lab(colour: Colour, sight: str | None = None) -> Colour:
    rgb = linear(colour)
    if sight:
        rgb = tuple(min(1.0, max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in SIGHT[sight])
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    x, y, z = (
        ratio ** (1 / 3) if ratio > 0.008856 else 7.787 * ratio + 16 / 116
        for ratio in (sum(a * b for a, b in zip(row, rgb, strict=True)) / base for row, base in zip(rows, white, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: Colour, other: Colour, sight: str | None) -> float:
    return sum((a - b) ** 2 for a, b in zip(lab(one, sight), lab(other, sight), strict=True)) ** 0.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_all_text_has_a_contrast_of_at_least_four_and_a_half(name: str) -> None:
    colours = scheme(name)
    grounds = [colours["paper"], colours["panel"]]
    hovered = [mixed(colours["ink"], ground, 0.06) for ground in grounds]
    for key in ("ink", "ink-soft", "alarm", "accent"):
        assert min(contrast(colours[key], ground) for ground in [*grounds, *hovered]) >= 4.5, key
    assert contrast(colours["paper"], colours["ink"]) >= 4.5
    assert contrast(colours["paper"], colours["accent"]) >= 4.5
    assert contrast(colours["ink"], colours["hit"]) >= 4.5
    for hue in HUES:
        tinted = mixed(colours[hue], colours["paper"], 0.11)
        assert contrast(colours[hue], tinted) >= 4.5, f"{hue} as a name on its own tint"
        assert contrast(colours["ink"], tinted) >= 7, f"the text on {hue}"
        assert contrast(colours[hue], colours["lift"]) >= 4.5, f"{hue} as a name in a lifted mark"


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("sight", [None, *SIGHT])
def test_two_of_the_first_types_with_one_pattern_differ_in_colour_for_every_sight(name: str, sight: str | None) -> None:
    colours = scheme(name)
    for one, other in itertools.combinations(range(10), 2):
        if (one - other) % PATTERNS == 0:
            far = difference(colours[HUES[one % 8]], colours[HUES[other % 8]], sight)
            assert far >= 15, f"types {one} and {other}"
