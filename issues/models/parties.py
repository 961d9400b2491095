"""Parties to issues, and the topics that issues are filed under."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models

from issues.models import guards
from issues.models.history import KEPT, VERSIONED, kept_history


class PartyKind(StrEnum):
    COUNTRY = "country"
    GOVERNMENT = "government"
    PERSON = "person"
    COMPANY = "company"
    ORGANISATION = "organisation"
    OUTLET = "outlet"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(kind.value, kind.value) for kind in cls]


@kept_history("a party", "parties")
class Party(models.Model):
    """A country, body, person or company that an issue is between; and who says what is to come, or
    gives a figure: often an outlet, a newspaper or a broadcaster."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200, unique=True)
    local_name = models.CharField(
        max_length=200, blank=True, help_text="As written at home, such as 高市早苗."
    )
    kind = models.CharField(max_length=12, choices=PartyKind.choices())
    aliases = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Other renderings, separated by commas; search finds them.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "parties"
        triggers = [VERSIONED, *KEPT]
        constraints = [
            models.CheckConstraint(
                name="party_kind_known",
                condition=models.Q(kind__in=[k.value for k in PartyKind]),
            ),
            guards.is_named("party_is_named", "name", "slug"),
            guards.text_is_kept("party", "name", "local_name", lists=["aliases"]),
        ]

    def __str__(self) -> str:
        return self.name


@kept_history("a topic", "topics")
class Topic(models.Model):
    """A heading that issues are filed under."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]
        triggers = [VERSIONED, *KEPT]
        constraints = [
            guards.is_named("topic_is_named", "name", "slug"),
            guards.text_is_kept("topic", "name"),
        ]

    def __str__(self) -> str:
        return self.name
