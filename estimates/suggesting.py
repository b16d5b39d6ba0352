"""What the compute room knows of its fields, for whoever fills them in."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from estimates.domain.figures.api import unknown_model
from estimates.domain.figures.retrieval import MODEL, STORE, UNKNOWN_EMBEDDING, UNKNOWN_STORE
from estimates.domain.figures.work import UNKNOWN_ACCELERATOR, UNKNOWN_MODEL, UNKNOWN_REGION
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.published.api_models import ApiModel
from estimates.domain.published.hosted_prices import INDEX_FEE, INDEX_STORAGE, KIND_LABELS, HostedPrice
from estimates.domain.published.reference import GridRegion, ModelPreset, find, nearest
from estimates.reference import get_reference
from estimates.results import compute_of
from projects.access import Workspace
from projects.explaining import say_told
from projects.formatting import Formatter
from projects.suggestions import Assumed, Proposed, TakenOver

ACCELERATORS = ("compute.accelerator", "compute.serving_accelerator")


class ComputeRoom:
    """Offers the names of reference data, and says what each brings along."""

    def names(self, field_id: str) -> Sequence[str]:
        return get_reference().options(field_id) if field_id.startswith("compute.") else ()

    def taken_over(self, workspace: Workspace, field_id: str, name: str) -> TakenOver | None:
        reference, write = get_reference(), workspace.formatter
        if field_id == "compute.model":
            model = find(name, reference.presets)
            return _taken(say_model(model, write) if model else "", UNKNOWN_MODEL, name, reference.presets)
        if field_id in ACCELERATORS:
            chip = find(name, reference.accelerators)
            return _taken(
                say_accelerator(chip, write) if chip else "", UNKNOWN_ACCELERATOR, name, reference.accelerators
            )
        if field_id == "compute.region":
            grid = find(name, reference.grids)
            return _taken(say_grid(grid, write) if grid else "", UNKNOWN_REGION, name, reference.grids)
        if field_id == "compute.api_model":
            return _hosted(name)
        if field_id == MODEL:
            row = find(name, reference.hosted.embeddings)
            return _taken(say_rows([row]) if row else "", UNKNOWN_EMBEDDING, name, reference.hosted.embeddings)
        if field_id == STORE:
            store = find(name, {seller: seller for seller in reference.hosted.stores})
            rows = [reference.hosted.at(kind, store) for kind in (INDEX_STORAGE, INDEX_FEE)] if store else []
            return _taken(say_rows(rows), UNKNOWN_STORE, name, reference.hosted.stores)
        return None

    def proposed(self, workspace: Workspace, field_id: str) -> Proposed | None:
        return None

    def problem(self, workspace: Workspace, field_id: str) -> str:
        if not field_id.startswith("compute."):
            return ""
        found = next((reason for reason in compute_of(workspace).problems if reason.about == field_id), None)
        return _(found.message) % found.params if found else ""

    def assumed(self, workspace: Workspace, field_id: str) -> Assumed | None:
        if not field_id.startswith("compute."):
            return None
        estimate = compute_of(workspace)
        given = estimate.assumed.get(field_id)
        if given:
            return Assumed(value=given.value, source=say_told(given.source), source_date=given.source_date)
        guess = estimate.guess
        if guess and (number := guess.inputs.get(field_id)):
            return Assumed(value=number.value, source=say_told(number.source), source_date=number.source_date)
        if guess and field_id in guess.names:
            return Assumed(value=guess.names[field_id], source=say_told(guess.source), source_date=guess.checked_on)
        return None


def _hosted(name: str) -> TakenOver:
    """Say the list prices of a hosted model, or what is near to a name that nobody knows."""
    catalogue = get_reference().api
    hosted = catalogue.find(name)
    if hosted is not None:
        return TakenOver(text=say_hosted(hosted))
    problem = unknown_model(name, catalogue)
    return TakenOver(text=_(problem.message) % problem.params if problem else "", wrong=True)


def say_rows(rows: Iterable[HostedPrice | None]) -> str:
    """Say what a seller of embeddings or of a vector store asks [US dollars], and how that is known."""
    write, told = Formatter.for_reader("USD"), []
    recalled = _("from memory, not looked up")
    for row in rows:
        if row is not None:
            ends = dict.fromkeys([row.price.low, row.price.high])
            said = _(KIND_LABELS[row.kind]) + ": " + " – ".join(write.money(end) for end in ends)
            told.append(said + (f" ({recalled})" if row.recalled else ""))
    return _("%(prices)s, in US dollars") % {"prices": "; ".join(told)} if told else ""


def say_hosted(model: ApiModel) -> str:
    """Say what a million tokens cost [US dollars], by the list, and of which day the list is."""
    price, write = model.prices[0], Formatter.for_reader("USD")
    parts = [_("%(price)s in") % {"price": write.money(price.input)}]
    if price.cached is not None:
        parts.append(_("%(price)s repeated") % {"price": write.money(price.cached)})
    parts.append(_("%(price)s out") % {"price": write.money(price.output)})
    return _("%(prices)s per million tokens in US dollars (%(name)s, list of %(day)s)") % {
        "prices": ", ".join(parts),
        "name": model.name,
        "day": model.date_checked,
    }


def _taken(text: str, unknown: str, name: str, known: Iterable[str]) -> TakenOver:
    if text:
        return TakenOver(text=text)
    return TakenOver(text=_(unknown) % {"name": name, "near": nearest(name, known)}, wrong=True)


def say_model(model: ModelPreset, write: Formatter) -> str:
    """Say what comes with a model: size, layers, how much it reads at a time."""
    parts = [_("%(size)s parameters") % {"size": say_size(model.parameters, write)}]
    if model.active_parameters < model.parameters:
        active = say_size(model.active_parameters, write)
        parts.append(_("%(size)s of them active per token") % {"size": active})
    parts.append(_("%(count)s layers") % {"count": write.number(model.shape.layers)})
    parts.append(_("reads %(count)s tokens at a time") % {"count": write.number(model.context_length)})
    return ", ".join(parts)


def say_size(parameters: float, write: Formatter) -> str:
    """Say a number of parameters the way people do: 355 million, 8.03 billion."""
    # What would be written as 1,000 million is a billion.
    if parameters >= 999.5e6:
        return _("%(count)s billion") % {"count": write.number(parameters / 1e9)}
    return _("%(count)s million") % {"count": write.number(parameters / 1e6)}


def say_accelerator(chip: Accelerator, write: Formatter) -> str:
    parts = [
        _("%(count)s GB of memory") % {"count": write.number(chip.memory_gb)},
        _("%(count)s TFLOP/s at 16 bit") % {"count": write.number(chip.peak_flop_per_s / 1e12)},
    ]
    if chip.power_w is not None:
        parts.append(_("%(count)s W") % {"count": write.number(chip.power_w)})
    return ", ".join(parts)


def say_grid(grid: GridRegion, write: Formatter) -> str:
    return _("%(count)s kg CO₂e per kWh") % {"count": write.number(grid.co2e_kg_per_kwh)}
