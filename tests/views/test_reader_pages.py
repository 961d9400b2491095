"""What a visitor without an account finds on the pages."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from issues import actions
from issues.dates import parse
from tests import making
from tests.making import assess, decide, expect, happen, make_issue, make_party, make_source, note
from tests.reporting import report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """The tracker's day is the one that the record is made for."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: making.TODAY)


@pytest.fixture
def pledge(analyst):
    japan = make_party("Japan", slug="japan", local_name="日本")
    issue = make_issue(analyst, "FDI", title="Investment pledge", parties=[japan])
    decide(analyst, issue, "announced", date(2025, 7, 22), reason="A number was named.")
    decide(analyst, issue, "moving", date(2025, 9, 4), reason="A text was **signed**.")
    happen(analyst, issue, "The first projects were named.", date(2025, 10, 28))
    expect(analyst, issue, "The tax relief runs out.", "31 March 2027", known_on=date(2026, 1, 5))
    assess(analyst, issue, "It moves, slowly.", date(2026, 2, 1))
    note(analyst, issue, "SECRET note")
    return issue


def page(client, name, *args, query="", **headers):
    response = client.get(reverse(name, args=args) + query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def contents_of(html: str) -> list[str]:
    nav = html.partition('<nav class="contents"')[2].partition("</nav>")[0].partition("<ul>")[2]
    return [" ".join(re.sub("<[^>]+>", "", line).split()) for line in nav.split("</li>")[:-1]]


def row_of(html: str, reference: str) -> str:
    return html.split(f'data-issue="{reference}"')[1].split("</tr>")[0]


class TestDashboard:
    def test_says_in_words_where_the_issues_stand(self, client, pledge, analyst):
        make_issue(analyst, "HNS")
        words = " ".join(unescape(re.sub(r"<[^>]+>", "", page(client, "dashboard"))).split())
        assert "2 issues: 1 moving, 1 not rated." in words

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("", "2 issues: 1 moving, 1 not rated."),
            ("?phase=moving", "2 issues: 1 moving, 1 not rated. 1 issue matches. Show all"),
            (
                "?phase=settled&outcome=failed",
                "2 issues: 1 moving, 1 not rated, 0 failed. 0 issues match. Show all",
            ),
            ("?outcome=failed", "2 issues: 1 moving, 1 not rated. 0 issues match. Show all"),
            ("?q=nothing", "0 issues match. Show all"),
        ],
    )
    def test_says_how_many_match(self, client, pledge, analyst, query, said):
        make_issue(analyst, "HNS")
        for name in ("dashboard", "issue_list"):
            counts = page(client, name, query=query).split('class="counts"')[1].split("</p>")[0]
            words = unescape(re.sub(r"<[^>]+>", "", counts.partition(">")[2]))
            assert " ".join(words.split()) == said

    def test_what_changed_last_is_said_to_be_of_all_issues(self, client, pledge):
        html = page(client, "dashboard", query="?phase=stalled")
        assert "The last change over all issues is of 1 February 2026." in html

    def test_answers_in_words_before_it_asks(self, client, pledge):
        html = page(client, "dashboard")
        assert html.count("<h1") == 1
        assert html.index('class="counts"') < html.index('class="filters"')

    def test_a_filter_brings_the_sentence_along(self, client, pledge):
        html = page(client, "dashboard", query="?phase=stalled", **{"HX-Request": "true"})
        assert html.index('hx-swap-oob="innerHTML:#standing"') < html.index('class="counts"')
        assert html.count('class="counts"') == 1

    def test_gives_the_reason_as_the_page_of_the_issue_does(self, client, pledge, analyst):
        make_issue(analyst, "HNS")
        decide(analyst, pledge, "stalled", date(2027, 1, 1), known_on=making.TODAY)
        for reference in ("FDI", "HNS"):
            row = row_of(page(client, "dashboard"), reference)
            why = client.get(f"/issues/{reference}/").context["page"].sentence.why
            assert f'<td class="why"><span>{why}</span></td>' in row
        assert "A text was signed (The Daily Record, 1 July 2025)." in page(client, "dashboard")
        assert "A text was signed" not in page(client, "issue_list")

    def test_shows_each_issue_with_status_since_change_check_and_next_date(self, client, pledge):
        html = page(client, "dashboard")
        row = html[html.index('data-issue="FDI"') : html.index("</tbody>")]
        for said in ("Investment pledge", "moving</span>", "since 4 Sep 2025", "never checked"):
            assert said in row
        assert "1 Feb 2026" in row
        assert "31 Mar 2027" in row
        assert "The tax relief runs out." in row

    def test_names_what_changed_last_and_what_comes_next(self, client, pledge):
        html = page(client, "dashboard")
        assert html.index("What changed last") < html.index("It moves, slowly.")
        assert html.index("What comes next</h2>") < html.index("31 Mar 2027</strong>")

    def test_gives_the_day_by_which_the_changes_are_sorted(self, client, pledge, analyst):
        happen(analyst, pledge, "They met.", date(2026, 1, 3), known_on=date(2026, 4, 24))
        lines = page(client, "dashboard").split("What changed last")[1].split("<li>")
        assert "3 January 2026 · known 24 April 2026" in lines[1]
        same_day = next(line for line in lines if "The first projects were named." in line)
        assert "28 October 2025" in same_day
        assert "known" not in same_day
        assert "known 24 April 2026" not in page(client, "changes")

    def test_says_so_when_nothing_is_there(self, client):
        html = page(client, "dashboard")
        assert "No issue is published here yet." in html
        assert "Nothing has been recorded yet." in html

    def test_a_check_long_ago_is_called_stale(self, client, pledge, analyst):
        actions.mark_checked(by=analyst, issue=pledge, on=date(2026, 6, 27), today=making.TODAY)
        since = 'not <span class="fuller">checked </span>since <span class="when">27 Jun'
        assert since in page(client, "dashboard")

    def test_htmx_gets_the_results_alone_and_a_tidy_address(self, client, pledge):
        answer = client.get("/?q=&party=japan&sort=changed", headers={"HX-Request": "true"})
        html = answer.content.decode()
        assert "<html" not in html
        assert html.strip().startswith('<div id="results"')
        assert answer["HX-Push-Url"] == "/?party=japan"
        assert "HX-Request" in answer["Vary"]


class TestList:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("?party=japan", ["FDI"]),
            ("?phase=moving", ["FDI"]),
            ("?phase=not_rated", ["HNS"]),
            ("?phase=stalled", []),
            ("?kind=pledge&sort=reference", ["FDI", "HNS"]),
            ("?q=projects", ["FDI"]),
            ("?q=projct", []),
            ("?q=invest", ["FDI"]),
            ("?q=japan+projects", ["FDI"]),
            ("?q=japan+nothing", []),
            ("?q=日本", ["FDI"]),
            ("?q=fdi", ["FDI"]),
            ("?q=%22first+projects%22", ["FDI"]),
            ("?q=%22projects+first%22", []),
            ("?q=SECRET", []),
            ("?q=the", ["FDI", "HNS"]),
            ("?q=%27%22%3A%2A%28", ["FDI", "HNS"]),
            ("?topic=none-such", []),
        ],
    )
    def test_filters(self, client, pledge, analyst, query, found):
        make_issue(analyst, "HNS", title="Host-nation support")
        html = page(client, "issue_list", query=query)
        assert sorted(part.split('"')[0] for part in html.split('data-issue="')[1:]) == found

    def test_every_count_is_the_length_of_the_list_behind_it(self, client, pledge, analyst):
        make_issue(analyst, "HNS")
        decide(analyst, make_issue(analyst, "REE"), "announced")
        listing = client.get("/issues/").context["listing"]
        assert len(listing.counts.places) == 3
        for place in listing.counts.places:
            behind = page(client, "issue_list", query=place.query)
            assert behind.count("data-issue=") == place.count

    @pytest.mark.parametrize("sort", ["changed", "title", "reference", "status", "next", "checked"])
    def test_pages_hold_every_issue_once_in_every_order(
        self, client, pledge, analyst, sort, monkeypatch
    ):
        monkeypatch.setattr("issues.reads.rows.PAGE", 2)
        titles = ("A & B", "100 % of it", "What #1 + 2 is")
        made = {"FDI", make_issue(analyst, "X").reference}
        made |= {make_issue(analyst, f"X{n}", title=t).reference for n, t in enumerate(titles)}
        seen, query = [], f"?sort={sort}"
        while query:
            listing = client.get(f"/issues/{query}").context["listing"]
            seen += [row.reference for row in listing.rows.rows]
            query = listing.more
        assert len(seen) == 5
        assert set(seen) == made

    def test_a_draft_is_not_listed_counted_or_offered(self, client, analyst):
        make_issue(analyst, "DRF", published=False, parties=[make_party("Atlantis")])
        html = page(client, "issue_list", query="?q=DRF")
        assert ">0 issues</a> match." in html
        assert "Atlantis" not in html


class TestIssue:
    def test_opens_with_the_sentence_of_the_decision_in_force(self, client, pledge):
        html = page(client, "issue", "FDI")
        sentence = "Investment pledge has been <strong>moving</strong> since 4 September 2025"
        assert f"{sentence}: A text was signed (The Daily Record, 1 July 2025)." in html

    def test_an_issue_without_decision_says_that_nobody_has_judged(self, client, analyst):
        make_issue(analyst, "HNS", title="Host-nation support")
        html = page(client, "issue", "HNS")
        assert "<strong>not rated</strong> yet: nobody has judged it." in html

    def test_a_decision_for_a_later_day_is_announced(self, client, pledge, analyst):
        decide(analyst, pledge, "stalled", date(2026, 12, 1), known_on=making.TODAY)
        html = page(client, "issue", "FDI")
        assert "From 1 December 2026 it will be <strong>stalled</strong>" in html
        assert "<strong>moving</strong> since 4 September 2025" in html

    def test_lists_what_is_to_come_before_the_years(self, client, pledge):
        html = page(client, "issue", "FDI")
        order = [
            html.index(said, html.index('id="record"'))
            for said in (">Coming<", "The tax relief runs out.", 'year">2026<', 'year">2025<')
        ]
        assert order == sorted(order)

    def test_shows_fuzzy_dates_as_fuzzy_as_they_are(self, client, pledge, analyst):
        happen(
            analyst,
            pledge,
            "Talks.",
            date=parse("second quarter of 2026"),
            known_on=date(2026, 7, 1),
        )
        html = page(client, "issue", "FDI")
        assert "second quarter of 2026" in html
        assert "known on 1 July 2026" in html

    def test_names_the_author_of_every_entry(self, client, pledge, analyst):
        for entry in page(client, "issue", "FDI").split('<li class="entry')[1:]:
            assert f"<span>{analyst.name or analyst.username}</span>" in entry

    def test_gives_the_reason_for_a_day_before_its_source(self, client, analyst):
        issue = make_issue(analyst, "REE")
        source = make_source(analyst, published_on=date(2026, 3, 9))
        for number, (on, known) in enumerate([(date(2026, 3, 1), date(2026, 3, 1)),
                                              (date(2026, 3, 1), date(2026, 3, 2)),
                                              (date(2026, 2, 1), date(2026, 3, 2))]):  # fmt: skip
            entry = happen(
                analyst, issue, f"Seen {number}.", on, known_on=known,
                known_on_reason=f"On television {number}.", citations=[actions.Cite(source)],
            )  # fmt: skip
            said = f"known on {known.day} March 2026 (On television {number}.)"
            assert said in page(client, "entry", entry.uid)
        html = page(client, "issue", "REE")
        assert html.count("<span>known on 2 March 2026</span>") == 2
        assert "known on 1 March 2026" not in html
        assert "On television" not in html

    def test_lists_its_sections_with_how_much_is_in_each(self, client, pledge, analyst):
        make_issue(analyst, "NEW")
        assert contents_of(page(client, "issue", "NEW")) == ["Where it stands", "The record 0"]
        html = page(client, "issue", "FDI")
        told = contents_of(html)
        entries = html.count('<li class="entry')
        assert told[:3] == ["Where it stands", "Summary", "What is expected 1"]
        assert f"The record {entries}" in told
        assert told[-1] == f"Sources {html.count('<li id="note-')}"
        targets = re.findall(r'<li><a href="#([a-z]+)"', html)
        assert len(targets) == len(told)
        assert all(f'id="{target}"' in html for target in targets)

    def test_an_expectation_stands_in_full_once_and_in_a_line_in_the_record(
        self, client, pledge, analyst
    ):
        text = f"The second law passes, {'as was **said** then, ' * 8}before summer."
        said = expect(analyst, pledge, text, "2027", known_on=date(2026, 1, 5))
        ledger, record = page(client, "issue", "FDI").split('id="record"')
        assert "before summer." in ledger
        line = record.split(f'id="entry-{said.uid}"')[1].partition("</li>")[0]
        assert "The second law passes, as was said then," in line
        assert "before summer." not in line
        assert f'… <a class="small" href="#ledger-{said.uid}"' in line

    def test_keeps_notes_for_the_team(self, client, signed_in, pledge, analyst, reader):
        assert "SECRET note" not in page(client, "issue", "FDI")
        assert "SECRET note" not in page(signed_in(reader), "issue", "FDI")
        assert "SECRET note" in page(signed_in(analyst), "issue", "FDI")

    def test_a_draft_is_nothing_to_readers(self, client, signed_in, analyst, reader):
        make_issue(analyst, "DRF", published=False)
        assert client.get("/issues/DRF/").status_code == 404
        assert signed_in(reader).get("/issues/DRF/").status_code == 404
        assert "draft" in page(signed_in(analyst), "issue", "DRF")

    def test_says_whether_a_quotation_stands_in_its_source(self, client, analyst):
        issue = make_issue(analyst, "REE")
        kept = make_source(analyst, stored_text="They said:\n  it is  off.")
        cites = [
            actions.Cite(kept, "it is off."),
            actions.Cite(kept, "it is on."),
            actions.Cite(make_source(analyst), "who knows"),
        ]
        happen(analyst, issue, citations=cites)
        html = page(client, "issue", "REE")
        for proof in ("verified", "not found in the stored text", "no stored text to check"):
            assert f"Quotation: {proof}" in html

    def test_a_retracted_entry_stays_to_be_read_as_retracted(self, client, pledge, analyst):
        entry = happen(analyst, pledge, "A wrong thing.", date(2026, 3, 1))
        actions.retract_entry(
            by=analyst,
            entry=entry,
            reason="It was another firm.",
            known_on=making.TODAY,
            today=making.TODAY,
        )
        html = page(client, "issue", "FDI")
        assert "A wrong thing." in html
        assert "Retracted: It was another firm." in html

    def test_a_retracted_decision_says_which_status_it_was(self, client, pledge, analyst):
        decision = decide(analyst, pledge, "stalled", date(2026, 3, 1), reason="Nothing came.")
        taken_back = actions.retract_entry(
            by=analyst,
            entry=decision,
            reason="It was another firm.",
            made_from=decision,
            known_on=making.TODAY,
            today=making.TODAY,
        )
        struck = '<use href="#s-stalled"/></svg><del>stalled</del></span>'
        record = page(client, "issue", "FDI").split(f'id="entry-{taken_back.uid}"')[1]
        assert struck in record.partition("</li>")[0]
        line = page(client, "changes").split('<li class="retracted">')[1].partition("</li>")[0]
        assert '<span class="tag">retraction of a decision: stalled</span>' in line
        assert "<del>Nothing came.</del>" in line
        versions = page(client, "entry", taken_back.uid).split("<section")[1:]
        assert ["stalled" in version for version in versions] == [False, True]

    def test_older_entries_are_a_page_away(self, client, pledge, analyst, monkeypatch):
        monkeypatch.setattr("issues.reads.issue_page.PAGE", 3)
        first = client.get("/issues/FDI/").context["page"]
        second = client.get(f"/issues/FDI/?after={first.older}").context["page"]
        kinds = [line.uid for part in (first, second) for year in part.years for line in year.lines]
        assert len(kinds) == len(set(kinds)) == 5
        assert second.older == ""


class TestReferenceInSmallLetters:
    @pytest.mark.parametrize("query", ["", "?as_of=2026-01-01&after=x"])
    def test_leads_to_the_issue(self, client, pledge, query):
        response = client.get(f"/issues/fdi/{query}")
        assert response.status_code == 301
        assert response.headers["Location"] == f"/issues/FDI/{query}"

    def test_leads_to_no_draft_that_one_may_not_see(self, client, signed_in, analyst):
        make_issue(analyst, "DRF", published=False)
        answers = [client.get(f"/issues/{name}/") for name in ("drf", "DRF", "nothing")]
        assert [answer.status_code for answer in answers] == [404] * 3
        assert len({answer.text.replace(answer.wsgi_request.path, "") for answer in answers}) == 1
        assert signed_in(analyst).get("/issues/drf/").headers["Location"] == "/issues/DRF/"

    def test_an_issue_of_later_is_not_there_before(self, client, pledge):
        assert client.get("/issues/FDI/?as_of=2020-01-01").status_code == 404


class TestEntry:
    def test_shows_all_versions(self, client, pledge, analyst):
        entry = happen(analyst, pledge, "Ten billion.", date(2026, 3, 1))
        actions.retract_entry(
            by=analyst, entry=entry, reason="Wrong.", known_on=making.TODAY, today=making.TODAY
        )
        html = page(client, "entry", entry.uid)
        assert "2 versions" in html
        assert "Ten billion." in html
        assert "Wrong." in html

    def move(self, by, entry, *issues):
        """Correct where an entry is."""
        return actions.correct_entry(
            by=by, entry=entry, reason="It is on another.", body=entry.body, date=entry.date,
            citations=[actions.Cite(make_source(by))], known_on=making.TODAY, today=making.TODAY,
            issues=issues,
        )  # fmt: skip

    def test_what_was_moved_to_a_draft_is_not_told_in_its_older_version(
        self, client, signed_in, pledge, analyst
    ):
        draft = make_issue(analyst, "DRF", published=False)
        entry = happen(analyst, pledge, "Ten billion.", date(2026, 3, 1))
        moved = self.move(analyst, entry, draft)
        for version in (entry, moved):
            assert client.get(f"/entries/{version.uid}/").status_code == 404
            assert "2 versions" in page(signed_in(analyst), "entry", version.uid)
        self.move(analyst, moved, draft, pledge)
        assert "Ten billion." in page(client, "entry", entry.uid)
        assert "DRF" not in page(client, "entry", entry.uid)

    def test_is_on_the_issues_of_its_last_version(self, client, pledge, analyst):
        other = make_issue(analyst, "HNS")
        entry = happen(analyst, pledge, "Ten billion.", date(2026, 3, 1))
        self.move(analyst, entry, other)
        html = page(client, "entry", entry.uid)
        assert "/issues/HNS/" in html
        assert "/issues/FDI/" not in html

    def test_a_note_is_nothing_to_readers(self, client, signed_in, pledge, analyst):
        hidden = note(analyst, pledge, "SECRET")
        assert client.get(f"/entries/{hidden.uid}/").status_code == 404
        assert "SECRET" in page(signed_in(analyst), "entry", hidden.uid)


class TestSources:
    def test_lists_what_is_cited_and_counts_its_uses(self, client, pledge):
        html = page(client, "sources")
        assert html.count("The Daily Record") == 5

    def test_a_source_of_a_draft_or_a_note_is_nothing_to_readers(self, client, signed_in, analyst):
        draft = make_issue(analyst, "DRF", published=False)
        hidden = make_source(analyst, title="SECRET source", slug="secret")
        happen(analyst, draft, citations=[actions.Cite(hidden)])
        assert "SECRET" not in page(client, "sources")
        assert client.get("/sources/secret/").status_code == 404
        assert "SECRET source" in page(signed_in(analyst), "source", "secret")

    def test_a_title_that_is_not_the_documents_own_is_marked(self, client, analyst):
        source = make_source(
            analyst, title="A page about tariffs", title_basis="described", slug="d"
        )
        happen(analyst, make_issue(analyst), citations=[actions.Cite(source)])
        assert "described by us" in page(client, "source", "d")


def test_a_quarter_has_its_article_in_the_sentences_on_the_status(client, analyst, pledge):
    decide(analyst, pledge, "stalled", date=parse("Q2 2026"), known_on=date(2026, 6, 30))
    decide(analyst, pledge, "moving", date=parse("H1 2027"), known_on=date(2026, 7, 30))
    html = page(client, "issue", pledge.reference)
    assert "stalled</strong> since the second quarter of 2026" in html
    assert "From the first half of 2027 it will be <strong>moving" in html


def test_how_we_judge_gives_every_status_with_its_definition(client, pledge):
    for html in (page(client, "how_we_judge"), page(client, "lifecycle", "pledge")):
        assert "It is stalled." in html
        assert "Leads to stalled, delivered." in html
    assert client.get("/how-we-judge/none-such/").status_code == 404


def test_the_feed_says_what_each_line_is_about(client, pledge, analyst):
    report(analyst, pledge)
    decide(analyst, pledge, "stalled", date(2026, 4, 1))
    titles = re.findall(r"<title>([^<]*)</title>", page(client, "changes_feed"))[1:]
    assert titles[0] == "FDI: now stalled"
    assert "FDI: event: The first projects were named." in titles
    assert (
        "FDI: figure: investment, signed: USD 36 billion as of 17 February 2026, says Reuters"
        in titles
    )


def test_the_feed_is_public_whoever_asks(signed_in, pledge, analyst):
    make_issue(analyst, "DRF", published=False)
    xml = page(signed_in(analyst), "changes_feed")
    assert "The first projects were named." in xml
    assert "SECRET" not in xml


def test_changes_name_the_issues_that_the_asker_sees(client, signed_in, pledge, analyst):
    draft = make_issue(analyst, "DRF", published=False)
    happen(analyst, [pledge, draft], "On both.", date(2026, 5, 1))
    assert "DRF" not in page(client, "changes")
    assert "DRF" in page(signed_in(analyst), "changes")


class TestRefusals:
    def test_a_page_for_browsers(self, client, db):
        answer = client.get("/issues/NOWHERE/")
        assert answer.status_code == 404
        assert "<html" in answer.content.decode()
        assert "nothing at this address" in answer.content.decode()

    def test_lets_a_visitor_sign_in(self, client, db):
        answer = client.get("/issues/NOWHERE/")
        assert 'href="/accounts/sign-in/?next=/issues/NOWHERE/"' in answer.text

    def test_tells_who_is_signed_in(self, signed_in, reader, pledge):
        answer = signed_in(reader).get("/issues/FDI/status/")
        assert answer.status_code == 403
        assert f">{reader}</a>" in answer.text
        assert "Sign out" in answer.text
        assert "/accounts/sign-in/" not in answer.text

    def test_a_fragment_for_htmx(self, client, db):
        answer = client.get("/issues/NOWHERE/", headers={"HX-Request": "true"})
        assert answer.status_code == 404
        assert b"<html" not in answer.content
        assert b'role="alert"' in answer.content

    def test_a_broken_page_needs_nothing_that_may_be_broken(self, rf):
        from issues.views.errors import broken

        whole, part = broken(rf.get("/")), broken(rf.get("/", headers={"HX-Request": "true"}))
        assert whole.status_code == part.status_code == 500
        assert b"Nothing was saved" in whole.content
        assert b"<html" not in part.content
