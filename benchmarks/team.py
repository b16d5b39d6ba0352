"""A plan of 12 roles over 24 months: the panels after one edit, and the draws of its cost.

Each round changes one share and asks for the result panel and the grid, as the page does after a save; the yardstick
is the save of one bare text through the same stack. The draws are held against a plain Python loop that draws the same
plan month by month; both must agree within 2 %.

Run: python -m benchmarks.team
"""

import math
import os
import random
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from benchmarks import show, time_in_turns
from projects.domain.ranges import Range
from projects.domain.reader import Reader

ROUNDS = 30
MONTHS = 24
ROLES = (
    *("data_engineer", "data_analyst", "data_scientist", "ml_engineer", "data_manager", "project_manager"),
    *("domain_expert", "annotator", "reviewer", "software_engineer", "data_engineer", "data_analyst"),
)


def rows(likely: float = 30.0) -> list[dict[str, Any]]:
    """Return twelve people with ranges of share and pay, half of them contractors, two planned month by month."""
    found = []
    for number, role in enumerate(ROLES):
        row: dict[str, Any] = {
            "role": role,
            "name": f"Person {number}",
            "contract": "hired" if number % 2 else "employed",
            "share_pct": {"low": 20.0, "likely": likely, "high": 45.0},
            "first_month": 1.0 + number % 4,
            "last_month": float(MONTHS),
            "peak": "phases",
            "salary_per_year": {"low": 80_000.0, "likely": 110_000.0, "high": 150_000.0},
            "rate_per_hour": {"low": 60.0, "likely": 90.0, "high": 130.0},
            "ramp_up_weeks": 4.0,
        }
        found.append(row)
    for row in found[-2:]:
        row["presence"] = {str(month): 20.0 + month for month in range(6, 19)}
    return found


def main() -> None:
    """Keep everything in a folder that is thrown away."""
    with TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "PLUMBLINE_DATA": folder}
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("PLUMBLINE_DEBUG", None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        measure_panels()
        measure_draws()


def measure_panels() -> None:
    """Change one share, then ask for what the page shows of it."""
    from django.test import Client
    from django.urls import reverse

    from projects.access import COOKIE
    from projects.models import BASE, Answer, Browser, Project, Scenario, digest

    browser = Browser.objects.create(key_hash=digest("benchmark"))
    project = Project.objects.create(name="Benchmark", owner=browser, seed=7)
    base = Scenario.objects.create(project=project, slug=BASE, name="Base")
    plan = Answer.objects.create(scenario=base, field_id="team.roles", state="known", value=rows())
    Answer.objects.create(scenario=base, field_id="team.duration_months", state="known", value=MONTHS)
    client = Client(HTTP_HOST="localhost")
    client.cookies[COOKIE] = "benchmark"
    number, version = count(1), count()

    def change() -> None:
        plan.value = rows(30.0 + next(number) / 1000)
        plan.save(update_fields=["value"])
        Project.objects.filter(pk=project.pk).update(sequence=10_000_000 + next(number))

    def ask(name: str) -> Callable[[], None]:
        address = reverse(f"teams:{name}", args=[project.pk, BASE])

        def work() -> None:
            reply = client.get(address)
            assert reply.status_code == 200, reply.status_code

        return work

    def save() -> None:
        at = next(version)
        sent = {"value": f"A text {at}", "version": str(at), "token": f"benchmark-{at}"}
        fields = {f"problem-statement-{name}": value for name, value in sent.items()}
        reply = client.post(reverse("projects:answer", args=[project.pk, BASE, "problem.statement"]), fields)
        assert b'data-result="saved"' in reply.content, reply.content

    for name in ("team_result", "team_grid"):
        panel_ms, save_ms = time_in_turns(ask(name), save, rounds=ROUNDS, before=change)
        show(
            f"{name} of {len(ROLES)} roles × {MONTHS} months after an edit", panel_ms, "saving one bare answer", save_ms
        )


Z90, LIMIT = 1.2815515655446004, 2.3263478740408408


def _clipped(z: float) -> float:
    return min(LIMIT, max(-LIMIT, z))


def draw(value: Range, z: float) -> float:
    """Return what a range comes to at a standard normal, as the engine draws it."""
    z /= Z90
    if value.low > 0:
        side = value.likely / value.low if z < 0 else value.high / value.likely
        return value.likely * math.exp(math.log(side) * z)
    return value.likely + (value.likely - value.low if z < 0 else value.high - value.likely) * z


def measure_draws() -> None:
    """Draw the cost of the plan with the engine and in a loop."""
    from projects.catalogue import get_catalogue
    from projects.domain.answers import Answer, Answers, AnswerState
    from projects.domain.draws import DRAWS, Draws
    from teams.domain.cost import estimate_plan
    from teams.domain.paydraws import COMMON_SHARE
    from teams.domain.reading import PlanBasis, read_plan
    from teams.reference import get_roles

    values = {"team.roles": rows(), "team.duration_months": float(MONTHS)}
    answers = Answers(
        {
            field_id: Answer(field_id=field_id, state=AnswerState.KNOWN, value=value)
            for field_id, value in values.items()
        }
    )
    plan = read_plan(Reader(answers, get_catalogue().fields, Draws(7)), PlanBasis(roles=get_roles()))
    seed = count(1)

    def by_engine() -> Range:
        return estimate_plan(plan, Draws(next(seed))).total.value

    estimate = estimate_plan(plan, Draws(1))
    paid, years = estimate.paid_months.tolist(), estimate.years.tolist()

    def by_loop() -> Range:
        generator = random.Random(next(seed))

        def normal() -> float:
            return _clipped(generator.gauss(0, 1))

        assert plan.yearly_raise
        assert plan.schedule_slip
        sums = []
        for _ in range(DRAWS):
            level = normal()
            shares = {role: normal() for role in ROLES}
            pays = {role: math.sqrt(COMMON_SHARE) * level + math.sqrt(1 - COMMON_SHARE) * normal() for role in ROLES}
            loaded = draw(plan.loaded_factor.value, normal())
            rise = 1 + draw(plan.yearly_raise.value, normal()) / 100
            slip = draw(plan.schedule_slip.value, normal())
            planned = 0.0
            for row, person in enumerate(plan.people):
                share = draw(person.share_pct.value, shares[person.role.id]) / 100
                pay = draw(person.pay.value, _clipped(pays[person.role.id]))
                month = pay / 12 * loaded if person.contract == "employed" else pay * 2080 / 12
                for months, year in zip(paid[row], years[row], strict=True):
                    planned += share * months * month * rise**year
            sums.append(planned * (1 + max(0.0, slip) / 100))
        sums.sort()
        low, likely, high = (sums[int(DRAWS * share)] for share in (0.1, 0.5, 0.9))
        return Range(low=low, likely=likely, high=high)

    ours, other = by_engine(), by_loop()
    for name in ("low", "likely", "high"):
        apart = abs(getattr(ours, name) / getattr(other, name) - 1)
        if apart > 0.02:
            raise SystemExit(f"the two disagree by {apart:.1%} on {name}, so their times mean nothing")
    ours_ms, other_ms = time_in_turns(by_engine, by_loop, rounds=5)
    show(f"{DRAWS:,} draws of {len(ROLES)} roles × {MONTHS} months", ours_ms, "a plain Python loop", other_ms)


if __name__ == "__main__":
    main()
