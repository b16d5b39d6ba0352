"""The staffing mix: who is contracted and who is hired, at the least likely cost that the manager's limits allow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from projects.domain.book import Book
from projects.domain.draws import Draw, Draws, summarise
from projects.domain.figures import Figure, Input, Origin
from projects.domain.lazy import cached_property
from projects.domain.reader import Given, Reader
from projects.domain.text import gettext_noop
from teams.domain.cost import TeamEstimate
from teams.domain.figures import TeamFigures
from teams.domain.hiring import HiringWay, Sentence, cost_of_ways, open_ways
from teams.domain.plan import Person
from teams.domain.pricing import Pricing
from teams.domain.roles import OTHER, Contract

IN_HOUSE, CONTRACTORS, HIRES, BRIDGE = "in_house", "contractors", "hires", "bridge"
LIMIT_FIELDS = {
    IN_HOUSE: "team.in_house_roles",
    CONTRACTORS: "team.most_contractors",
    HIRES: "team.most_hires",
    BRIDGE: "team.bridge",
}

CHEAPEST = gettext_noop("The cheapest option, %(saving)s less than the next.")
CHEAPEST_BY_A_HAIR = gettext_noop("The cheapest option; the next costs about the same.")
ONLY_WAY = gettext_noop("The only option: a new employee would start after %(lead)s months, when the work is over.")
BECAUSE = {
    IN_HOUSE: gettext_noop("Because the role must be in-house. A contractor would cost %(more)s less."),
    CONTRACTORS: gettext_noop("Because of your limit on contractors. Without it this role would cost %(more)s less."),
    HIRES: gettext_noop("Because of your limit on new employees. Without it this role would cost %(more)s less."),
    BRIDGE: gettext_noop(
        "Because no contractor may cover until a new employee starts. With cover it would cost %(more)s less."
    ),
}
BRIDGED = gettext_noop("A contractor covers until the new employee starts, after %(lead)s months.")
STAYS = gettext_noop("%(name)s is already on the team.")
ONE_MORE = {
    CONTRACTORS: gettext_noop("One more contractor would save %(saving)s."),
    HIRES: gettext_noop("One more hire would save %(saving)s."),
}

NAMED_CONTRACTOR = gettext_noop(
    "%(label)s must be in-house, but %(name)s is contracted. Change the contract, or allow a contractor for the role."
)
STARTS_TOO_EARLY = gettext_noop(
    "%(label)s must be in-house, but the work starts in month %(first)s and a new employee after %(lead)s months. "
    "Start later, allow cover, or name someone already on the team."
)
OVER_TOO_EARLY = gettext_noop(
    "%(label)s must be in-house, but the work is over before a new employee could start, after %(lead)s months. "
    "Name someone already on the team, or allow a contractor for the role."
)
NEED_BRIDGES = gettext_noop(
    "A new employee starts after %(lead)s months, but work begins earlier for %(count)s of the roles: each needs a "
    "contractor until then. Starting later, or naming people already on the team, helps too."
)
NAMES = {
    IN_HOUSE: gettext_noop("the roles that must be in-house"),
    CONTRACTORS: gettext_noop("contractors: %(contractors)s at most"),
    HIRES: gettext_noop("new employees: %(hires)s at most"),
    BRIDGE: gettext_noop("no cover until a new employee starts"),
}
RELAX = {
    IN_HOUSE: gettext_noop("Allow contractors for those roles."),
    CONTRACTORS: gettext_noop("Raise the limit on contractors to %(contractors)s."),
    HIRES: gettext_noop("Raise the limit on new employees to %(hires)s."),
    BRIDGE: gettext_noop("Let a contractor cover until a new employee starts."),
}

# Less than this share of the role's cost is no reason to prefer one way to another.
HAIR = 0.02


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the manager asks of the mix."""

    in_house: frozenset[str] = frozenset()
    """Ids of the roles that must be held by employees."""
    most_contractors: int | None = None
    """Contractors in the whole team, those who are there and those who bridge included; None without a limit."""
    most_hires: int | None = None
    """New employees; None without a limit."""
    bridge: bool = True
    """Whether a contractor may stand in until a new employee starts."""

    @property
    def names(self) -> tuple[str, ...]:
        """The limits that are set."""
        is_set = {
            IN_HOUSE: bool(self.in_house),
            CONTRACTORS: self.most_contractors is not None,
            HIRES: self.most_hires is not None,
            BRIDGE: not self.bridge,
        }
        return tuple(name for name, there in is_set.items() if there)

    def asks_in_house(self, person: Person) -> bool:
        """Tell whether a role must be in-house; a role of somebody's own counts as "other"."""
        role_id = OTHER if person.role.id.startswith(f"{OTHER}_") else person.role.id
        return role_id in self.in_house

    def only(self, names: Sequence[str]) -> "Limits":
        """Return these limits without those that are not named."""
        return Limits(
            in_house=self.in_house if IN_HOUSE in names else frozenset(),
            most_contractors=self.most_contractors if CONTRACTORS in names else None,
            most_hires=self.most_hires if HIRES in names else None,
            bridge=self.bridge or BRIDGE not in names,
        )

    def without(self, name: str) -> "Limits":
        """Return these limits without one of them."""
        return self.only([other for other in self.names if other != name])


@dataclass(frozen=True, kw_only=True)
class SeatOption:
    """One way to fill a seat."""

    way: HiringWay
    cost: float
    """Likely cost, hiring included and without delay [money]."""
    contractors: int
    hires: int
    bridged_months: float = 0.0

    def allowed(self, seat: "Seat", limits: Limits) -> bool:
        """Tell whether the seat's own limits allow it; those on the whole team are the solver's."""
        if self.bridged_months and not limits.bridge:
            return False
        return not (limits.asks_in_house(seat.person) and self.way is HiringWay.CONTRACT)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A row of the plan with the ways to fill it: one way where somebody is there already."""

    person: Person
    options: tuple[SeatOption, ...]


@dataclass(frozen=True, kw_only=True)
class MixProblem:
    """What the solver is asked: choose one column of each row, at the least cost within two sums.

    `costs`, `contractors` and `hires` have one row per seat and one number per option that is allowed there.
    """

    costs: tuple[tuple[float, ...], ...]
    contractors: tuple[tuple[int, ...], ...]
    hires: tuple[tuple[int, ...], ...]
    most_contractors: int | None
    most_hires: int | None


Solve = Callable[[MixProblem], Sequence[int] | None]
"""Answers a question with one column per row, or None where nothing fits."""


@dataclass(frozen=True, kw_only=True)
class SeatChoice:
    """What the mix says of one seat."""

    person: Person
    option: SeatOption
    free: SeatOption
    """The cheapest way if there were no limits."""
    binding: str
    """The limit that makes the difference, or ""."""
    sentences: tuple[Sentence, ...]

    @property
    def contract(self) -> Contract:
        """The contract that the way comes to."""
        return Contract.HIRED if self.option.way is HiringWay.CONTRACT else Contract.EMPLOYED


@dataclass(frozen=True, kw_only=True)
class Mix:
    """The cheapest mix within the limits, or what stands against it."""

    limits: Limits
    choices: tuple[SeatChoice, ...]
    """Empty where nothing fits."""
    figure: Figure | None
    cost: float
    """Sum of the likely costs [money]; 0 where nothing fits."""
    free_cost: float
    """The same without limits [money]."""
    lost: tuple[Sentence, ...] = ()
    """Seats that nobody can fill, whatever the others do."""
    clash: tuple[Sentence, ...] = ()
    """The names of the limits that stand against each other."""
    reasons: tuple[Sentence, ...] = ()
    """What lies behind it."""
    relax: tuple[Sentence, ...] = ()
    """What to give up: each of these alone is enough."""
    one_more: tuple[Sentence, ...] = ()
    """What one contractor, or one hire, more would save."""

    @property
    def price_of_limits(self) -> float:
        """What the limits cost [money]."""
        return max(0.0, self.cost - self.free_cost)

    @property
    def open_choices(self) -> tuple[SeatChoice, ...]:
        """The seats for which somebody must be found."""
        return tuple(choice for choice in self.choices if not choice.person.name)


def read_limits(read: Reader) -> Limits:
    """Read what the manager asks of the mix; what is blank, unknown or not relevant is no limit."""

    def most(field_id: str) -> int | None:
        limit = read.input(field_id)
        return None if limit is None else int(limit.value.likely)

    return Limits(
        in_house=frozenset(read.answers.value(LIMIT_FIELDS[IN_HOUSE]) or ()),
        most_contractors=most(LIMIT_FIELDS[CONTRACTORS]),
        most_hires=most(LIMIT_FIELDS[HIRES]),
        bridge=read.answers.value(LIMIT_FIELDS[BRIDGE]) != "no",
    )


def rows_of_mix(rows: Sequence[Mapping[str, Any]], mix: Mix) -> list[dict[str, Any]]:
    """Return the rows of `team.roles` with the contracts of a mix; what else they hold stays."""
    contracts = {choice.person.row: choice.contract.value for choice in mix.open_choices}
    return [
        {**row, "contract": contracts[number]} if number in contracts else dict(row)
        for number, row in enumerate(rows, start=1)
    ]


def best_mix(estimate: TeamEstimate, limits: Limits, draws: Draws, solve: Solve) -> Mix:
    """Choose for every open seat whether to contract or to hire.

    Args:
        estimate: The team.
        limits: What the manager asks.
        draws: The project's draws.
        solve: The solver; it stands outside the domain because it is a library's.
    """
    seats = _Seats(estimate, draws)
    starts = {person.row: seats.pricing.at_work(person)[0] for person in estimate.plan.people}
    return _Finder(seats=seats.seats, limits=limits, lead=seats.lead, starts=starts, solve=solve).mix(seats)


class _Seats:
    """The seats of a team with what each way costs, and its draws."""

    def __init__(self, estimate: TeamEstimate, draws: Draws) -> None:
        self.plan, self.pricing = estimate.plan, Pricing(estimate.plan, draws)
        self.lead = self.plan.hiring_months.value.likely if self.plan.hiring_months else 0.0
        self._draws: dict[tuple[int, HiringWay], Draw] = {}
        self.seats = tuple(self._seat(person) for person in self.plan.people)

    def _seat(self, person: Person) -> Seat:
        if person.name:
            return Seat(person=person, options=(self._there(person),))
        start, end = self.pricing.at_work(person)
        bridged_months = min(end - start, max(0.0, self.lead - start))
        costs = cost_of_ways(
            person, self.pricing, bridged_months=bridged_months, bridged_paid=self._paid_before(person, self.lead)
        )
        options = []
        for way in open_ways(person):
            hired = way is not HiringWay.CONTRACT
            # Whoever starts when the work is over does none of it.
            if hired and bridged_months >= end - start:
                continue
            self._draws[person.row, way] = costs[way]
            bridge = bridged_months if hired else 0.0
            options.append(
                SeatOption(
                    way=way,
                    cost=float(np.median(costs[way])),
                    contractors=int(not hired or bridge > 0),
                    hires=int(hired),
                    bridged_months=bridge,
                )
            )
        return Seat(person=person, options=tuple(options))

    def _there(self, person: Person) -> SeatOption:
        """Return the one option of a seat that somebody holds: nobody has to be found."""
        hired = person.contract is Contract.HIRED
        way = HiringWay.CONTRACT if hired else HiringWay.PART_TIME
        drawn = TeamFigures(self.pricing).person(person).draws
        self._draws[person.row, way] = drawn
        return SeatOption(way=way, cost=float(np.median(drawn)), contractors=int(hired), hires=0)

    def _paid_before(self, person: Person, month: float) -> float:
        """Return the paid months of a person that fall before a month."""
        paid = self.pricing.paid_of(person)
        return float(paid @ np.clip(month - np.arange(len(paid)), 0, 1))

    def figure(self, chosen: Sequence[tuple[Person, SeatOption]]) -> Figure:
        """Return what a mix costs."""
        terms = [self._term(person, option) for person, option in chosen]
        result = Book(self.pricing.draws.count).figure(
            "team.cost_mix",
            gettext_noop("Team in the cheapest mix"),
            "money",
            " + ".join(term.name for term in terms) or "0",
            *terms,
            note=gettext_noop(
                "Without delay; includes recruiting costs and contractors who cover until a new employee starts. "
                "The limits are yours; within them no other mix has a smaller sum of likely costs."
            ),
        )
        return result.figure

    def _term(self, person: Person, option: SeatOption) -> Given:
        """Return what a seat costs, filled in one way."""
        drawn = self._draws[person.row, option.way]
        cost = Input(
            name=f"cost_{person.row}",
            label=person.label,
            value=summarise(drawn),
            unit="money",
            origin=Origin.RESULT,
            # A bridge is counted here and not in the comparison of the ways: that is another figure.
            figure_id="" if person.name or option.bridged_months else f"team.{option.way}_{person.key}",
        )
        return Given(cost, drawn)


@dataclass(frozen=True, kw_only=True)
class _Finder:
    """Looks for the cheapest mix and explains it."""

    seats: tuple[Seat, ...]
    limits: Limits
    lead: float
    starts: Mapping[int, float]
    """When the work of each row begins [months]."""
    solve: Solve

    def mix(self, seats: _Seats) -> Mix:
        free = self._free
        free_cost = sum(option.cost for option in free)
        chosen = self.choose(self.limits)
        if chosen is None:
            return self._nothing_fits(free_cost)
        cost = sum(option.cost for option in chosen)
        return Mix(
            limits=self.limits,
            choices=tuple(map(self._choice, self.seats, chosen, free)),
            figure=seats.figure([(seat.person, option) for seat, option in zip(self.seats, chosen, strict=True)]),
            cost=cost,
            free_cost=free_cost,
            one_more=tuple(self._one_more(cost)),
        )

    def choose(self, limits: Limits, *, count: str = "") -> list[SeatOption] | None:
        """Return the cheapest option of every seat within limits, or None where nothing fits.

        Args:
            limits: What has to hold.
            count: Ask for the fewest `contractors` or `hires` instead of the least money.
        """
        allowed = [[option for option in seat.options if option.allowed(seat, limits)] for seat in self.seats]
        if not all(allowed):
            return None
        question = MixProblem(
            costs=tuple(tuple(float(getattr(option, count or "cost")) for option in row) for row in allowed),
            contractors=tuple(tuple(option.contractors for option in row) for row in allowed),
            hires=tuple(tuple(option.hires for option in row) for row in allowed),
            most_contractors=limits.most_contractors,
            most_hires=limits.most_hires,
        )
        columns = self.solve(question)
        return None if columns is None else [row[column] for row, column in zip(allowed, columns, strict=True)]

    @cached_property
    def _free(self) -> list[SeatOption]:
        """The cheapest option of every seat without limits: then the seats have nothing to do with each other."""
        return [min(seat.options, key=lambda option: option.cost) for seat in self.seats]

    def _choice(self, seat: Seat, chosen: SeatOption, free: SeatOption) -> SeatChoice:
        binding = self._binding(seat, chosen, free)
        return SeatChoice(
            person=seat.person,
            option=chosen,
            free=free,
            binding=binding,
            sentences=tuple(self._sentences(seat, chosen, free, binding)),
        )

    def _binding(self, seat: Seat, chosen: SeatOption, free: SeatOption) -> str:
        """Return the limit that keeps a seat from its cheapest way."""
        if chosen.cost <= free.cost:
            return ""
        if not free.allowed(seat, self.limits):
            return IN_HOUSE if free.allowed(seat, self.limits.without(IN_HOUSE)) else BRIDGE
        return CONTRACTORS if free.contractors > chosen.contractors else HIRES

    def _sentences(self, seat: Seat, chosen: SeatOption, free: SeatOption, binding: str) -> list[Sentence]:
        person = seat.person
        if person.name:
            return [Sentence(text=STAYS, params={"name": (person.name, "")})]
        if binding:
            sentences = [Sentence(text=BECAUSE[binding], params={"more": (chosen.cost - free.cost, "money")})]
        else:
            sentences = [self._cheapest(seat, chosen)]
        if chosen.bridged_months:
            sentences.append(Sentence(text=BRIDGED, params={"lead": (self.lead, "")}))
        return sentences

    def _cheapest(self, seat: Seat, chosen: SeatOption) -> Sentence:
        others = [option.cost for option in seat.options if option is not chosen]
        if not others:
            return Sentence(text=ONLY_WAY, params={"lead": (self.lead, "")})
        saving = min(others) - chosen.cost
        if saving <= HAIR * chosen.cost:
            return Sentence(text=CHEAPEST_BY_A_HAIR)
        return Sentence(text=CHEAPEST, params={"saving": (saving, "money")})

    def _one_more(self, cost: float) -> list[Sentence]:
        sentences = []
        for name, limit in ((CONTRACTORS, "most_contractors"), (HIRES, "most_hires")):
            most = getattr(self.limits, limit)
            chosen = None if most is None else self.choose(replace(self.limits, **{limit: most + 1}))
            saving = cost - sum(option.cost for option in chosen) if chosen else 0.0
            if saving > 1e-6 * cost:
                sentences.append(Sentence(text=ONE_MORE[name], params={"saving": (saving, "money")}))
        return sentences

    # ------------------------------------------------------------ where nothing fits

    def _nothing_fits(self, free_cost: float) -> Mix:
        """Return what stands against what, and what to give up."""
        nothing = Mix(limits=self.limits, choices=(), figure=None, cost=0.0, free_cost=free_cost)
        lost = [seat for seat in self.seats if not any(option.allowed(seat, self.limits) for option in seat.options)]
        if lost:
            return replace(nothing, lost=tuple(map(self._lost, lost)))
        params = {"contractors": (self.limits.most_contractors or 0, ""), "hires": (self.limits.most_hires or 0, "")}
        clash = tuple(Sentence(text=NAMES[name], params=params) for name in self._fewest_that_clash())
        relax = tuple(relaxation for name in self.limits.names if (relaxation := self._relaxed(name)) is not None)
        return replace(nothing, clash=clash, reasons=tuple(self._reasons()), relax=relax)

    def _reasons(self) -> list[Sentence]:
        """Return what makes contractors needed even where people are hired."""
        early = sum(any(option.bridged_months for option in seat.options) for seat in self.seats)
        if self.limits.most_contractors is None or not early:
            return []
        return [Sentence(text=NEED_BRIDGES, params={"lead": (self.lead, ""), "count": (float(early), "")})]

    def _lost(self, seat: Seat) -> Sentence:
        person = seat.person
        params: dict[str, tuple[float | str, str]] = {"label": (person.label, ""), "lead": (self.lead, "")}
        if person.name:
            return Sentence(text=NAMED_CONTRACTOR, params=params | {"name": (person.name, "")})
        if len(seat.options) == 1:
            return Sentence(text=OVER_TOO_EARLY, params=params)
        return Sentence(text=STARTS_TOO_EARLY, params=params | {"first": (self.starts[person.row] + 1, "")})

    def _fewest_that_clash(self) -> tuple[str, ...]:
        """Return the smallest set of limits that cannot hold together."""
        names = self.limits.names
        for size in range(1, len(names)):
            for some in combinations(names, size):
                if self.choose(self.limits.only(some)) is None:
                    return some
        return names

    def _relaxed(self, name: str) -> Sentence | None:
        """Return how far one limit has to give, or None where that alone does not help."""
        without = self.limits.without(name)
        if name not in (CONTRACTORS, HIRES):
            return Sentence(text=RELAX[name]) if self.choose(without) is not None else None
        fewest = self.choose(without, count=name)
        if fewest is None:
            return None
        return Sentence(text=RELAX[name], params={name: (sum(getattr(option, name) for option in fewest), "")})
