"""The colours of the statuses can be told apart, by every eye and on both grounds.

The difference is CIE 1976 in Lab, colour blindness is simulated after Machado. Seven colours that
also stand 3:1 from the ground cannot be 25 apart by CIEDE2000; shape and word carry what is left.
"""

import itertools
import re
from pathlib import Path

import pytest
from coloraide import Color

STYLES = Path(__file__).parent.parent / "issues/static/issues/css"
TOKENS = STYLES / "tokens.css"
STATUSES = ("none", "moving", "stalled", "failed", "partly", "delivered", "withdrawn")
EYES = (None, "protan", "deutan", "tritan")
SCHEMES = ("light", "dark")


def token(name: str, scheme: str) -> Color:
    text = TOKENS.read_text()
    found = re.search(rf"--{name}: light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\);", text)
    assert found, f"tokens.css has no --{name} with two colours"
    return Color(found[1 + SCHEMES.index(scheme)])


def seen(color: Color, eye: str | None) -> Color:
    return color.filter(eye, method="machado").clip("srgb") if eye else color


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("eye", EYES)
def test_any_two_statuses_differ_by_25(scheme, eye):
    colors = {name: seen(token(f"status-{name}", scheme), eye) for name in STATUSES}
    for one, other in itertools.combinations(STATUSES, 2):
        difference = colors[one].delta_e(colors[other], method="76")
        assert difference >= 25, f"{one} and {other} differ by {difference:.1f} only"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", STATUSES)
def test_a_marker_stands_out_from_the_ground(scheme, name):
    contrast = token(f"status-{name}", scheme).contrast(token("ground", scheme), method="wcag21")
    assert contrast >= 3, f"{name} has {contrast:.2f}:1 only"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("text", ["ink", "ink-quiet", "link", "danger"])
@pytest.mark.parametrize("ground", ["ground", "ground-quiet", "ground-marked"])
def test_text_can_be_read_on_every_ground(scheme, text, ground):
    contrast = token(text, scheme).contrast(token(ground, scheme), method="wcag21")
    assert contrast >= 4.5, f"{text} on {ground} has {contrast:.2f}:1 only"


@pytest.mark.parametrize("style", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_colours_are_named_in_one_file_alone(style):
    named = re.findall(
        r"[\s:(,](#[0-9a-f]{3,8}|(?:rgb|hsl|oklch)a?\()[\s;,)\d]", style.read_text(), re.I
    )
    assert bool(named) is (style == TOKENS), f"{style.name} names {named}"
