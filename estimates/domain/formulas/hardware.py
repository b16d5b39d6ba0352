"""What formulas need to know of a chip and of a model's inside."""

from dataclasses import dataclass

from estimates.domain.formulas.kinds import Fact, Generation
from projects.domain.ranges import Range


@dataclass(frozen=True, kw_only=True)
class Accelerator(Fact):
    """One accelerator. Prices are US dollars and per GPU, never per machine."""

    name: str
    vendor: str
    generation: Generation
    release_year: int
    memory_gb: float
    """[GB = 1e9 bytes]."""
    memory_bandwidth_gb_per_s: float
    peak_flop_per_s: float
    """Dense peak at 16 bit [FLOP/s]."""
    peak_fp8_flop_per_s: float | None
    """Dense peak at 8 bit [FLOP/s], or None where the chip has none."""
    peak_fp4_flop_per_s: float | None = None
    """Dense peak at 4 bit [FLOP/s], or None where the chip has none."""
    power_w: float | None
    """Nameplate power, or what its system draws [W]; None where the maker does not say."""
    power_basis: str
    rent_usd_per_gpu_hour: Range | None
    """Low, typical and high price, or None where it is not rented out."""
    rent_source: str
    purchase_usd: Range | None
    """Price range of one, or None where it is not sold."""
    purchase_source: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ModelShape:
    """The inside of a transformer: what memory, attention and serving depend on."""

    layers: int
    hidden_size: int
    attention_heads: int
    kv_heads: int
    ffn_size: int
    vocabulary: int
    kept_width: float | None = None
    """What a layer keeps of one token, halved [numbers], where heads are not as wide as width / heads or keys are
    compressed; None where they are."""
    window: int = 0
    """Tokens that the layers with a sliding window keep [tokens]; 0 where no layer has one."""
    growing_layers: int | None = None
    """Layers that keep all of a text; None where all do. The others keep `window` tokens of it."""
    shared_words: bool = False
    """Whether it reads and writes with one table of words."""
    experts: int = 1
    """Experts of a layer; 1 where it is dense."""
    experts_per_token: int = 1
    """Of these, those that work on each token."""

    @property
    def kv_width(self) -> float:
        """Width of one token's keys, and of its values [numbers]; of compressed ones half of both together."""
        return self.kept_width or self.hidden_size / self.attention_heads * self.kv_heads

    @property
    def growing(self) -> int:
        """Layers whose cache grows with the text."""
        return self.layers if self.growing_layers is None else self.growing_layers

    @property
    def window_layers(self) -> int:
        """Layers that keep no more than a window; none of it where the window is 0, as in layers without attention."""
        return self.layers - self.growing
