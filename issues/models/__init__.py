"""Facts and their constraints. Querysets are the vocabulary that reads and actions speak."""

from issues.models.citations import Citation
from issues.models.concerns import Concern
from issues.models.entries import Entry
from issues.models.issues import Check, Issue, IssueParty, IssueTopic, Visibility
from issues.models.lifecycles import Lifecycle, Move, Status
from issues.models.links import Link, LinkEnd
from issues.models.parties import Party, PartyKind, Topic
from issues.models.people import Role, User, is_on_team
from issues.models.periods import Activity, ChangeDay, StatusPeriod
from issues.models.sources import Source, SourceKind, TitleBasis

# What the serving role may do with each table follows from these two lists.
APPEND_ONLY_MODELS = (Entry, Concern, Citation, Check, Link, LinkEnd)
DERIVED_MODELS = (StatusPeriod, Activity, ChangeDay)

__all__ = [
    "APPEND_ONLY_MODELS",
    "DERIVED_MODELS",
    "Activity",
    "ChangeDay",
    "Check",
    "Citation",
    "Concern",
    "Entry",
    "Issue",
    "IssueParty",
    "IssueTopic",
    "Lifecycle",
    "Link",
    "LinkEnd",
    "Move",
    "Party",
    "PartyKind",
    "Role",
    "Source",
    "SourceKind",
    "Status",
    "StatusPeriod",
    "TitleBasis",
    "Topic",
    "User",
    "Visibility",
    "is_on_team",
]
