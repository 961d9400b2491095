"""What entries take from sources."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, Now

from issues.lifecycle.knowledge import AsOf
from issues.models import guards
from issues.models.entries import Entry
from issues.models.history import APPEND_ONLY
from issues.models.people import User
from issues.models.sources import Source


class CitationQuerySet(models.QuerySet["Citation"]):
    def known(self, at: AsOf) -> Self:
        """The citations that were known and recorded then."""
        return self.filter(known_on__lte=at.day, recorded_at__lte=at.recorded_by)

    def with_sources(self) -> Self:
        """With what their sources are called, without the texts that are stored of them."""
        return self.select_related("source").defer("source__stored_text")


class Citation(models.Model):
    """What an entry takes from a source: a verbatim quotation and where in it that stands."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    quotation = models.TextField(blank=True)
    locator = models.CharField(max_length=200, blank=True, help_text="Page, paragraph, minute.")
    known_on = models.DateField(help_text="The day from which the entry is known to rest on it.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        triggers = [*APPEND_ONLY, guards.CITATION_ENTERS]
        constraints = [
            # Of the quotation a digest: an index has no room for a long one.
            models.UniqueConstraint(
                *(F("entry"), F("source"), MD5("quotation"), F("locator")), name="citation_once"
            ),
            guards.in_calendar("citation_in_calendar", "known_on"),
            guards.text_is_kept("citation", "quotation", "locator"),
            models.CheckConstraint(
                name="citation_known_by_recording",
                condition=Q(known_on__lte=guards.DayAfter(F("recorded_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"citation of {self.source}"
