from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop

from estimates import measured
from estimates.answering import AnsweringCommand, CommandOption, CommandResult


class Command(AnsweringCommand):
    help = "Estimate what answering costs: a hosted model by its name, own machines counted from the load, or both."
    columns_help = "the options as columns, such as model, accelerator, cases, input_tokens, output_tokens"
    options = (
        CommandOption(name="model", field_id="compute.model", help="a name of fixtures/reference/model_presets.csv"),
        CommandOption(
            name="parameters",
            field_id="compute.parameters",
            help="those that work on each token, such as 7B",
            columns=("active_parameters",),
        ),
        CommandOption(
            name="total-parameters", field_id="compute.total_parameters", help="all; for a mixture of experts"
        ),
        CommandOption(name="accelerator", field_id="compute.serving_accelerator", help="a name of accelerators.csv"),
        CommandOption(
            name="accelerators",
            field_id="compute.serving_accelerator_count",
            help="how many; blank: counted from the load",
            columns=("accelerator_count",),
        ),
        CommandOption(name="bits", field_id="compute.serving_bits", help="16, 8 or 4", columns=("weight_bits",)),
        CommandOption(
            name="cache-bits", field_id="compute.serving_cache_bits", help="16, 8 or 4", columns=("kv_bits",)
        ),
        CommandOption(name="use", field_id="compute.serving_use", help="online, offline or single"),
        CommandOption(name="engine", field_id="compute.serving_engine", help="current, older or plain"),
        CommandOption(name="cases", field_id="why.volume", help="cases a month, such as 100k or 80k to 120k"),
        CommandOption(name="input-tokens", field_id="compute.api_input_tokens_per_case", help="tokens in, each call"),
        CommandOption(
            name="output-tokens", field_id="compute.api_output_tokens_per_case", help="tokens out, each call"
        ),
        CommandOption(
            name="calls-per-case", field_id="compute.api_calls_per_case", help="1 unless an agent works in steps"
        ),
        CommandOption(name="retries", field_id="compute.api_retry_factor", help="1.1: one call in ten is made twice"),
        CommandOption(
            name="cached-share",
            field_id="compute.api_cached_share",
            scale=100,
            help="share of the tokens in that repeats, 0 to 1",
        ),
        CommandOption(
            name="cache-hits",
            field_id="compute.api_cache_hits",
            scale=100,
            help="share of the calls that find it kept, 0 to 1",
        ),
        CommandOption(
            name="batch-share",
            field_id="compute.api_batch_share",
            scale=100,
            help="share of the calls that may wait 24 hours, 0 to 1",
        ),
        CommandOption(name="api-model", field_id="compute.api_model", help="a hosted model, such as gpt-5.4-mini"),
        CommandOption(name="price-input", field_id="compute.api_price_input", help="USD a million tokens in"),
        CommandOption(name="price-output", field_id="compute.api_price_output", help="USD a million tokens out"),
        CommandOption(name="price-cached", field_id="compute.api_price_cached", help="USD a million repeated tokens"),
        CommandOption(
            name="growth", field_id="compute.use_growth", scale=100, help="of use, a year: 0.2 is a fifth more"
        ),
        CommandOption(name="months", field_id="value.horizon_months", help="over which use grows"),
        CommandOption(
            name="load-hours", field_id="compute.load_hours_per_month", help="hours a month in which cases come"
        ),
        CommandOption(name="peak-factor", field_id="compute.peak_factor", help="busiest hour / average of those hours"),
        CommandOption(
            name="hours", field_id="compute.serving_hours_per_month", help="hours a month that machines are on"
        ),
        CommandOption(
            name="price-per-gpu-hour", field_id="compute.serving_price_per_gpu_hour", help="USD, rent of one"
        ),
        CommandOption(
            name="first-token-s", field_id="compute.target_first_token_s", help="the first word within, seconds"
        ),
        CommandOption(
            name="tokens-per-s", field_id="compute.target_tokens_per_s", help="speed that each user is to see"
        ),
        CommandOption(name="spare", field_id="compute.serving_spare", help="yes: one more copy in case one fails"),
        CommandOption(
            name="measured-tokens-per-s",
            field_id="compute.measured_tokens_per_s",
            help="measured: tokens out a second, one copy of the model",
        ),
    )
    results = (
        CommandResult(
            name="accelerators", figure_id="compute.machines", label=gettext_noop("Accelerators for the load")
        ),
        CommandResult(
            name="accelerators_of_one_copy",
            figure_id="compute.copy_accelerators",
            label=gettext_noop("Accelerators for one copy"),
        ),
        CommandResult(name="weights_gb", figure_id="compute.weights_gb", label=gettext_noop("Weights"), unit="GB"),
        CommandResult(
            name="kv_cache_gb_per_text", figure_id="compute.kv_gb", label=gettext_noop("One text in flight"), unit="GB"
        ),
        CommandResult(
            name="texts_in_flight", figure_id="compute.texts", label=gettext_noop("Texts at a time, one copy")
        ),
        CommandResult(
            name="first_token_s",
            figure_id="compute.first_token_s",
            label=gettext_noop("Time to the first word"),
            unit="s",
        ),
        CommandResult(
            name="tokens_per_s_of_each_user",
            figure_id="compute.user_tokens_per_s",
            label=gettext_noop("Speed per user"),
            unit="tokens/s",
        ),
        CommandResult(
            name="calls_per_s_of_one_copy",
            figure_id="compute.calls_per_s",
            label=gettext_noop("Calls one copy can answer"),
            unit="calls/s",
        ),
        CommandResult(
            name="utilisation_percent", figure_id="compute.serving_use", label=gettext_noop("How busy"), unit="%"
        ),
        CommandResult(
            name="cost_usd_per_month", figure_id="compute.serving", label=gettext_noop("Own machines"), unit="USD/month"
        ),
        CommandResult(
            name="cost_usd_per_1000_cases",
            figure_id="compute.serving_per_1000",
            label=gettext_noop("Own machines, 1,000 cases"),
            unit="USD",
        ),
        CommandResult(
            name="api_cost_usd_per_1000_cases",
            figure_id="compute.call_cost",
            label=gettext_noop("Hosted model, 1,000 cases"),
            unit="USD",
        ),
        CommandResult(
            name="api_cost_usd_per_month",
            figure_id="compute.calls",
            label=gettext_noop("Hosted model"),
            unit="USD/month",
        ),
        CommandResult(
            name="api_cost_usd_per_month_later",
            figure_id="compute.calls_later",
            label=gettext_noop("Hosted model, at the end of the time"),
            unit="USD/month",
        ),
        CommandResult(
            name="cost_usd_per_year",
            figure_id="compute.running",
            label=gettext_noop("A year, on average"),
            unit="USD/year",
        ),
        CommandResult(
            name="break_even_cases_per_month",
            figure_id="compute.break_even_cases",
            label=gettext_noop("Own servers cost less from"),
            unit="cases/month",
        ),
        CommandResult(
            name="energy_kwh_per_year",
            figure_id="compute.serving_energy",
            label=gettext_noop("Energy"),
            unit="kWh/year",
        ),
    )
    chapters = ("machines", "volume", "use", "monthly", "energy")
    needed = ("compute.serving", "compute.calls_per_s", "compute.call_cost")

    def _many(self, path: Path, *, as_json: bool) -> None:
        """Take a file of loads, or one of measurements, which is held against what was measured."""
        if measured.is_measured(path):
            measured.show(path, self.stdout, self.stderr, as_json=as_json)
        else:
            super()._many(path, as_json=as_json)

    def approach(self, values: Mapping[str, Any]) -> str:
        """Own machines where their model is named; else the hosted model alone."""
        own = ("compute.model", "compute.parameters", "compute.total_parameters", "compute.serving_accelerator_count")
        return "self_host" if any(field_id in values for field_id in own) else "api"
