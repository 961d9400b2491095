"""Rows of the catalogue that come in with what is recorded: the known one, or a new one."""

from collections.abc import Callable

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

from issues.actions.refusals import Refused
from issues.actions.rows import save_row
from issues.models import User

_LONGEST = 70  # of a slug before it is numbered


def add_once[Row: models.Model](
    *, by: User, row: Row, what: str, same: Callable[[], Row | None]
) -> Row:
    """Save a new row, or return the `same` one that came in at the same moment.

    Raises Refused with the model's own sentences, or when another row took its slug just then.
    """
    try:
        with transaction.atomic():
            return save_row(by=by, row=row, version=None, what=what)
    except (IntegrityError, Refused) as error:
        if found := same():
            return found
        if isinstance(error, Refused):
            raise
        raise Refused(f"“{row}” met another one that was added just now. Save again.") from error


def free_slug(model: type[models.Model], words: str, otherwise: str) -> str:
    """A slug of these words that no row has yet, numbered where one has it.

    Words in other scripts leave nothing for a slug: those are called `otherwise`, and numbered.
    """
    stem = slugify(words)[:_LONGEST].strip("-") or otherwise
    like = model._default_manager.filter(slug__startswith=stem)
    taken = set(like.values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in [stem, *numbered] if slug not in taken)
