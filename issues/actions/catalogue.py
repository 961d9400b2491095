"""What administrators keep in order: parties, topics, sources, and lifecycles with their parts."""

from django.db import IntegrityError, connection, models, transaction

from issues.actions.refusals import Refused
from issues.actions.rows import because, claim_version, save_row
from issues.models import Lifecycle, Move, Status, User
from issues.permissions import check_administer

# What an entry is to a party.
_ENTRIES = {"expected_by": "expectation", "reporter": "figure"}

# Rows that count as a use of another, by the word for what uses it.
_USES = {
    "issueparty": "issue",
    "issuetopic": "issue",
    "issue": "issue",
    "entry": "decision",
    "citation": "citation",
    "link": "link",
}


@transaction.atomic
def keep_row(
    *, by: User, row: models.Model, version: int | None, what: str, reason: str = ""
) -> models.Model:
    """Save a new or changed party, topic, source, lifecycle, status or move for good.

    `version` is the one that the form was made from, None for a new row or a move: moves change
    under the version of their lifecycle. Raises NotAllowed for all but administrators, Refused,
    Stale.
    """
    check_administer(by)
    if isinstance(row, Move):
        _keep_move(by, row, what, reason)
        return row
    try:
        with transaction.atomic():
            return save_row(by=by, row=row, version=version, what=what, reason=reason)
    except IntegrityError as error:
        raise Refused(_first_line(error)) from error


@transaction.atomic
def delete_row(*, by: User, row: models.Model, version: int | None, reason: str) -> None:
    """Delete a row that nothing uses; its history stays, with the `reason`.

    A lifecycle takes its statuses and moves along, a status the moves from and to it. Raises
    NotAllowed for all but administrators; Refused without a reason, or naming what uses the row;
    Stale.
    """
    check_administer(by)
    if not reason.strip():
        raise Refused("Say why; the reason is kept in the history of what you delete.", "why")
    if version is not None:
        claim_version(row, version)
    if used := uses_of(row):
        raise Refused(f"“{row}” cannot be deleted: it is used by {used}.")
    try:
        with transaction.atomic(), because(by, f"delete {row._meta.verbose_name}", reason):
            _delete_with_parts(row)
            connection.check_constraints()
    except IntegrityError as error:
        raise Refused(f"“{row}” came into use meanwhile, so it cannot be deleted.") from error


def uses_of(row: models.Model) -> str:
    """What uses a row, such as "12 issues and 1 citation"; empty where nothing does."""
    counts = [_count_uses(row, relation) for relation in _protecting(row)]
    return " and ".join(filter(None, counts))


def _protecting(row: models.Model):
    relations = (
        field
        for field in row._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one)
    )
    models_of = ((relation, relation.related_model) for relation in relations)
    return [r for r, model in models_of if model and model._meta.model_name in _USES]


def _count_uses(row: models.Model, relation) -> str:
    users = relation.related_model._base_manager.filter(**{relation.field.name: row})
    count = users.count()
    word = _ENTRIES.get(relation.field.name) or _USES[relation.related_model._meta.model_name]
    return f"{count:,} {word}{'' if count == 1 else 's'}" if count else ""


def _delete_with_parts(row: models.Model) -> None:
    if isinstance(row, Lifecycle):
        row.moves.all().delete()
        row.statuses.all().delete()
    elif isinstance(row, Status):
        Move.objects.filter(models.Q(source=row) | models.Q(target=row)).delete()
    row.delete()


def _keep_move(by: User, move: Move, what: str, reason: str) -> None:
    if move.source and move.source == move.target:
        raise Refused("A move leads to another status.", "target")
    ends = [status for status in (move.source, move.target) if status]
    if any(status.lifecycle_id != move.lifecycle_id for status in ends):
        raise Refused("A move joins two statuses of its own lifecycle.", "target")
    try:
        with transaction.atomic(), because(by, what, reason):
            move.save()
    except IntegrityError as error:
        raise Refused(f"The move {move} is in the lifecycle already.", "target") from error


def _first_line(error: IntegrityError) -> str:
    return f"The database refused this: {str(error).splitlines()[0]}."
