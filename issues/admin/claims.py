"""What an expectation or a figure says beside its text: in the list, on its page, as filters."""

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Q

from issues.admin.filters import ReferenceFilter
from issues.admin.links import link
from issues.lifecycle.expectations import Resolution, percent_words
from issues.lifecycle.figures import Rung, say_amount
from issues.lifecycle.kinds import Change, EntryKind
from issues.models import Entry, Party

_OF_KIND = {
    EntryKind.EXPECTATION: ("who_expects", "chance", "ended", "met_with"),
    EntryKind.FIGURE: ("measure", "how_far", "amount", "counted_in", "who_reports"),
    EntryKind.ASSESSMENT: ("looked_at",),
    EntryKind.NOTE: ("looked_at",),
}


def fields_of(entry: Entry | None) -> Sequence[str]:
    """The fields that entries of this kind alone have, by the names of the methods below."""
    return _OF_KIND.get(EntryKind(entry.kind), ()) if entry else ()


class Claims:
    """The columns of the list and the fields of the page, for the admin of entries."""

    claim_fields = tuple(dict.fromkeys(name for names in _OF_KIND.values() for name in names))

    @admin.display(description="says")
    def claim(self, entry: Entry) -> str:
        """In a list, on one line: "Japan: 60%, met", "investment, pledged: USD 5 by Japan"."""
        if entry.change == Change.RETRACTION:
            return "-"
        if entry.kind == EntryKind.EXPECTATION:
            told = [self.chance(entry) if entry.probability is not None else "", self.ended(entry)]
            return f"{entry.expected_by}: {', '.join(filter(None, told))}"
        if entry.kind == EntryKind.FIGURE:
            rung = f", {entry.rung}" if entry.rung else ""
            return f"{entry.measure}{rung}: {self.amount(entry)} by {entry.reporter}"
        return "-"

    @admin.display(description="expected by")
    def who_expects(self, entry: Entry):
        return link(entry.expected_by) if entry.expected_by else "-"

    @admin.display(description="probability")
    def chance(self, entry: Entry) -> str:
        given = entry.probability
        return "none given" if given is None else percent_words(float(given))

    @admin.display(description="how it ended")
    def ended(self, entry: Entry) -> str:
        return Resolution(entry.resolution).label

    @admin.display(description="met by")
    def met_with(self, entry: Entry):
        return link(entry.met_by) if entry.met_by else "-"

    @admin.display(description="rung")
    def how_far(self, entry: Entry) -> str:
        return Rung(entry.rung).label

    @admin.display(description="value")
    def amount(self, entry: Entry) -> str:
        if entry.value is None:
            return "-"
        return say_amount(entry.value, entry.unit, entry.currency)

    @admin.display(description="unit or currency")
    def counted_in(self, entry: Entry) -> str:
        return entry.currency or entry.unit or "-"

    @admin.display(description="reported by")
    def who_reports(self, entry: Entry):
        return link(entry.reporter) if entry.reporter else "-"

    @admin.display(description="a second look at")
    def looked_at(self, entry: Entry):
        return link(entry.looks_at) if entry.looks_at else "-"


class ResolutionFilter(admin.SimpleListFilter):
    """How expectations ended; choosing one lists expectations alone."""

    title = "how an expectation ended"
    parameter_name = "ended"

    def lookups(self, request, model_admin):
        return [(each.label, each.label) for each in Resolution]

    def queryset(self, request, queryset):
        chosen = [each for each in Resolution if each.label == self.value()]
        return queryset.filter(kind=EntryKind.EXPECTATION, resolution=chosen[0]) if chosen else None


class RungFilter(admin.SimpleListFilter):
    """How far the quantity of a figure has got; choosing one lists figures alone."""

    title = "rung of a figure"
    parameter_name = "rung"

    def lookups(self, request, model_admin):
        return [(each.label, each.label) for each in Rung]

    def queryset(self, request, queryset):
        chosen = [each for each in Rung if each.label == self.value()]
        return queryset.filter(kind=EntryKind.FIGURE, rung=chosen[0]) if chosen else None


class WhoFilter(ReferenceFilter):
    """Who expects or reports it, by name or slug."""

    title = "who expects or reports it"
    parameter_name = "who"
    label = "Name"
    all_words = "Everybody"

    def queryset(self, request, queryset):
        typed = (self.value() or "").strip()
        if not typed:
            return queryset
        named = Q(name__iexact=typed) | Q(slug__iexact=typed) | Q(local_name__iexact=typed)
        who = list(Party.objects.filter(named).values_list("pk", flat=True))
        return queryset.filter(Q(expected_by__in=who) | Q(reporter__in=who))
