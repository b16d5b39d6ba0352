"""Through the commands no number gives a traceback, NaN or an amount below nothing: figures come out, or a sentence."""

import io
import json
import math
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = [pytest.mark.django_db, pytest.mark.once]

AMOUNTS = st.one_of(
    st.sampled_from(["0", "1", "1e15", "1e18", "1e-300", "1e308", "-1", "nan", "inf", "1.5", "0 to 0", "1%"]),
    st.floats(-3, 16).map(lambda power: f"{10**power:.3g}"),
)
WORDS = {
    "accelerator": st.sampled_from(["A100-SXM-80GB", "L4", "T4", "TPU-v7", "Trainium2", "B300", "MI455X", "H100"]),
    "model": st.sampled_from(["Llama 2 7B", "DeepSeek-V3", "BART", "T5-11B", "BERT-Large"]),
    "method": st.sampled_from(["full", "lora", "qlora", "continued"]),
    "use": st.sampled_from(["online", "offline", "single"]),
    "bits": st.sampled_from(["16", "8", "4"]),
}
ASKED = {
    "estimate_training": "parameters tokens accelerator active-parameters accelerators sequence-length pilot-mfu "
    "pilot-tokens-per-second year",
    "estimate_finetune": "model parameters total-parameters tokens method accelerator accelerators sequence-length mfu "
    "price-per-gpu-hour runs failed-share",
    "estimate_serving": "model parameters total-parameters accelerator accelerators bits use cases input-tokens "
    "output-tokens calls-per-case retries cached-share growth months load-hours peak-factor hours price-per-gpu-hour "
    "first-token-s tokens-per-s measured-tokens-per-s price-input price-output",
}


def amounts(found: object) -> Iterator[float]:
    """Yield every number of a result."""
    if isinstance(found, dict | list):
        for part in found.values() if isinstance(found, dict) else found:
            yield from amounts(part)
    elif isinstance(found, int | float):
        yield found


@pytest.mark.parametrize("command", ASKED)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_options_of_any_size_give_figures_or_a_sentence(command, data):
    names = ASKED[command].split()
    typed = data.draw(st.fixed_dictionaries({}, optional={name: WORDS.get(name, AMOUNTS) for name in names}))
    typed = {"parameters": "7B", "tokens": "1e9", "accelerator": "L40S"} | typed
    if command == "estimate_serving":
        del typed["tokens"]
    out = io.StringIO()
    try:
        call_command(command, *(f"--{name}={text}" for name, text in typed.items()), "--json", stdout=out, stderr=out)
    except CommandError:
        return
    found = json.loads(out.getvalue())
    assumed = found.pop("assumptions")
    assert all(math.isfinite(amount) and amount >= 0 for amount in amounts(found))
    assert all(math.isfinite(amount) for amount in amounts(assumed))
