"""What counts as text: something is said only by characters that a reader sees.

The same rules hold in Python and in PostgreSQL, so they are written as classes of characters that
both understand in a regular expression.
"""

import re

# White space and controls, and characters that leave no mark on the page: marks of direction and of
# joining, fillers, variation selectors (Unicode's Default_Ignorable_Code_Point, as far as its first
# plane goes), and the blanks that it leaves out, such as that of Braille.
UNSEEN = (
    r"\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufffb"
)

# Characters that no XML document can hold, not even escaped (XML 1.0, production 2, Char), and so
# no feed: controls but tab and the ends of lines, halves of surrogate pairs, two non-characters.
NEVER_KEPT = r"\u0001-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff"

_SEEN = re.compile(f"[^{UNSEEN}]")
_NEVER_KEPT = re.compile(f"[{NEVER_KEPT}]")
_BREAKS = re.compile(r"\r\n?|[\u000b\u000c]")


def says_something(text: str) -> bool:
    """Whether a reader would see any of this text; blanks and invisible characters say nothing."""
    return _SEEN.search(text) is not None


def is_kept(text: str) -> bool:
    """Whether the record can hold this text as it stands."""
    return _NEVER_KEPT.search(text) is None


def tidied(text: str) -> str:
    """Text as the record keeps it: ends of lines and pages as line feeds, without the control
    characters that come along when something is pasted."""
    return _NEVER_KEPT.sub("", _BREAKS.sub("\n", text))
