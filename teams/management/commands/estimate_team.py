"""`manage.py estimate_team plan.json --json`: the team calculator without a browser."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from projects.domain.draws import Draws
from projects.formatting import Formatter
from teams.domain.budget import budget_team
from teams.domain.cost import estimate_plan
from teams.domain.costdocument import budget_document, cost_document
from teams.domain.planfile import BadPlan, read_expenses_file, read_plan_file
from teams.reference import get_roles

LARGEST_FILE_BYTES = 5_000_000
BAD_INPUT = 2


class Command(BaseCommand):
    help = "Work out what the team of a plan file costs."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", help="a JSON file with hours, engagement and people; - reads standard input")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        parser.add_argument("--seed", type=int, default=0, help="seed of the draws; the same seed, the same figures")

    def handle(self, *args: Any, **options: Any) -> None:
        draws = Draws(options["seed"])
        try:
            document = read_json(options["plan"])
            plan = read_plan_file(document, get_roles())
            answers = read_expenses_file(document)
        except BadPlan as problem:
            raise CommandError(str(problem), returncode=BAD_INPUT) from None
        estimate = estimate_plan(plan, draws)
        result = cost_document(estimate)
        if len(answers):
            result |= budget_document(budget_team(estimate, answers, draws))
        if options["json"]:
            self.stdout.write(json.dumps(result, indent=2))
        else:
            self.stdout.write("\n".join(table(result, Formatter.for_reader("USD"))))


def read_json(name: str) -> Any:
    """Return what a JSON file holds; `-` is standard input.

    Raises:
        BadPlan: Where it cannot be read.
    """
    shown = "standard input" if name == "-" else name
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(LARGEST_FILE_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(LARGEST_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise BadPlan(shown, f"cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if len(raw) > LARGEST_FILE_BYTES:
        raise BadPlan(shown, f"is larger than {LARGEST_FILE_BYTES / 1e6:g} MB")
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=refuse_constant, object_pairs_hook=refuse_twins)
    except json.JSONDecodeError as error:
        raise BadPlan(f"{shown}, line {error.lineno}, column {error.colno}", f"is no JSON: {error.msg}") from None
    except UnicodeDecodeError:
        raise BadPlan(shown, "is not UTF-8 text") from None
    except RecursionError:
        raise BadPlan(shown, "is nested too deeply") from None
    except ValueError as error:
        # A whole number of more digits than Python turns into a number.
        raise BadPlan(shown, str(error)) from None


def refuse_constant(name: str) -> NoReturn:
    raise BadPlan("plan", f"holds {name}, which is no number")


def refuse_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a table; a key that stands twice would be lost silently."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BadPlan("plan", f"holds the key {twice[:60]} twice in one table")
    return found


def table(result: dict[str, Any], formatter: Formatter) -> list[str]:
    """Return the result as lines of text."""
    names = ("low", "p10", "p50", "p90", "high")

    def line(name: str, values: dict[str, float]) -> str:
        # Expenses and the forecast have no ends, only draws.
        cells = (formatter.money(values[name]) if name in values else "" for name in names)
        return f"{name[:28]:<28}" + "".join(f"{cell:>14}" for cell in cells)

    more = []
    if "budget_usd" in result:
        more = [
            "",
            *(line(expense["what"], expense) for expense in result["expenses"]),
            line("people and expenses", result["budget_usd"]),
            "",
            *(line(f"by the end of month {key['month']}", key) for key in result["forecast"]),
        ]
    if "agreed" in result:
        agreed = result["agreed"]
        more += [
            "",
            f"agreed: {formatter.money(agreed['agreed_usd'])}, enough in {agreed['chance_inside']:.0%} of cases",
        ]
    return [
        f"{'USD':<28}" + "".join(f"{name:>14}" for name in names),
        *(line(role, values) for role, values in result["by_role"].items()),
        line("late", result["late_usd"]),
        line("all", result["cost_usd"]),
        "",
        *(line(f"month {values['month']}", values) for values in result["by_month"]),
        *more,
    ]
