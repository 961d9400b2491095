"""Documents that the record stands on."""

import re
from datetime import date
from enum import StrEnum
from typing import Self

from django.contrib.postgres.indexes import HashIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import MD5, Coalesce

from issues.models import guards
from issues.models.history import KEPT, VERSIONED, kept_history


class SourceKind(StrEnum):
    OFFICIAL = "official"
    NEWS = "news"
    ANALYSIS = "analysis"
    DATA = "data"
    LEGAL = "legal"
    TRANSCRIPT = "transcript"
    OTHER = "other"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(kind.value, kind.value) for kind in cls]


class TitleBasis(StrEnum):
    """Where a source's title comes from; only PAGE may be shown as the document's own."""

    PAGE = "page"
    ADDRESS = "address"
    DESCRIBED = "described"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [
            (cls.PAGE.value, "the document's own title"),
            (cls.ADDRESS.value, "read from its address"),
            (cls.DESCRIBED.value, "our description"),
        ]


# Readers are sent there with a click, so no other scheme may stand there.
_LINK_SHAPE = r"^https?://\S+$"
IS_LINK = RegexValidator(
    _LINK_SHAPE, "An address begins with http:// or https://.", flags=re.IGNORECASE
)

# Where a document without a date stands among dated ones: last.
UNDATED = date(1, 1, 1)


class SourceQuerySet(models.QuerySet["Source"]):
    def mentioning(self, text: str) -> Self:
        """The sources that have each of the first eight words of `text` in title, publisher or
        address."""
        found = self
        for word in text.split()[:8]:
            found = found.filter(
                Q(title__icontains=word) | Q(publisher__icontains=word) | Q(url__icontains=word)
            )
        return found

    def newest_first(self) -> Self:
        """The last published first, those without a date last."""
        return self.order_by(F("published_on").desc(nulls_last=True), "-id")


@kept_history("a source", "sources")
class Source(models.Model):
    """A document: who published it, when, where it stands, and its text where we may keep it."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=500)
    title_basis = models.CharField(
        max_length=12, choices=TitleBasis.choices(), default=TitleBasis.PAGE
    )
    publisher = models.CharField(max_length=200)
    url = models.URLField(max_length=1000, blank=True, validators=[IS_LINK])
    published_on = models.DateField(
        null=True, blank=True, help_text="Empty where the document shows no date."
    )
    kind = models.CharField(max_length=12, choices=SourceKind.choices(), default=SourceKind.NEWS)
    stored_text = models.TextField(
        blank=True, help_text="Quotations are checked against this.", max_length=500_000
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["publisher", "title"]
        triggers = [VERSIONED, *KEPT]
        indexes = [
            # The list of sources, last published first, those without a date last, by pages.
            models.Index(
                Coalesce("published_on", Value(UNDATED)).desc(),
                F("id").desc(),
                name="source_newest",
            ),
            # The one that stands at an address, however long that is.
            HashIndex(fields=["url"], name="source_by_url"),
        ]
        constraints = [
            # By a digest: an index has no room for a long address.
            models.UniqueConstraint(
                MD5("url"),
                name="source_url_once",
                condition=~Q(url=""),
                violation_error_message="Another source has this address already.",
                violation_error_code="unique",
            ),
            guards.in_calendar("source_in_calendar", "published_on"),
            models.CheckConstraint(
                name="source_url_is_link",
                condition=Q(url="") | Q(url__iregex=_LINK_SHAPE),
                violation_error_message=IS_LINK.message,
            ),
            models.CheckConstraint(
                name="source_kind_known", condition=Q(kind__in=[k.value for k in SourceKind])
            ),
            models.CheckConstraint(
                name="source_title_basis_known",
                condition=Q(title_basis__in=[b.value for b in TitleBasis]),
            ),
            guards.is_named("source_is_named", "title", "publisher", "slug"),
            guards.text_is_kept("source", "title", "publisher", "url", "stored_text"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher})"

    def is_told_as(self, title: str, publisher: str, published_on: date | None) -> bool:
        """Whether what somebody says of a document agrees with this; empty is not said."""
        return (
            title in ("", self.title)
            and publisher in ("", self.publisher)
            and published_on in (None, self.published_on)
        )

    @property
    def named(self) -> str:
        return named(self.title, self.publisher, self.published_on)


def named(title: str, publisher: str, published_on: date | None) -> str:
    """A source as a choice says it, so that two of one title are told apart by day."""
    day = f"{published_on:%-d %B %Y}" if published_on else "no date shown"
    return f"{title}. {publisher}, {day}"
