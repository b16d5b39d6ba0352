"""Figures of use: calls of a hosted model, machines that answer, data that are kept."""

from dataclasses import replace

from estimates.domain.api import call_cost, case_cost
from estimates.domain.energy import carbon_kg
from estimates.domain.rent import rent
from estimates.domain.serving import serving_cost
from estimates.domain.train_figures import carbon_input, energy_of, power_inputs
from estimates.domain.work import NO_POWER, Work
from projects.domain.draws import Draw
from projects.domain.figures import Input
from projects.domain.text import gettext_noop

MONTHS_PER_YEAR = 12
_TOKENS = ("compute.api_input_tokens_per_case", "compute.api_output_tokens_per_case")
_PRICES = ("compute.api_price_input", "compute.api_price_output")
_TIMES = ("compute.api_calls_per_case", "compute.api_retry_factor")


def call(work: Work) -> None:
    """Work out what calling a hosted model costs."""
    tokens_in, tokens_out = (work.need(one) for one in _TOKENS)
    price_in, price_out = (work.need(one) for one in _PRICES)
    calls, retries = (work.need(one) for one in _TIMES)
    if tokens_in is None or tokens_out is None or price_in is None or price_out is None:
        return
    if calls is None or retries is None:
        return
    cached, price_cached = work.share("compute.api_cached_share"), work.draw("compute.api_price_cached")
    caches = price_cached is not None and bool(cached.max() > 0)
    one_call = call_cost(
        input_tokens=tokens_in, output_tokens=tokens_out, price_input=price_in, price_output=price_out,
        cached_share=cached if caches else 0.0, price_cached=price_cached if price_cached is not None else 0.0,
    )  # fmt: skip
    read_in = "api_input_tokens_per_case × api_price_input"
    if caches:
        read_in = (
            "api_input_tokens_per_case × ((1 − api_cached_share / 100) × api_price_input"
            " + api_cached_share / 100 × api_price_cached)"
        )
    extra = ("compute.api_cached_share", "compute.api_price_cached") if caches else ()
    work.add(
        "compute.call_cost", gettext_noop("Calls for 1,000 cases"), 1000 * case_cost(one_call, calls, retries), "money",
        f"1000 × ({read_in} + api_output_tokens_per_case × api_price_output) / 1e6"
        " × api_calls_per_case × api_retry_factor",
        work.of(*_TOKENS, *_PRICES, *extra, *_TIMES),
        note=gettext_noop("Prices are for a million tokens."),
    )  # fmt: skip
    _calls_a_month(work)


def _calls_a_month(work: Work) -> None:
    found = _cases_a_month(work)
    if found is None:
        return
    cases, formula, inputs = found
    drawn = work.drawn["compute.call_cost"] / 1000 * cases
    work.add(
        "compute.calls", gettext_noop("Calls a month"), drawn, "money/month", f"call_cost / 1000 × {formula}",
        (work.result("compute.call_cost"), *inputs),
        note=gettext_noop("All cases that come up, not only those in which people use the result."),
    )  # fmt: skip


def _cases_a_month(work: Work) -> tuple[Draw, str, tuple[Input, ...]] | None:
    """Return cases a month with their formula: those of the value case, else those of the questionnaire."""
    yearly, monthly = "value.cases_per_year", "why.volume"
    if work.answers.value(yearly) is None and work.answers.value(monthly) is not None:
        drawn = work.need(monthly)
        return None if drawn is None else (drawn, "cases_per_month", _renamed(work, monthly, "cases_per_month"))
    drawn = work.need(yearly)
    return None if drawn is None else (drawn / MONTHS_PER_YEAR, "cases_per_year / 12", work.of(yearly))


def _renamed(work: Work, field_id: str, name: str) -> tuple[Input, ...]:
    return tuple(replace(one, name=name) for one in work.of(field_id))


def serve(work: Work) -> None:
    """Work out what the machines that answer cost and draw."""
    chip = work.accelerator("compute.serving_accelerator")
    hours = work.need("compute.serving_hours_per_month")
    count = work.need("compute.serving_accelerator_count")
    if chip is None or hours is None or count is None:
        return
    ids = ("compute.serving_hours_per_month", "compute.serving_accelerator_count")
    price = rent(work, "compute.serving_price_per_gpu_hour", chip)
    if price is not None:
        work.add(
            "compute.serving", gettext_noop("Machines that answer, a month"), serving_cost(hours, count, price),
            "money/month", "serving_hours_per_month × serving_accelerator_count × serving_price_per_gpu_hour",
            work.of(*ids, "compute.serving_price_per_gpu_hour"),
            note=gettext_noop("A machine that waits costs as much as one that answers."),
        )  # fmt: skip
    if chip.power_w is None:
        work.note(NO_POWER, about="energy", name=chip.name)
        return
    work.add(
        "compute.serving_energy", gettext_noop("Energy of answering, a year"),
        energy_of(work, hours * count * MONTHS_PER_YEAR, chip.power_w), "kWh/year",
        "12 × serving_hours_per_month × serving_accelerator_count × power_w / 1000 × power_share / 100 × pue",
        (*work.of(*ids), *power_inputs(work, "compute.serving_accelerator", chip, chip.power_w)),
        note=gettext_noop("As if the machines were busy while they are on; idle ones draw a third to a half of it."),
    )  # fmt: skip
    carbon = carbon_input(work)
    work.add(
        "compute.serving_carbon", gettext_noop("Carbon of answering, a year"),
        carbon_kg(work.drawn["compute.serving_energy"], carbon.value.likely), "kg CO₂e/year",
        "serving_energy × co2e_kg_per_kwh", (work.result("compute.serving_energy"), carbon),
    )  # fmt: skip


def keep(work: Work) -> None:
    """Work out what storage and data that leave the cloud cost."""
    size, price = work.draw("compute.storage_gb"), work.draw("compute.storage_price")
    if size is not None and price is not None and size.max() > 0:
        work.add(
            "compute.storage", gettext_noop("Storage a month"), size * price, "money/month",
            "storage_gb × storage_price", work.of("compute.storage_gb", "compute.storage_price"),
        )  # fmt: skip
    moved, price = work.draw("compute.egress_gb"), work.draw("compute.egress_price")
    if moved is not None and price is not None and moved.max() > 0:
        work.add(
            "compute.egress", gettext_noop("Data that leave, a month"), moved * price, "money/month",
            "egress_gb × egress_price", work.of("compute.egress_gb", "compute.egress_price"),
        )  # fmt: skip
