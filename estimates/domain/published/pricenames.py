"""Names of accelerators as price lists write them, and which of accelerators.csv they mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

SXM, PCIE = "SXM", "PCIe"

_TPU = re.compile(r"tpu-?(v\d+(?:e|p|lite(?:pod)?)?)-(\d{1,6})")
_LITE = re.compile(r"lite(pod)?$")
_BY_CHIP = {"v5e", "v6e"}
# Plain names as lists write them; what memory or form makes another accelerator is told apart below.
_SIMPLE = {
    "t4": "T4",
    "a10g": "A10G",
    "l4": "L4",
    "l40s": "L40S",
    "p100": "P100-SXM2-16GB",
    "b200": "B200-SXM-180GB",
    "b200sxm": "B200-SXM-180GB",
    "gh200": "GH200-96GB",
    "mi300x": "MI300X",
    "mi250": "MI250",
    "mi250x": "MI250X",
    "rtx4090": "RTX-4090",
    "rtx3090": "RTX-3090",
    "rtxa6000": "RTX-A6000",
    "a6000": "RTX-A6000",
    "rtxa5000": "RTX-A5000",
    "a5000": "RTX-A5000",
}
_A100 = re.compile(r"a100(40g|80g|40gb|80gb)?(sxm\d?|pcie)?(40g|80g|40gb|80gb)?(nvlink)?")
_H100 = re.compile(r"h100(mega)?(80g|80gb)?(sxm\d?|pcie|hbm3)?(80g|80gb)?(nvlink)?")
_H200 = re.compile(r"h200(141g|141gb)?(sxm\d?|pcie)?(141g|141gb)?")
_V100 = re.compile(r"v100(sxm2?|pcie)?(16gb?|32gb?)?")
_MEMORY_MIB = re.compile(r"SizeInMiB\W+(\d+)")
_MIB_PER_GB = 1000


def chips_of(name: str) -> float | None:
    """Return how many chips a TPU slice such as `tpu-v5p-8` has; None for a name that is no TPU slice."""
    tpu = _TPU.fullmatch(name.casefold())
    if tpu is None:
        return None
    # Up to v5p the number counts cores, two on a chip; from v5e on it counts chips.
    return float(tpu[2]) if _version(tpu) in _BY_CHIP else max(1.0, int(tpu[2]) / 2)


def _version(tpu: re.Match[str]) -> str:
    """Return the version of a TPU; `v5litepod` is what its seller called v5e."""
    return _LITE.sub("e", tpu[1])


@dataclass(frozen=True, kw_only=True)
class ChipName:
    """What a line of a price list calls an accelerator."""

    text: str
    """As the list writes it."""
    machine: str = ""
    """What is sold, such as `gpu_8x_h100_sxm5`."""
    memory: str = ""
    """Whatever tells the memory of one accelerator and its form, such as `'SizeInMiB': 81920`."""

    @property
    def chip(self) -> str:
        """The chip with its memory but without its form, such as `A100-80GB`; "" for one that has only one form."""
        plain = re.sub(r"[^a-z0-9]", "", self.text.casefold())
        size = _memory_gb(self.memory)
        if _A100.fullmatch(plain):
            return f"A100-{'80' if size >= 60 or '80g' in plain else '40'}GB"
        if _H100.fullmatch(plain) and "nvl" not in self._about.replace("nvlink", ""):
            return "H100-80GB"
        if _H200.fullmatch(plain):
            return "H200-141GB"
        if _V100.fullmatch(plain):
            return f"V100-{'32' if size >= 24 or '32g' in plain else '16'}GB"
        return ""

    @property
    def form_in_name(self) -> str:
        """The form that the name itself says: SXM, PCIe, or ""."""
        return _form_in(self.text)

    @property
    def form(self) -> str:
        """The form that stands anywhere in the line: SXM, PCIe, or ""."""
        return self.form_in_name or _form_in(self._about)

    @property
    def _about(self) -> str:
        return f"{self.text} {self.machine} {self.memory}".casefold()


def _form_in(text: str) -> str:
    text = text.casefold()
    if "sxm" in text:
        return SXM
    return PCIE if re.search(r"(?<![a-z])pcie?(?![a-z])", text) else ""


def match_accelerator(
    name: str, known: Mapping[str, object], *, machine: str = "", memory: str = "", form: str = SXM
) -> str | None:
    """Return the accelerator that a line of a price list is about; None where accelerators.csv has none.

    Lists say A100 and mean one of four: memory and form stand in the name, in the machine's name or beside it.

    Args:
        name: As the list writes it.
        known: Accelerators by name.
        machine: What is sold, such as `gpu_8x_h100_sxm5`.
        memory: Whatever tells the memory of one accelerator and its form, such as `'SizeInMiB': 81920`.
        form: What to take where the line does not say the form; SXM, as in the machines of all large clouds.
    """
    full = _full_name(ChipName(text=name, machine=machine, memory=memory), form)
    return full if full in known else None


def _full_name(name: ChipName, form: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", name.text.casefold())
    if tpu := _TPU.fullmatch(name.text.casefold()):
        return f"TPU-{_version(tpu)}"
    if plain in _SIMPLE:
        return _SIMPLE[plain]
    if not name.chip:
        return name.text
    family, size = name.chip.split("-")
    form = name.form or form
    return f"{family}-{'SXM2' if family == 'V100' and form == SXM else form}-{size}"


def _memory_gb(memory: str) -> float:
    """Return the memory of one accelerator, roughly [GB]; 0 where the line does not say."""
    match = _MEMORY_MIB.search(memory)
    if not match:
        return 0
    size = int(match[1])
    # One seller writes gigabytes under the name of mebibytes.
    return size if size < _MIB_PER_GB else size / _MIB_PER_GB
