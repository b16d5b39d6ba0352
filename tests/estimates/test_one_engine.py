"""The commands and the pages are one engine: generated answers give the same figures through both."""

import io
import json

import pytest
from django.core.management import call_command
from hypothesis import example, given, settings
from hypothesis import strategies as st

from estimates.commandline import percentiles
from estimates.domain.figures.compute import estimate_compute
from estimates.domain.figures.memory import train_where_it_fits
from estimates.domain.figures.work import Published, Work
from estimates.domain.tables.runs import SEED, RunEstimator, RunSpec
from estimates.management.commands import estimate_serving
from estimates.prices import todays_prices
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.errors import BadValue
from projects.domain.expressions import visible_answers
from projects.domain.reader import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SAME = {"rel": 1e-12}
"""One function gives both; the command says MWh and tonnes where the page says kWh and kg."""
SPECS = st.fixed_dictionaries(
    {
        "parameters": st.floats(2e7, 4e11), "tokens": st.floats(1e6, 3e13),
        "accelerator": st.sampled_from(["A100-SXM-80GB", "H100-SXM-80GB", "V100-SXM2-32GB", "L40S"]),
    },
    optional={
        "accelerator_count": st.integers(1, 20_000).map(float), "sequence_length": st.integers(128, 200_000).map(float),
        "pilot_mfu": st.floats(0.05, 0.7), "region": st.sampled_from(["France", "Germany", "World average"]),
    },
)  # fmt: skip
FIELD = {
    "parameters": "compute.parameters", "tokens": "compute.training_tokens", "accelerator": "compute.accelerator",
    "accelerator_count": "compute.accelerator_count", "sequence_length": "compute.sequence_length",
    "pilot_mfu": "compute.pilot_mfu", "region": "compute.region",
}  # fmt: skip


def ends(value, scale=1.0):
    return None if value is None else (value.low * scale, value.likely * scale, value.high * scale)


@pytest.fixture(scope="module")
def command(reference, fields):
    return RunEstimator(reference, fields, Draws(7, 2000))


@pytest.fixture(scope="module")
def page(reference, fields):
    """Return a function from answers to the figures of the page's own training, without machines that answer."""

    def work_out(values):
        known = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
        work = Work(
            Reader(visible_answers(get_catalogue(), Answers(known)), fields, Draws(7, 2000)),
            Published(reference=reference),
        )
        train_where_it_fits(work, tuning=False)
        return {figure.id: figure for figure in work.book.figures}

    return work_out


@settings(max_examples=25, deadline=None)
@example(
    asked={"parameters": 3e11, "tokens": 1e6, "accelerator": "A100-SXM-80GB", "sequence_length": 150_000.0},
    all_runs=False,
)
@given(asked=SPECS, all_runs=st.booleans())
def test_training_command_and_page_give_the_same_figures(command, page, asked, all_runs):
    answers = {FIELD[key]: value for key, value in asked.items()} | {"compute.approach": "train"}
    if "pilot_mfu" in asked:
        answers["compute.pilot_mfu"] = 100 * asked["pilot_mfu"]
    if not all_runs:
        answers |= {"compute.development_runs": 1, "compute.failed_share": 0}
    figures = page(answers)
    try:
        found = command.estimate(RunSpec(**asked, all_runs=all_runs))
    except BadValue:  # no number of the accelerator holds it
        assert not figures.keys() & {f"compute.{name}" for name in ("gpu_hours", "rent_cost", "energy", "carbon")}
        return
    shown = {
        "gpu_hours": ends(found.gpu_hours), "all_gpu_hours": ends(found.all_gpu_hours or found.gpu_hours),
        "rent_cost": ends(found.cost_usd), "energy": ends(found.energy_mwh, 1000),
        "carbon": ends(found.co2e_tonnes, 1000),
    }  # fmt: skip
    for name, value in shown.items():
        figure = figures.get(f"compute.{name}")
        assert ends(figure.value if figure else None) == (value and pytest.approx(value, **SAME)), name


SERVED = {
    "compute.model": "Llama 3.1 8B", "compute.serving_accelerator": "L40S", "why.volume": 300_000,
    "compute.api_input_tokens_per_case": 1500, "compute.api_output_tokens_per_case": 300,
}  # fmt: skip


def test_serving_command_and_page_give_the_same_figures(reference, fields):
    options = {option.field_id: f"--{option.name}" for option in estimate_serving.Command.options}
    typed = [part for key, value in SERVED.items() for part in (options[key], str(value))]
    out = io.StringIO()
    call_command("estimate_serving", *typed, "--json", stdout=out, stderr=io.StringIO())
    command = json.loads(out.getvalue())
    said = SERVED | estimate_serving.Command().defaults() | {"compute.approach": "self_host"}
    known = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in said.items()}
    page = estimate_compute(
        Reader(visible_answers(get_catalogue(), Answers(known)), fields, Draws(SEED)),
        Published(reference=reference, prices=todays_prices()),
    )
    for shown in estimate_serving.Command.results:
        figure = page.figure(shown.figure_id)
        assert command[shown.name] == percentiles(figure.value if figure else None, shown.scale), shown.name
