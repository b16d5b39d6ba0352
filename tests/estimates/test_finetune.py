"""Fine-tuning against the published runs whose tokens are known."""

import pytest

from estimates.domain.finetune import WORK_SHARE, WORK_SOURCE, Method, tuning_mfu
from estimates.domain.mfu import TrainingRequest
from estimates.domain.training import gpu_hours, training_flop
from projects.domain.ranges import Range

KNOWN = ("Llemma-7B", "Meditron-70B")


@pytest.mark.parametrize("name", KNOWN)
def test_published_hours_lie_in_the_range(reference, name):
    run = next(one for one in reference.finetune_runs if one.name == name)
    chip = reference.accelerators[run.accelerator]
    request = TrainingRequest(
        active_parameters=run.base_parameters, generation=chip.generation, accelerator_count=run.accelerator_count,
        year=2023,
    )  # fmt: skip
    mfu = tuning_mfu(reference.mfu.predict(request).value)
    flop = training_flop(run.base_parameters, run.tokens)
    fewest, most = (gpu_hours(flop, chip.peak_flop_per_s, end) for end in (mfu.high, mfu.low))
    assert fewest <= run.gpu_hours <= most


def test_only_these_runs_say_their_tokens_for_one_full_pass(reference):
    """phi-1 states its data set, not how often it was read."""
    assert {one.name for one in reference.finetune_runs if one.tokens and "continued" in one.method} == set(KNOWN)


def test_tuning_widens_downwards_only():
    found = tuning_mfu(Range(low=0.2, likely=0.3, high=0.45))
    assert (found.low, found.likely, found.high) == (pytest.approx(0.14), 0.3, 0.45)


def test_lora_needs_no_gradients_of_frozen_weights():
    assert WORK_SHARE[Method.LORA].likely == pytest.approx(4 / 6)


def test_every_method_has_a_source():
    assert set(WORK_SHARE) == set(WORK_SOURCE) == set(Method)
