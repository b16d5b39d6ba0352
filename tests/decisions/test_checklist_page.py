"""The readiness checklist: what needs somebody comes first, and proposals are accepted and taken back together."""

import re

import pytest
from django.urls import reverse

from decisions.checklist import ChecklistPage
from projects.access import Workspace
from projects.domain.answers import AnswerState
from projects.models import Answer, Change
from tests.decisions.pages import url
from tests.reports.test_counts import mark

pytestmark = pytest.mark.once

HOLDING = "readiness.28"


@pytest.fixture
def answered(project):
    """A project whose answers make some ratings be proposed."""
    mark(project, "data.agreement", AnswerState.KNOWN, "mostly")
    mark(project, "why.lasts", AnswerState.KNOWN, "years")
    return project


def checklist(project, scenario="base"):
    return ChecklistPage(Workspace(project, project.scenarios.get(slug=scenario)))


def page_of(owner, address):
    return " ".join(owner.get(address).content.decode().split())


def offers(page):
    return re.findall(r'name="proposal" value="([^"]+)"', page)


def accept(owner, project, sent):
    return owner.post(url("decisions:accept_ratings", project), {"proposal": sent})


def rated(project):
    found = Answer.objects.filter(scenario__project=project, field_id__startswith="readiness.", state="known")
    return {row.field_id: row.value for row in found}


def test_every_statement_stands_in_exactly_one_list(answered):
    page = checklist(answered)
    ids = [row.item.id for row in [*page.needing, *page.proposed, *page.rated]]
    assert sorted(ids) == sorted(row.item.id for row in page.rows)


def test_statement_without_proposal_needs_somebody(answered):
    assert all(row.proposal is None for row in checklist(answered).needing)
    assert checklist(answered).proposed


def test_statement_that_shuts_its_gate_comes_first(answered):
    mark(answered, HOLDING, AnswerState.KNOWN, 0)
    assert checklist(answered).needing[0].item.id == HOLDING


def test_rated_statement_needs_nobody(answered):
    mark(answered, "readiness.03", AnswerState.KNOWN, 3)
    assert "readiness.03" in [row.item.id for row in checklist(answered).rated]


def test_best_rating_without_evidence_needs_somebody(answered):
    mark(answered, "readiness.03", AnswerState.KNOWN, 4)
    assert "readiness.03" in [row.item.id for row in checklist(answered).needing]


def test_one_press_rates_everything_that_was_proposed(owner, answered):
    proposed = {row.item.id: row.proposal.rating for row in checklist(answered).proposed}
    reply = accept(owner, answered, offers(page_of(owner, url("decisions:readiness", answered))))
    assert reply.status_code == 302
    assert rated(answered) == proposed
    assert f"{len(proposed)} proposals accepted." in page_of(owner, reply["Location"])


def test_what_was_accepted_together_is_taken_back_together(owner, answered):
    mark(answered, "readiness.03", AnswerState.KNOWN, 3)
    reply = accept(owner, answered, offers(page_of(owner, url("decisions:readiness", answered))))
    span = reply["Location"].split("=")[1]
    owner.post(url("decisions:take_back_ratings", answered), {"accepted": span})
    assert rated(answered) == {"readiness.03": 3}
    assert "proposals accepted" not in page_of(owner, reply["Location"])


def test_what_was_changed_since_is_not_taken_back(owner, answered):
    reply = accept(owner, answered, offers(page_of(owner, url("decisions:readiness", answered))))
    changed = checklist(answered).rated[0]
    mark(answered, changed.item.id, AnswerState.KNOWN, 0, version=changed.given.version)
    owner.post(url("decisions:take_back_ratings", answered), {"accepted": reply["Location"].split("=")[1]})
    assert rated(answered) == {changed.item.id: 0}


def test_rating_that_was_given_in_the_meantime_is_left(owner, answered):
    sent = offers(page_of(owner, url("decisions:readiness", answered)))
    theirs = sent[0].split(":")[0]
    mark(answered, theirs, AnswerState.KNOWN, 1)
    accept(owner, answered, sent)
    assert rated(answered)[theirs] == 1


def test_offer_that_was_not_shown_is_not_accepted(owner, answered):
    accept(owner, answered, ["readiness.03:4:0", "readiness.99:1:0", "nonsense", "data.agreement:1:1"])
    assert rated(answered) == {}


def test_pressed_twice_it_is_accepted_once(owner, answered):
    sent = offers(page_of(owner, url("decisions:readiness", answered)))
    accept(owner, answered, sent)
    before = Change.objects.count()
    reply = accept(owner, answered, sent)
    assert Change.objects.count() == before
    assert "Nothing was left to accept" in page_of(owner, reply["Location"])


@pytest.mark.parametrize("span", ["", "1", "1-", "a-b", "1-2-3", "9" * 30 + "-1", "²-³", "1-999999999"])
def test_address_that_names_no_ratings_takes_nothing_back(owner, answered, span):
    mark(answered, "readiness.03", AnswerState.KNOWN, 3)
    assert owner.post(url("decisions:take_back_ratings", answered), {"accepted": span}).status_code == 302
    assert owner.get(url("decisions:readiness", answered), {"accepted": span}).status_code == 200
    assert rated(answered) == {"readiness.03": 3}


def test_dimension_that_nobody_rated_is_no_no(answered):
    assert {bar.word for bar in checklist(answered).bars()} == {"not rated"}
    mark(answered, "readiness.01", AnswerState.KNOWN, 0)
    assert checklist(answered).bars()[0].word == "No"


def test_meaning_of_the_words_comes_when_it_is_asked_for(owner, project):
    item = checklist(project).rows[0].item
    page = page_of(owner, url("decisions:readiness", project))
    meaning, unknown = (reverse("decisions:meaning", args=[project.pk, "base", id]) for id in (item.id, "readiness.99"))
    assert item.why not in page
    assert f'hx-get="{meaning}"' in page
    assert all(text in page_of(owner, meaning) for text in (item.why, *item.anchors, item.advice.action))
    assert owner.get(unknown).status_code == 404


def test_meaning_of_the_words_is_there_without_javascript(owner, project):
    item = checklist(project).rows[0].item
    address = url("decisions:readiness", project)
    assert f"?meaning={item.id}#q-" in page_of(owner, address)
    assert item.why in page_of(owner, f"{address}?meaning={item.id}")


def folded_address(page):
    """Return the first folded line's statement and the address that brings its form."""
    found = re.search(r'hx-get="([^"]*/readiness/lines/\?of=(readiness\.\d+))"', page)
    return found[2], found[1]


def test_form_of_a_folded_line_comes_when_it_is_opened(owner, answered):
    page = page_of(owner, url("decisions:readiness", answered))
    item_id, address = folded_address(page)
    name = f'name="{item_id.replace(".", "-")}-value"'
    assert name not in page
    assert name in page_of(owner, address)
    assert owner.get(address.replace(item_id, "readiness.99")).status_code == 404


def test_folded_line_opens_without_javascript(owner, answered):
    address = url("decisions:readiness", answered)
    item_id, _fetched = folded_address(page_of(owner, address))
    link = re.search(rf'href="(\?open={item_id})#', page_of(owner, address))[1]
    assert f'name="{item_id.replace(".", "-")}-value"' in page_of(owner, address + link)


def test_statements_behind_one_press_come_together(owner, project):
    page = page_of(owner, url("decisions:readiness", project))
    fetched = page_of(owner, re.search(r'hx-get="([^"]*/readiness/statements/[^"]*)"', page)[1])
    shown = re.findall(r'data-save="[^"]*/answers/(readiness\.\d+)/"', page + fetched)
    assert sorted(shown) == [row.item.id for row in checklist(project).rows]


def test_rating_that_stood_folded_keeps_its_answer_where_another_could_not_be_saved(owner, answered):
    mark(answered, HOLDING, AnswerState.KNOWN, 0)
    sent = {"readiness-03-value": "9", "readiness-03-version": "0"}
    page = page_of(owner, url("decisions:readiness", answered))
    assert f'name="{HOLDING.replace(".", "-")}-value" value="0" checked' in page
    again = " ".join(owner.post(url("decisions:readiness", answered), sent).content.decode().split())
    assert "Some answers need your attention" in again
    assert f'name="{HOLDING.replace(".", "-")}-value" value="0" checked' in again
