from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext_noop

from estimates.answering import AnsweringCommand, CommandOption, CommandResult
from estimates.commandline import add_runs, published_hours
from estimates.domain.figures.compute import ComputeEstimate
from estimates.wording import reasons_said
from projects.domain.ranges import Range

_METHODS = {"qlora-4bit": "qlora", "continued pretraining": "continued", "continued pre-training": "continued"}


class Command(AnsweringCommand):
    help = "Estimate what teaching a ready model takes: GPU-hours, days, memory, rent, energy, each as a range."
    columns_help = "the options as columns, or those of fixtures/reference/finetune_runs.csv"
    options = (
        CommandOption(name="model", field_id="compute.model", help="a name of fixtures/reference/model_presets.csv"),
        CommandOption(
            name="parameters",
            field_id="compute.parameters",
            help="those that work on each token, such as 7B",
            columns=("active_parameters", "base_parameters"),
        ),
        CommandOption(
            name="total-parameters", field_id="compute.total_parameters", help="all; for a mixture of experts"
        ),
        CommandOption(
            name="tokens",
            field_id="compute.training_tokens",
            help="of one full run, all passes counted",
            columns=("tokens_read", "training_tokens"),
        ),
        CommandOption(
            name="method", field_id="compute.finetune_method", words=_METHODS, help="full, lora, qlora or continued"
        ),
        CommandOption(name="accelerator", field_id="compute.accelerator", help="a name of accelerators.csv"),
        CommandOption(
            name="accelerators",
            field_id="compute.accelerator_count",
            help="how many at once",
            columns=("accelerator_count",),
        ),
        CommandOption(name="sequence-length", field_id="compute.sequence_length", help="longest text in tokens"),
        CommandOption(name="optimiser", field_id="compute.optimiser", help="adam or adam_8bit"),
        CommandOption(
            name="cpu-offload",
            field_id="compute.cpu_offload",
            help="yes: optimiser and gradients in the memory of the server",
        ),
        CommandOption(
            name="mfu", field_id="compute.mfu", scale=100, help="share of the peak over the whole run, such as 0.3"
        ),
        CommandOption(
            name="pilot-mfu", field_id="compute.pilot_mfu", scale=100, help="MFU that the steps of a pilot reached"
        ),
        CommandOption(name="price-per-gpu-hour", field_id="compute.price_per_gpu_hour", help="USD, rent of one"),
        CommandOption(
            name="runs",
            field_id="compute.development_runs",
            help="full runs, the final one counted; 1 if left out, unless --all-runs",
        ),
        CommandOption(
            name="failed-share",
            field_id="compute.failed_share",
            scale=100,
            help="hours lost to failed runs, on top; 0 if left out, unless --all-runs",
        ),
        CommandOption(name="region", field_id="compute.region", help="a name of fixtures/reference/grid_carbon.csv"),
    )
    results = (
        CommandResult(name="flop", figure_id="compute.flop", label=gettext_noop("Work"), unit="FLOP"),
        CommandResult(
            name="gpu_hours", figure_id="compute.gpu_hours", label=gettext_noop("Final run"), unit="GPU-hours"
        ),
        CommandResult(
            name="days", figure_id="compute.run_days", label=gettext_noop("Length of the final run"), unit="days"
        ),
        CommandResult(name="mfu", figure_id="compute.mfu", label=gettext_noop("MFU"), scale=0.01),
        CommandResult(
            name="all_gpu_hours", figure_id="compute.all_gpu_hours", label=gettext_noop("All runs"), unit="GPU-hours"
        ),
        CommandResult(
            name="cost_usd", figure_id="compute.rent_cost", label=gettext_noop("Rent of all runs"), unit="USD"
        ),
        CommandResult(
            name="energy_mwh", figure_id="compute.energy", label=gettext_noop("Energy"), unit="MWh", scale=1e-3
        ),
        CommandResult(
            name="co2e_tonnes", figure_id="compute.carbon", label=gettext_noop("Carbon"), unit="t CO₂e", scale=1e-3
        ),
        CommandResult(
            name="weights_gb", figure_id="compute.train_weights_gb", label=gettext_noop("Weights"), unit="GB"
        ),
        CommandResult(
            name="gradients_gb", figure_id="compute.train_gradients_gb", label=gettext_noop("Gradients"), unit="GB"
        ),
        CommandResult(
            name="optimiser_gb", figure_id="compute.train_optimiser_gb", label=gettext_noop("Optimiser"), unit="GB"
        ),
        CommandResult(
            name="activations_gb",
            figure_id="compute.train_activations_gb",
            label=gettext_noop("Activations of one text, each accelerator"),
            unit="GB",
        ),
        CommandResult(
            name="server_memory_gb",
            figure_id="compute.train_away_gb",
            label=gettext_noop("Memory of the servers"),
            unit="GB",
        ),
        CommandResult(
            name="memory_gb_each", figure_id="compute.train_each_gb", label=gettext_noop("Memory per GPU"), unit="GB"
        ),
        CommandResult(
            name="fewest_accelerators",
            figure_id="compute.train_fewest",
            label=gettext_noop("Fewest accelerators that hold it"),
        ),
    )
    chapters = ("energy",)
    needed = ("compute.gpu_hours",)

    def approach(self, values: Mapping[str, Any]) -> str:
        return "fine_tune"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        add_runs(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self.all_runs = bool(options["all_runs"])
        super().handle(*args, **options)

    def defaults(self) -> Mapping[str, Any]:
        """Return the final run alone, as `estimate_training` counts it; nothing where all runs are asked."""
        return {} if self.all_runs else {"compute.development_runs": 1, "compute.failed_share": 0}

    def against_published(self, estimate: ComputeEstimate, row: Mapping[str, str]) -> Sequence[tuple[float, Range]]:
        """Return the GPU-hours that were published and ours."""
        hours, figure = published_hours(row), estimate.figure("compute.gpu_hours")
        # Hours on a chip that we assume say nothing of those on another.
        return [(hours, figure.value)] if hours and figure and row.get("accelerator", "").strip() else []

    def as_json(self, estimate: ComputeEstimate) -> dict[str, Any]:
        layout = estimate.memory.layout if estimate.memory else None
        laid_out = layout and {
            "accelerator_count": layout.accelerator_count,
            "data": layout.data,
            "tensor": layout.tensor,
            "pipeline": layout.pipeline,
            "zero_stage": int(layout.zero),
            "recompute": layout.recompute.value,
            "reasons": reasons_said(layout.reasons),
        }
        return super().as_json(estimate) | {"layout": laid_out}
