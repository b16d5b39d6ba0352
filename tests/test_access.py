"""Every address × who asks. An address that is added without a row here fails `test_every_address_has_a_row`."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, resolve, reverse
from django.utils import timezone

from projects import access
from projects.access import COOKIE
from projects.catalogue import get_catalogue
from projects.domain.rights import OWN, PAY_FREE, REPORT, Right
from projects.models import AuditEntry, Browser, Member, ShareLink, digest
from tests.pages import ACCOUNT, PAGES, PUBLIC, SELDOM, VISITORS, address_of
from tests.pages import OFFICE as OFFICE_PAGES

# name: (method, further arguments); all below a project: owner 200 or 302, everybody else 404.
INSIDE = {
    "projects:answer": ("get", ["problem.statement"]),
    "projects:check": ("get", ["problem.statement"]),
    "projects:part": ("get", ["compute", "api"]),
    "projects:updates": ("get", []),
    "projects:history": ("get", []),
    "projects:take_back": ("post", [1]),
    "projects:undo_next": ("post", []),
    "projects:redo_next": ("post", []),
    "projects:take_back_scenario": ("post", ["scenario_change"]),
    "projects:take_base": ("get", ["compute.approach"]),
    "projects:new_scenario": ("get", []),
    "projects:rename_scenario": ("get", ["api"]),
    "projects:delete_scenario": ("get", ["api"]),
    "projects:restore_scenario": ("post", ["gone"]),
    "projects:choose_scenario": ("post", ["api"]),
    "projects:find_out": ("get", []),
    "projects:share": ("get", []),
    "projects:revoke": ("post", ["link"]),
    "projects:replace_link": ("post", ["link"]),
    "projects:change_member": ("post", ["member"]),
    "projects:remove_member": ("post", ["member"]),
    "projects:hand_over": ("get", ["member"]),
    "projects:project_settings": ("get", []),
    "projects:rename": ("post", []),
    "projects:place": ("get", []),
    "projects:duplicate": ("post", []),
    "projects:delete": ("post", []),
    "projects:export": ("get", []),
    "projects:questionnaire": ("get", []),
    "projects:fill_in": ("get", []),
    "scoping:summary": ("get", []),
    "scoping:part": ("get", ["problem"]),
    "decisions:project_verdict": ("get", []),
    "decisions:readiness": ("get", []),
    "decisions:readiness_result": ("get", []),
    "decisions:meaning": ("get", ["readiness.01"]),
    "decisions:statements": ("get", []),
    "decisions:lines": ("get", []),
    "decisions:accept_ratings": ("post", []),
    "decisions:take_back_ratings": ("post", []),
    "estimates:compute": ("get", []),
    "estimates:compute_result": ("get", []),
    "estimates:figures": ("get", []),
    "estimates:examples": ("get", []),
    "teams:budget": ("get", []),
    "teams:team_answer": ("get", []),
    "teams:hiring": ("get", []),
    "estimates:take": ("post", []),
    "estimates:ways": ("get", []),
    "estimates:fits": ("get", []),
    "estimates:models": ("get", []),
    "estimates:offers": ("get", []),
    "estimates:hosted_prices": ("get", []),
    "estimates:price_day": ("get", []),
    "estimates:runs": ("get", []),
    "teams:team": ("get", []),
    "teams:team_grid": ("get", []),
    "teams:start_plan": ("post", []),
    "teams:team_result": ("get", []),
    "teams:advice": ("get", []),
    "teams:forecast": ("get", []),
    "teams:mix": ("get", []),
    "teams:rate_card": ("get", []),
    "teams:team_xlsx": ("get", []),
    "teams:team_csv": ("get", []),
    "teams:keep_card": ("post", []),
    "teams:apply_mix": ("post", []),
    "reports:overview": ("get", []),
    "reports:section": ("get", ["problem"]),
    "reports:news": ("get", []),
    "reports:read_news": ("post", []),
    "reports:palette": ("get", []),
    "reports:check_first": ("get", []),
    "reports:check": ("get", ["problem"]),
    "reports:change": ("get", ["problem.statement"]),
    "reports:interview": ("get", []),
    "reports:interview_sheet": ("get", ["problem"]),
    "reports:interview_question": ("get", ["problem.statement"]),
    "reports:key_figures": ("get", []),
    "projects:accept": ("post", ["value.coverage"]),
    "decisions:options": ("get", []),
    "decisions:options_result": ("get", []),
    "decisions:decision": ("get", []),
    "decisions:recorded": ("get", ["decision"]),
    "decisions:delete_decision": ("post", ["decision"]),
    "decisions:take_thresholds": ("post", []),
    "decisions:experience": ("get", []),
    "decisions:questions": ("get", []),
    "decisions:actions": ("get", []),
    "decisions:actions_csv": ("get", []),
    "decisions:actions_ics": ("get", []),
    "decisions:mark_action": ("post", ["release"]),
    "decisions:data": ("get", []),
    "decisions:approach": ("get", []),
    "decisions:value": ("get", []),
    "decisions:training": ("get", []),
    "decisions:evaluation": ("get", []),
    "decisions:take_corpus": ("post", []),
    "decisions:run_sheet": ("get", []),
    "decisions:plan_result": ("get", ["data"]),
    "decisions:value_result": ("get", []),
    "decisions:value_coverage": ("get", []),
    "decisions:value_more": ("get", []),
    "decisions:take_coverage": ("post", []),
    "decisions:take_usual": ("post", []),
    "decisions:whole_budget": ("get", []),
    "reports:figure": ("get", ["case.cost_to_launch"]),
    "reports:figure_opened": ("get", ["case.cost_to_launch"]),
    "reports:chart": ("get", ["case.value"]),
    "reports:scenarios": ("get", []),
    "reports:quick": ("get", []),
    "reports:quick_screen": ("get", ["size"]),
    "reports:quick_result": ("get", []),
    "reports:quick_pdf": ("get", []),
    "reports:take_proposal": ("post", []),
    "reports:report": ("get", []),
    "reports:report_pdf": ("get", []),
    "reports:report_file": ("get", ["md"]),
    "reports:word_template": ("get", []),
    "reports:keep_report": ("post", []),
    "reports:standing": ("post", []),
    "reports:archive": ("post", []),
    "reports:template": ("post", []),
    "reports:afterwards": ("get", []),
    "reports:comments": ("get", []),
    "reports:discussion": ("get", ["question", "problem.statement"]),
    "reports:reply": ("post", ["thread"]),
    "reports:resolve": ("post", ["thread"]),
    "reports:edit_comment": ("get", ["comment"]),
    "reports:delete_comment": ("post", ["comment"]),
    "reports:versions": ("get", []),
    "reports:compare_versions": ("get", []),
    "reports:version": ("get", ["version"]),
    "reports:restore_version": ("post", ["version"]),
    "reports:copy_version": ("post", ["version"]),
    "reports:delete_version": ("post", ["version"]),
}
# What these ask of whoever opens them; of the others a page asks to look, and whatever is sent to edit.
LEAST = {
    **dict.fromkeys(
        ["projects:share", "projects:revoke", "projects:replace_link", "projects:change_member",
         "projects:remove_member", "projects:hand_over", "projects:project_settings", "projects:place",
         "projects:rename", "projects:duplicate", "projects:delete", "projects:delete_scenario",
         "projects:restore_scenario",
         "decisions:delete_decision", "decisions:take_thresholds", "decisions:experience",
         "decisions:questions",
         "reports:copy_version", "reports:delete_version", "reports:archive",
          "reports:template"],
        Right.OWN,
    ),
    **dict.fromkeys(["reports:standing", "reports:read_news"], Right.VIEW),
    **dict.fromkeys(
        ["projects:check", "reports:reply", "reports:resolve", "reports:edit_comment", "reports:delete_comment"],
        Right.COMMENT,
    ),
    **dict.fromkeys(["projects:take_base", "projects:new_scenario", "projects:rename_scenario"], Right.EDIT),
}  # fmt: skip
# The section that a page is about, for members who see only some; all others are of the whole project.
PARTS = {
    **dict.fromkeys(["scoping:part", "scoping:summary", "projects:answer", "projects:check"], "problem"),
    "reports:section": "problem",
    **{f"decisions:{page}": "readiness" for page in
       ("readiness", "readiness_result", "meaning", "statements", "lines")},
    **dict.fromkeys(["decisions:data", "decisions:plan_result"], "data"),
    **{f"decisions:{plan}": plan for plan in ("approach", "training", "evaluation", "value")},
    **dict.fromkeys(["decisions:value_result", "decisions:value_coverage", "decisions:value_more"], "value"),
    **dict.fromkeys(["projects:accept"], "value"),
    **dict.fromkeys(["estimates:compute", "estimates:compute_result", "projects:take_base"], "compute"),
    **dict.fromkeys(["estimates:figures", "estimates:examples", "projects:part"], "compute"),
    **dict.fromkeys(["teams:team_answer", "teams:budget", "teams:hiring"], "team"),
    **{f"teams:{page}": "team" for page in
       ("team", "team_grid", "start_plan", "team_result", "advice", "forecast", "mix", "rate_card")},
    **dict.fromkeys(["reports:report", "reports:report_pdf", "reports:key_figures"], REPORT),
}  # fmt: skip
# Open to all who work in the project, each shown no more than the parts that are open to them; of comments each thread
# says itself who may read it (tests/reports/test_comments.py).
FOR_EVERYBODY = {
    "projects:updates", "reports:comments", "reports:discussion", "reports:reply", "reports:resolve",
    "reports:edit_comment", "reports:delete_comment",
}  # fmt: skip
WITHOUT_PAY = {name for name, part in PARTS.items() if part in {*PAY_FREE, REPORT}}
DOORS = {"reports:unlock", "reports:join"}
SHARED = {"reports:shared", "reports:shared_pdf"}
OPEN = {
    "health", "reports:start", "reports:how", "scoping:glossary", "scoping:term", "projects:schema",
    "projects:import_document",
    "projects:create", "projects:open_sample", "projects:theme", "projects:language", "projects:bin",
    "reports:tidy_link", "reports:portfolio", "reports:calculate_portfolio", "reports:portfolio_csv",
    "reports:portfolio_xlsx",
    "api:access", "api:revoke_token", "api:hooks", "api:try_hook", "api:remove_hook", "api:guide", "api:description",
    "api:nowhere", "projects:open_template", "projects:brand_style", "projects:brand_logo",
    "projects:way_back", "projects:enter_code", "projects:shut_out", "projects:come_back",
    "organisation:own_data", "organisation:export_own", "organisation:leave",
}  # fmt: skip
# Pages of the administrators, with the method that they are opened by: for everybody else they do not exist.
OFFICE = {
    "organisation:first_page": "get",
    "organisation:prices": "get",
    "organisation:provider_prices": "get",
    "organisation:compare_prices": "get",
    "organisation:price_upload": "get",
    "organisation:drop_upload": "post",
    "organisation:branding": "get",
    "organisation:rates": "get",
    "organisation:drop_rates": "post",
    "organisation:thresholds": "get",
    "organisation:questions": "get",
    "organisation:part_questions": "get",
    "organisation:sample_questions": "get",
    "organisation:own_questions": "get",
    "organisation:experience": "get",
    "organisation:experience_effects": "get",
    "organisation:withdraw_experience": "post",
    "organisation:templates": "get",
    "organisation:withdraw_template": "post",
    "organisation:people": "get",
    "organisation:role": "post",
    "organisation:export_person": "post",
    "organisation:erase_person": "get",
    "organisation:log": "get",
    "organisation:log_csv": "get",
}
# For programs with a token; tests/api tries each as owner, as members of each kind, as a stranger and without a token.
PROGRAMS = {
    "api:v1:who_am_i": (),
    "api:v1:list_projects": (),
    "api:v1:read_project": ("project",),
    "api:v1:read_document": ("project",),
    "api:v1:read_answers": ("project", "base"),
    "api:v1:read_results": ("project", "base"),
    "api:v1:list_versions": ("project",),
    "api:v1:read_version": ("project", 1),
    "api:v1:list_decisions": ("project",),
    "api:v1:read_portfolio": (),
    "api:v1:list_fields": (),
    "api:v1:read_document_schema": (),
    "api:v1:create_project": (),
    "api:v1:change_answers": ("project", "base"),
    "api:v1:create_scenario": ("project",),
    "api:v1:create_version": ("project",),
    "api:v1:list_comments": ("project",),
    "api:v1:create_decision": ("project", "base"),
    "api:v1:create_comment": ("project", "base"),
    "api:v1:undo_change": ("project", 1),
    "api:v1:delete_project": ("project",),
}
BIN = {"projects:restore", "projects:delete_for_good"}
# What pages and programs fetch, and nobody takes away.
NO_FILES = {
    "health", "reports:chart", "projects:schema", "projects:brand_style", "projects:brand_logo", "api:description",
}  # fmt: skip
# Pages, forms and ways in; whatever gives a file is opened without.
HAVE_ARGUMENTS = {
    "scoping:term",
    "reports:tidy_link", "projects:open_template", "projects:come_back", "api:revoke_token", "api:remove_hook",
    "api:try_hook", "api:nowhere", "organisation:price_upload", "organisation:erase_person",
    "organisation:part_questions",
    "organisation:own_questions",  # noted, says tests/organisation/test_questions.py
}  # fmt: skip


def names(resolver=None, prefix=""):
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = pattern.namespace
            found |= names(pattern, f"{prefix}{space}:" if space else prefix)
        else:
            found.add(prefix + (pattern.name or "?"))
    return found


def address(name, project, share):
    link, _secret = share
    ids = {
        "link": lambda: link.pk,
        "decision": lambda: project.decisions.get().pk,
        "version": lambda: project.snapshots.get().pk,
        "scenario_change": lambda: project.scenario_changes.get().sequence,
        "member": lambda: project.members.get(name="Ines").pk,
        "thread": lambda: project.threads.get().pk,
        "comment": lambda: project.threads.get().comments.get().pk,
    }
    extra = [ids[part]() if part in ids else part for part in INSIDE[name][1]]
    scenario = "api" if name == "projects:take_base" else "base"  # nothing lies below the base
    return reverse(name, args=[project.pk, scenario, *extra])


def test_every_address_has_a_row():
    # What django-allauth brings holds nothing of a project; test_accounts.py and test_passkeys.py try it.
    brought = ("account_", "mfa_", "socialaccount_", "openid_connect_", "?")
    ours = {name for name in names() if not name.startswith(brought)}
    assert ours == set(INSIDE) | SHARED | DOORS | OPEN | BIN | set(OFFICE) | set(PROGRAMS)


@pytest.fixture
def changed(sample):
    """The sample with one change, so that there is something to take back, and with a recorded decision."""
    from decisions.recording import record_decision
    from projects.access import Workspace
    from projects.domain.answers import Answer, AnswerState
    from projects.saving import save_answer
    from projects.scenario_history import recorded
    from tests.decisions.pages import told

    content = Answer(field_id="problem.statement", state=AnswerState.KNOWN, value="New", version=1)
    save_answer(sample.scenarios.get(slug="base"), content, token="t", who="")
    with recorded(sample.scenarios.get(slug="api"), ""):
        sample.scenarios.filter(slug="api").update(name="Another")
    sample.refresh_from_db()
    sample.scenarios.create(slug="gone", name="Gone", deleted_at=sample.created_at)
    record_decision(Workspace(sample, sample.scenarios.get(slug="base")), told(sample))
    make_member(sample, name="Ines")
    thread = sample.threads.create(kind="question", topic_id="problem.statement")
    thread.comments.create(author=sample.owner, who="Dana", text="The whole year?", token="t")
    return sample


def answers(visitor, project, share, names=INSIDE, method=""):
    """Return the status that each address gives a visitor."""
    return {name: visit(visitor, name, project, share, method).status_code for name in names}


def visit(visitor, name, project, share, method=""):
    return getattr(visitor, method or INSIDE[name][0])(address(name, project, share))


def unnoted(name, reply):
    """Return the address of a reply that somebody may have taken away as a file, where the log does not say so."""
    is_page = reply.status_code != 200 or reply["Content-Type"].startswith("text/html")
    noted = AuditEntry.objects.filter(kind="downloaded").values_list("about", flat=True)
    return "" if is_page or name in NO_FILES or any(file in reply["Content-Disposition"] for file in noted) else name


@pytest.mark.parametrize("space", sorted({name.partition(":")[0] for name in INSIDE}))
def test_owner_opens_every_page_and_each_file_is_noted(space, owner, changed, share):
    pages = [name for name, (method, _more) in INSIDE.items() if method == "get" and name.startswith(space)]
    replies = {name: visit(owner, name, changed, share) for name in pages}
    assert {reply.status_code for reply in replies.values()} <= {200, 302}
    assert [name for name, reply in replies.items() if unnoted(name, reply)] == []
    assert [name for name, reply in replies.items() if is_page(reply) and name not in looked_at()] == []


def is_page(reply):
    """Tell whether a reply is a whole page: no part of one, no file, no way to another."""
    return reply.status_code == 200 and reply.getvalue()[:20].lower().startswith(b"<!doctype html>")


def looked_at():
    """Return the names of the pages that tests/pages.py lists: they are held to axe, to limits, to narrow windows."""
    named = dict.fromkeys(("decision", "comment", "version", "link", "invitation", "other"), "1")
    root = f"/p/{UUID(int=0)}/base/"
    listed = (*PAGES, *PUBLIC, *ACCOUNT, *OFFICE_PAGES, *VISITORS)
    return SELDOM | {resolve(address_of(path, root, named | {"beside": root})).view_name for path in listed}


def test_every_file_outside_of_projects_is_noted(client, share):
    client.force_login(User.objects.create_user("ada", is_staff=True))
    plain = OPEN | {name for name, method in OFFICE.items() if method == "get"}
    addresses = {name: reverse(name) for name in plain - HAVE_ARGUMENTS}
    addresses |= {name: reverse(name, args=[share[1]]) for name in SHARED}
    replies = {name: client.get(path) for name, path in addresses.items()}
    assert [name for name, reply in replies.items() if unnoted(name, reply)] == []
    assert [name for name, reply in replies.items() if is_page(reply) and name not in looked_at()] == []


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_every_page_of_accounts_is_looked_at(client, db, is_signed_in):
    if is_signed_in:
        client.force_login(User.objects.create_user("ada", password="kettle-and-lamp-7"))
    plain = {name: address for name in names() - {"?"} if ":" not in name and (address := address_alone(name))}
    assert [name for name, path in plain.items() if name not in looked_at() and is_page(client.get(path))] == []


def address_alone(name):
    """Return the address of a page that needs nothing more to be named; "" of every other."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@pytest.mark.parametrize("name", [name for name, (method, _more) in INSIDE.items() if method == "post"])
def test_owner_is_let_in(name, owner, changed, share):
    reply = owner.post(address(name, changed, share))
    assert reply.status_code in {200, 302}


def test_stranger_finds_nothing(stranger, changed, share):
    assert set(answers(stranger, changed, share).values()) == {404}


def test_holder_of_a_link_finds_nothing_inside(client, changed, share):
    client.get(reverse("reports:shared", args=[share[1]]))
    assert set(answers(client, changed, share).values()) == {404}


@pytest.mark.parametrize("name", sorted(SHARED))
def test_link_opens_without_an_account(name, client, share):
    assert client.get(reverse(name, args=[share[1]])).status_code == 200


@pytest.mark.parametrize("name", sorted(SHARED | DOORS))
def test_revoked_link_finds_nothing(name, client, share):
    share[0].revoke()
    assert client.get(reverse(name, args=[share[1]])).status_code == 404


@pytest.mark.parametrize("name", sorted(SHARED | DOORS))
def test_link_to_a_project_in_the_bin_finds_nothing(name, client, share, sample):
    sample.put_in_bin()
    assert client.get(reverse(name, args=[share[1]])).status_code == 404


@pytest.mark.parametrize("name", sorted(SHARED | DOORS))
def test_guessed_link_finds_nothing(name, client, share):
    assert client.get(reverse(name, args=["x" * 43])).status_code == 404


def test_nothing_for_programs_opens_by_a_cookie_or_a_link(owner, client, changed, share):
    paths = [reverse(name, args=[changed.pk if part == "project" else part for part in parts])
             for name, parts in PROGRAMS.items()]  # fmt: skip
    client.get(reverse("reports:shared", args=[share[1]]))
    # 405: knows no GET.
    assert {visitor.get(path).status_code for visitor in (owner, client) for path in paths} <= {401, 405}


def test_secret_is_not_stored(share):
    assert share[1] not in str(ShareLink.objects.values().get())


def test_shared_page_is_not_kept_or_told_on(client, share):
    reply = client.get(reverse("reports:shared", args=[share[1]]))
    assert reply["Cache-Control"] == "private, no-store"
    assert reply["Referrer-Policy"] == "no-referrer"
    assert reply["X-Robots-Tag"] == "noindex, nofollow"


def test_get_changes_nothing(owner, changed, share):
    sent = [name for name, (method, _more) in INSIDE.items() if method == "post"]
    assert set(answers(owner, changed, share, sent, "get").values()) == {405}


def test_project_in_the_bin_is_gone_until_restored(owner, project):
    owner.post(reverse("projects:delete", args=[project.pk, "base"]))
    page = reverse("reports:overview", args=[project.pk, "base"])
    assert owner.get(page).status_code == 404
    owner.post(reverse("projects:restore", args=[project.pk]))
    assert owner.get(page).status_code == 200


@pytest.mark.parametrize("name", sorted(BIN))
def test_stranger_reaches_nothing_in_the_bin(name, stranger, project):
    project.put_in_bin()
    assert stranger.post(reverse(name, args=[project.pk])).status_code == 404
    project.refresh_from_db()


@pytest.mark.parametrize("name", sorted(BIN))
def test_project_outside_the_bin_is_not_reached_by_its_addresses(name, owner, project):
    assert owner.post(reverse(name, args=[project.pk])).status_code == 404
    project.refresh_from_db()


def test_stranger_sees_nothing_of_the_bin(stranger, project):
    project.put_in_bin()
    assert project.name not in stranger.get(reverse("projects:bin")).content.decode()


# ---------------------------------------------------------------- members: every address × right


class LetIn(Exception):
    """Raised in place of a page: whoever gets this far is let in."""


@pytest.fixture
def opened(monkeypatch, changed, share):
    """Return a function that tells which addresses of the project let a client in."""

    def let_in(*_grant):
        raise LetIn

    monkeypatch.setattr(access, "_workspace", let_in)

    def names_open_to(visitor):
        return {name for name in INSIDE if is_let_in(visitor, name, changed, share)}

    return names_open_to


def is_let_in(visitor, name, project, share):
    try:
        reply = getattr(visitor, INSIDE[name][0])(address(name, project, share))
    except LetIn:
        return True
    # Members are told what their link leaves out; for everybody else there is no project.
    assert reply.status_code == (403 if is_member(visitor, project) else 404)
    return False


def is_member(visitor, project):
    key = visitor.cookies[COOKIE].value if COOKIE in visitor.cookies else ""
    return Member.objects.open().filter(project=project, browser__key_hash=digest(key)).exists()


def least(name):
    return LEAST.get(name, Right.VIEW if INSIDE[name][0] == "get" else Right.EDIT)


def make_member(project, **fields):
    key = f"member-{Browser.objects.count()}-" + "k" * 40
    browser = Browser.objects.create(key_hash=digest(key))
    granted = {"name": "Priya", "right": Right.EDIT, "hide_pay": False} | fields
    Member.objects.create(project=project, browser=browser, **granted)
    visitor = Client()
    visitor.cookies[COOKIE] = key
    return visitor


def test_owner_is_let_in_everywhere(owner, opened):
    assert opened(owner) == set(INSIDE)


@pytest.mark.parametrize("right", [Right.VIEW, Right.COMMENT, Right.EDIT])
def test_member_is_let_in_as_far_as_the_right_goes(sample, opened, right):
    member = make_member(sample, right=right)
    assert opened(member) == {name for name in INSIDE if least(name) <= right}


def test_member_of_a_part_finds_nothing_else(sample, opened):
    member = make_member(sample, parts=["problem", "team"])
    seen = FOR_EVERYBODY | {name for name in INSIDE if PARTS.get(name) in {"problem", "team"}}
    assert opened(member) == {name for name in seen if least(name) <= Right.EDIT}


def test_member_of_every_section_finds_the_pages_of_sections_and_no_others(sample, opened):
    member = make_member(sample, parts=list(get_catalogue().sections))
    seen = FOR_EVERYBODY | {name for name, part in PARTS.items() if part != REPORT}
    assert opened(member) == {name for name in seen if least(name) <= Right.EDIT}


def test_member_of_the_own_section_finds_no_page_of_others(sample, opened):
    member = make_member(sample, parts=[OWN])
    assert opened(member) == {name for name in FOR_EVERYBODY if least(name) <= Right.EDIT}


def test_member_of_the_report_finds_only_the_report(sample, opened):
    member = make_member(sample, right=Right.COMMENT, parts=[REPORT])
    assert opened(member) == {"reports:report", "reports:report_pdf", "reports:key_figures"} | FOR_EVERYBODY


def test_member_who_must_not_learn_pay_finds_only_pages_that_hide_it(sample, opened):
    expected = {name for name in WITHOUT_PAY if least(name) <= Right.EDIT} | FOR_EVERYBODY
    assert opened(make_member(sample, hide_pay=True)) == expected


@pytest.mark.parametrize("name", sorted(SHARED | DOORS))
def test_link_that_is_over_finds_nothing(name, client, share):
    changed_link(share[0], expires_on=yesterday())
    assert client.get(reverse(name, args=[share[1]])).status_code == 404


@pytest.mark.parametrize("name", sorted(SHARED | DOORS))
@pytest.mark.parametrize("right", [Right.COMMENT, Right.EDIT])
def test_link_to_comment_or_edit_shows_nothing_before_the_name(name, right, client, share):
    changed_link(share[0], right=right)
    reply = client.get(reverse(name, args=[share[1]]), follow=name != "reports:join")
    assert "Your name" in reply.content.decode()


@pytest.mark.parametrize("name", sorted(SHARED | DOORS))
def test_link_with_a_password_says_nothing_before_it(name, client, share, sample):
    changed_link(share[0], password="x", right=Right.EDIT)
    page = client.get(reverse(name, args=[share[1]]), follow=True).content.decode()
    assert "This link has a password" in page
    assert sample.name not in page


SHUT = {
    "removed": lambda link: {"removed_at": timezone.now()},
    "by a link that is revoked": lambda link: {"link": changed_link(link, revoked_at=timezone.now())},
    "by a link that is over": lambda link: {"link": changed_link(link, expires_on=yesterday())},
}


def changed_link(link, **fields):
    for name, value in fields.items():
        setattr(link, name, value)
    link.save()
    return link


def yesterday():
    return timezone.localdate() - timedelta(days=1)


@pytest.mark.parametrize("why", SHUT)
def test_member_who_is_out_finds_nothing(sample, share, opened, why):
    assert opened(make_member(sample, **SHUT[why](share[0]))) == set()


def test_member_of_another_project_finds_nothing(sample, project, opened):
    assert opened(make_member(project)) == set()


def test_browser_without_a_key_finds_nothing(opened):
    assert opened(Client()) == set()


def test_second_browser_of_a_person_is_let_in_as_the_first(browser_row, opened):
    key = "second-" + "k" * 40
    Browser.objects.create(key_hash=digest(key), acts_as=browser_row)
    visitor = Client()
    visitor.cookies[COOKIE] = key
    assert opened(visitor) == set(INSIDE)


# ---------------------------------------------------------------- pages of the administrators


def office_statuses(visitor):
    """Return the status that each page of the administrators gives a visitor."""
    from estimates.models import PriceUpload
    from projects.models import QuestionPack, RateCard, Template

    found = {}
    for name, method in OFFICE.items():
        extra = []
        if name.endswith("_upload"):
            extra = [PriceUpload.objects.create(seen_on=timezone.localdate()).pk]
        elif name.endswith(("role", "_person")):
            extra = [User.objects.get_or_create(username="lee")[0].pk]
        elif name.endswith("drop_rates"):
            extra = [RateCard.objects.create(currency="EUR", rows=[], valid_from=timezone.localdate()).pk]
        elif name.endswith("own_questions"):
            extra = [QuestionPack.objects.create(text="x").pk]
        elif name.endswith("part_questions"):
            extra = ["problem", "problem"]
        elif name.endswith("withdraw_template"):
            extra = [Template.objects.create(name="T", document={}).pk]
        found[name] = getattr(visitor, method)(reverse(name, args=extra)).status_code
    return found


@pytest.mark.parametrize("kind", ["owner", "stranger", "signed in", "former administrator", "nobody"])
def test_only_administrators_find_their_pages(kind, owner, stranger):
    visitor = {"owner": owner, "stranger": stranger}.get(kind) or Client()
    if kind in {"signed in", "former administrator"}:
        is_staff = kind != "signed in"
        visitor.force_login(User.objects.create_user("ada", is_staff=is_staff))
        User.objects.filter(username="ada").update(is_staff=False)
    assert set(office_statuses(visitor).values()) == {404}


def test_administrator_finds_them(db):
    visitor = Client()
    visitor.force_login(User.objects.create_user("ada", is_staff=True))
    assert set(office_statuses(visitor).values()) <= {200, 302}
