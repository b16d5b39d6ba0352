"""Many at once: one row for one request, a conflict for two writers, a sequence without gap or twin.

Threads, each with a connection of its own, against a database that they all see: a file with SQLite, the test database
with PostgreSQL.
"""

import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from projects.access import COOKIE, open_as
from projects.checking import Checked, Seen, set_check
from projects.domain.answers import Answer, AnswerState
from projects.domain.rights import Right
from projects.models import BASE, Browser, Change, Member, Project, Scenario, digest
from projects.models import Answer as Row
from projects.saving import SaveOutcome, save_answer, take_base

KEY = "owner-" + "k" * 40
FIELD = "problem.statement"
TEXTS = ["problem.statement", "problem.why_now", "outcome.sentence", "why.if_nothing", "tried.what"]


class Race:
    """Runs functions at the same moment, each in a thread that closes its connection."""

    def __init__(self, threads=8):
        self.pool = ThreadPoolExecutor(threads)
        self.threads = threads

    def run(self, work, *arguments):
        """Call `work` with each of the arguments; threads wait for each other before they begin."""
        barrier = threading.Barrier(min(self.threads, len(arguments)))

        def one(argument):
            try:
                if len(arguments) <= self.threads:
                    barrier.wait(10)
                return work(argument)
            finally:
                connections.close_all()

        return list(self.pool.map(one, arguments))

    def alone(self, work):
        return self.run(lambda _none: work(), None)[0]


@pytest.fixture
def race(transactional_db, tmp_path):
    """Threads and a database that they share. With SQLite tests run in memory, which one thread sees: a file then."""
    runner = Race()
    settings = connections.settings["default"]
    before = settings["NAME"]
    if connection.vendor == "sqlite":
        settings["NAME"] = str(tmp_path / "race.sqlite3")
        runner.alone(lambda: call_command("migrate", verbosity=0))
    yield runner
    runner.pool.shutdown()
    settings["NAME"] = before


@pytest.fixture
def made(race):
    """An empty project, by its id."""

    def make():
        browser = Browser.objects.create(key_hash=digest(KEY), name="Dana")
        project = Project.objects.create(name="Race", owner=browser)
        for position, slug in enumerate((BASE, "lean")):
            Scenario.objects.create(project=project, slug=slug, name=slug, position=position)
        return project

    return race.alone(make)


def scenario(project, slug=BASE):
    return Scenario.objects.get(project=project, slug=slug)


def send(project, field_id, text, *, token, version=0):
    client = Client()
    client.cookies[COOKIE] = KEY
    prefix = field_id.replace(".", "-")
    data = {f"{prefix}-value": text, f"{prefix}-version": version, f"{prefix}-token": token}
    return client.post(reverse("projects:answer", args=[project.pk, BASE, field_id]), data).content.decode()


def result(reply):
    return re.search(r'data-result="(\w+)"', reply)[1]


def sequences(project):
    return list(Change.objects.filter(project=project).order_by("sequence").values_list("sequence", flat=True))


def test_same_request_twenty_times_at_once_is_one_row_one_change_one_reply(race, made):
    race.threads = 20
    race.pool = ThreadPoolExecutor(20)
    replies = race.run(lambda _number: send(made, FIELD, "Once", token="same"), *range(20))
    assert Counter(replies) == {replies[0]: 20}
    assert result(replies[0]) == "saved"
    counts = race.alone(lambda: (Row.objects.count(), Change.objects.count(), sequences(made)))
    assert counts == (1, 1, [1])


def test_two_writers_of_one_answer_always_meet_and_see_both_texts(race, made):
    """Each round both know the same version; one is stored, the other is shown both."""
    conflicts = 0
    for number in range(30):
        texts = [f"Ann {number}", f"Bob {number}"]
        replies = race.run(lambda text, number=number: send(made, FIELD, text, token=text, version=number), *texts)
        results = [result(reply) for reply in replies]
        assert sorted(results) == ["conflict", "saved"], results
        loser = replies[results.index("conflict")]
        assert all(text in loser for text in texts)
        conflicts += 1
    assert conflicts == 30
    kept = race.alone(lambda: (Row.objects.get().version, sequences(made)))
    assert kept == (30, list(range(1, 31)))


def test_writers_of_different_answers_never_meet(race, made):
    def write(number):
        field_id = TEXTS[number % len(TEXTS)]
        content = Answer(field_id=field_id, state=AnswerState.KNOWN, value=f"{number}", version=number // len(TEXTS))
        return save_answer(scenario(made), content, token=f"t{number}", who="").result

    for start in range(0, 30, len(TEXTS)):
        found = race.run(write, *range(start, start + len(TEXTS)))
        assert found == [SaveOutcome.SAVED] * len(TEXTS)
    assert race.alone(lambda: sequences(made)) == list(range(1, 31))


def test_sequence_has_neither_gap_nor_twin_under_saves_conflicts_and_repeats(race, made):
    def write(number):
        content = Answer(field_id=TEXTS[number % 3], state=AnswerState.KNOWN, value=f"{number}", version=number // 12)
        # Every fourth is a repeat of the one before, and most come too late.
        return save_answer(scenario(made), content, token=f"t{number - (number % 4 == 3)}", who="").result

    found = Counter(race.run(write, *range(60)))
    assert found[SaveOutcome.CONFLICT] > 0
    numbers, last = race.alone(lambda: (sequences(made), Project.objects.get().sequence))
    assert numbers == list(range(1, last + 1))
    versions = race.alone(
        lambda: list(Change.objects.order_by("field_id", "version").values_list("field_id", "version"))
    )
    for field_id in TEXTS[:3]:
        own = [version for changed_id, version in versions if changed_id == field_id]
        assert own == list(range(1, len(own) + 1))


def test_taking_the_base_s_answer_and_writing_at_once_is_a_conflict_for_one(race, made):
    def write(version):
        content = Answer(field_id=FIELD, state=AnswerState.KNOWN, value=f"Own {version}", version=version)
        return save_answer(scenario(made, "lean"), content, token=f"w{version}", who="").result

    def take(version):
        return take_base(scenario(made, "lean"), FIELD, version=version, token=f"b{version}", who="").result

    race.alone(lambda: write(0))
    for _number in range(10):
        row = race.alone(lambda: Row.objects.get())
        if row.inherits:
            race.alone(lambda version=row.version: write(version))
            continue
        found = race.run(lambda work, version=row.version: work(version), write, take)
        assert sorted(found) == [SaveOutcome.CONFLICT, SaveOutcome.SAVED]
    numbers, last = race.alone(lambda: (sequences(made), Project.objects.get().sequence))
    assert numbers == list(range(1, last + 1))


def test_check_that_is_set_while_the_answer_changes_does_not_end_as_one(race, made):
    """Whoever comes first: either the change takes the check away, or the check finds another answer than it saw."""

    def prepare():
        owner = Browser.objects.get(name="Dana")
        mate = Browser.objects.create(key_hash="m" * 64, name="Priya")
        Member.objects.create(project=made, browser=mate, name="Priya", right=Right.COMMENT, hide_pay=False)
        save_answer(scenario(made), Answer(field_id=FIELD, state=AnswerState.KNOWN, value="0"), token="t0", who="Dana")
        return owner.pk, mate.pk

    owner, mate = race.alone(prepare)
    outcomes = Counter()
    for version in range(1, 21):

        def change(version=version):
            content = Answer(field_id=FIELD, state=AnswerState.KNOWN, value=str(version), version=version)
            return save_answer(scenario(made), content, token=f"t{version}", who="Dana", person=owner).result

        def check(version=version):
            workspace = open_as(Browser.objects.get(pk=mate), made.pk)
            return set_check(workspace, FIELD, Seen(version, 0), is_checked=True)

        saved, checked = race.run(lambda work: work(), change, check)
        outcomes[checked] += 1
        row = race.alone(lambda: Row.objects.get(field_id=FIELD))
        assert (saved, row.version, row.checked_at, row.checked_by) == (SaveOutcome.SAVED, version + 1, None, "")
    assert set(outcomes) <= {Checked.DONE, Checked.CHANGED}
    numbers, last = race.alone(
        lambda: (
            sorted([*sequences(made), *made.check_changes.values_list("sequence", flat=True)]),
            Project.objects.get().sequence,
        )
    )
    assert numbers == list(range(1, last + 1))


def test_check_set_by_many_at_once_is_set_once(race, made):
    def prepare():
        save_answer(
            scenario(made), Answer(field_id=FIELD, state=AnswerState.KNOWN, value="0"), token="t0", who="Somebody"
        )

    def check(_number):
        workspace = open_as(Browser.objects.get(name="Dana"), made.pk)
        return set_check(workspace, FIELD, Seen(1, 0), is_checked=True)

    race.alone(prepare)
    found = Counter(race.run(check, *range(6)))
    assert found == {Checked.DONE: 1, Checked.SAME: 5}
    assert race.alone(lambda: made.check_changes.count()) == 1


def test_last_place_for_a_scenario_is_given_once(race, made):
    from projects.domain.document_format import MOST_SCENARIOS
    from projects.scenario_history import TooManyScenarios
    from projects.scenarios import make_scenario

    def fill():
        for number in range(MOST_SCENARIOS - 2):
            Scenario.objects.create(project=made, slug=f"s{number}", name=f"S {number}", position=number + 2)

    def make(number):
        try:
            make_scenario(made, name=f"Last {number}", summary="", who="", token=f"n{number}")
        except TooManyScenarios:
            return False
        return True

    race.alone(fill)
    assert sorted(race.run(make, *range(4))) == [False, False, False, True]
    assert race.alone(lambda: made.scenarios.count()) == MOST_SCENARIOS + 1


def test_form_of_a_scenario_sent_twice_at_once_makes_one(race, made):
    from projects.scenarios import make_scenario

    def make(_number):
        return make_scenario(
            made,
            name="Twice",
            summary="",
            answers=[Answer(field_id="compute.approach", state=AnswerState.KNOWN, value="api")],
            who="",
            token="same",
        ).pk

    assert len(set(race.run(make, *range(6)))) == 1
    assert race.alone(lambda: (made.scenarios.filter(name="Twice").count(), sequences(made))) == (1, [2])


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs DATABASE_URL with PostgreSQL")
def test_writer_that_was_locked_out_sees_what_the_other_wrote(race, made):
    """Under PostgreSQL's read committed the second reads the answer after it got the lock, not before."""
    inside, go_on = threading.Event(), threading.Event()

    def hold(_text):
        from django.db import transaction

        with transaction.atomic():
            Project.objects.select_for_update().get(pk=made.pk)
            Row.objects.create(scenario=scenario(made), field_id=FIELD, state="known", value="First", version=1)
            inside.set()
            go_on.wait(10)

    def write(_text):
        inside.wait(10)
        threading.Timer(0.3, go_on.set).start()
        content = Answer(field_id=FIELD, state=AnswerState.KNOWN, value="Second")
        return save_answer(scenario(made), content, token="w", who="")

    saved = race.run(lambda work: work(""), hold, write)[1]
    assert (saved.result, saved.answer.value) == (SaveOutcome.CONFLICT, "First")
