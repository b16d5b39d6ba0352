"""Commands that answer the compute page by options or by the rows of a file: the same answers give the same figures."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from estimates.commandline import inputs_json, percentiles, say, table, tell_left_out, write_json, written
from estimates.domain.figures.compute import ComputeEstimate, estimate_compute
from estimates.domain.figures.work import Published
from estimates.domain.formulas.mfu import Remark
from estimates.domain.tables.runs import NOT_GIVEN, SEED, NotGiven
from estimates.domain.tables.speeds import closeness
from estimates.prices import todays_prices
from estimates.reference import get_reference
from estimates.wording import reasons_said
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.errors import BadValue
from projects.domain.expressions import visible_answers
from projects.domain.fields import FieldType
from projects.domain.figures import Figure, Origin, distinct_inputs
from projects.domain.ranges import NumberStyle, Range
from projects.domain.reader import Reader
from projects.domain.values import read_typed


@dataclass(frozen=True, kw_only=True)
class CommandOption:
    """One option of a command: the question that it answers."""

    name: str
    """As typed, without the dashes; with underscores the name of the column of a file."""
    field_id: str
    help: str
    columns: Sequence[str] = ()
    """Other names of the column."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Other words for the choices of the field."""
    scale: float = 1.0
    """Unit of the option / unit of the field: 100 where a share is typed and percent are stored."""

    @property
    def column(self) -> str:
        """The name of the column."""
        return self.name.replace("-", "_")

    def column_in(self, row: Mapping[str, str]) -> str:
        """Return the name of the column in a file that may call it otherwise."""
        return next((column for column in (*self.columns, self.column) if column in row), self.column)

    def read(self, text: str) -> Any:
        """Return the value as it is stored; None for nothing. Raises BadValue with the name of the option."""
        field, text = get_catalogue().fields[self.field_id], self.words.get(text.strip(), text)
        if self.scale != 1.0:
            # Typed in the unit of the option, so held against the limits in that unit too.
            low, high = (None if end is None else end / self.scale for end in (field.minimum, field.maximum))
            field = replace(field, unit="", minimum=low, maximum=high, ask_below=0.0)
        try:
            value = read_typed(field, text, NumberStyle())
        except BadValue as problem:
            raise BadValue(f"{self.name}: {problem.message}", problem.params) from None
        if value is None or self.scale == 1.0:
            return value
        scaled = Range.from_json(value).scaled(self.scale)
        return scaled.likely if field.type is FieldType.NUMBER else scaled.to_json()


@dataclass(frozen=True, kw_only=True)
class CommandResult:
    """One result: its name in JSON, the figure it is, and how people read it."""

    name: str
    figure_id: str
    label: str
    unit: str = ""
    scale: float = 1.0
    """Unit of the result / unit of the figure."""


class AnsweringCommand(BaseCommand):
    """What such commands share. A command says its options, its results and which way it takes."""

    requires_system_checks = ()  # it reads data files only, which the start has checked
    options: Sequence[CommandOption] = ()
    results: Sequence[CommandResult] = ()
    chapters: Sequence[str] = ()
    """Chapters of the page whose remarks are about these results."""
    needed: Sequence[str] = ()
    """Figures of which one at least must come out."""
    columns_help = ""

    def add_arguments(self, parser: CommandParser) -> None:
        for option in self.options:
            parser.add_argument(f"--{option.name}", dest=option.column, help=option.help)
        parser.add_argument("--from", dest="path", help=f"many at once: a CSV file with {self.columns_help}")
        parser.add_argument("--json", action="store_true", help="JSON; with --from one object a line")

    def approach(self, values: Mapping[str, Any]) -> str:
        """Return the way that the answers mean."""
        raise NotImplementedError

    def defaults(self) -> Mapping[str, Any]:
        """Return what the command takes where nobody says it and the page would ask, by field id."""
        return {}

    def handle(self, *args: Any, **options: Any) -> None:
        self.draws = Draws(SEED)
        self.prices = todays_prices()
        if options["path"] is not None:
            self._many(Path(options["path"]), as_json=options["json"])
            return
        try:
            typed = {option.name: str(options[option.column] or "") for option in self.options}
            estimate = self._estimate(self._values(typed))
        except BadValue as problem:
            raise CommandError(say(problem)) from None
        self._show(estimate, as_json=options["json"], indent=1)

    # ------------------------------------------------------------ reading

    def _values(self, typed: Mapping[str, str]) -> dict[str, Any]:
        """Return the answers by field id. Raises BadValue."""
        read = {
            option.field_id: option.read(typed[option.name])
            for option in self.options
            if typed.get(option.name, "").strip()
        }
        return {key: value for key, value in read.items() if value is not None}

    def _row(self, row: Mapping[str, str]) -> dict[str, str]:
        """Return what a row of a file says, by option: the first column that is filled in."""
        # A special name first: tokens that were read before those of a data set.
        names = {option.name: (*option.columns, option.column) for option in self.options}
        return {
            option: next((row[column] for column in columns if row.get(column, "").strip()), "")
            for option, columns in names.items()
        }

    def _estimate(self, values: dict[str, Any], row: Mapping[str, str] | None = None) -> ComputeEstimate:
        """Return the estimate, of options or of a row of a file.

        Raises:
            NotGiven: Where a row lacks what is needed.
            BadValue: Where nothing else comes out of it.
        """
        catalogue = get_catalogue()
        values = {**self.defaults(), **values, "compute.approach": self.approach(values)}
        known = Answers(
            {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
        )
        read = Reader(visible_answers(catalogue, known), catalogue.fields, self.draws)
        estimate = estimate_compute(read, Published(reference=get_reference(), prices=self.prices))
        names = {asked.id for asked in catalogue.fields.values() if asked.type is FieldType.SHORT_TEXT}
        is_worked_out = any(estimate.figure(field_id) for field_id in self.needed)
        missing = [option for option in self.options if option.field_id in estimate.missing]
        if (
            not is_worked_out
            and row is not None
            and missing
            and not any(problem.about in names for problem in estimate.problems)
        ):
            raise NotGiven(NOT_GIVEN, {"column": ", ".join(option.column_in(row) for option in missing)})
        for problem in estimate.problems:
            # A name that nobody knows is a slip of the finger, whatever else comes out.
            if problem.about in names or not is_worked_out:
                raise BadValue(problem.message, dict(problem.params))
        if is_worked_out:
            return estimate
        options = ", ".join(f"--{option.name}" for option in missing) or "--model"
        raise BadValue(_("Give %(options)s, or a file with --from."), {"options": options})

    def _many(self, path: Path, *, as_json: bool) -> None:
        good, refused = 0, Counter[bool]()
        known: list[tuple[float, Range]] = []
        for line, row in _rows(path, self.options):
            good += 1
            name = (row.get("name") or "").strip() or _("line %(line)s") % {"line": line}
            try:
                estimate = self._estimate(self._values(self._row(row)), row)
            except BadValue as problem:
                refused[isinstance(problem, NotGiven)] += 1
                self.stderr.write(f"{name}: {say(problem)}")
                if as_json:
                    write_json({"name": name, "error": say(problem)}, self.stdout)
                continue
            self._show(estimate, name=name, as_json=as_json)
            known += self.against_published(estimate, row)
        if known and not as_json:
            label = _("GPU-hours, against those published")
            for text in table([closeness(label, *zip(*known, strict=True))]):
                self.stdout.write(text)
        if not good:
            raise CommandError(_("%(path)s has no rows.") % {"path": path.name})
        tell_left_out(self.stderr, bad=refused[False], incomplete=refused[True])

    def against_published(self, estimate: ComputeEstimate, row: Mapping[str, str]) -> Sequence[tuple[float, Range]]:
        """Return what a row says was measured, and our range for it; nothing where it says nothing of the kind."""
        return ()

    # ------------------------------------------------------------ showing

    def _show(self, estimate: ComputeEstimate, *, as_json: bool, name: str = "", indent: int | None = None) -> None:
        if as_json:
            write_json(({"name": name} if name else {}) | self.as_json(estimate), self.stdout, indent=indent)
            return
        if name:
            self.stdout.write(name)
        for shown in self.results:
            figure = estimate.figure(shown.figure_id)
            if figure is not None:
                self.stdout.write(f"{_(shown.label)}: {written(figure.value.scaled(shown.scale), shown.unit)}")
        for sentence in reasons_said((*estimate.problems, *self.notes_of(estimate))):
            self.stdout.write(sentence)

    def figures_of(self, estimate: ComputeEstimate) -> Sequence[Figure]:
        """Return the figures that the command speaks of, and those that they are made of."""
        known, figures = {figure.id: figure for figure in estimate.figures}, dict[str, Figure]()
        wanted = [shown.figure_id for shown in self.results if shown.figure_id in known]
        while wanted:
            reached = known[wanted.pop()]
            if reached.id not in figures:
                figures[reached.id] = reached
                wanted += [read.figure_id for read in reached.inputs if read.figure_id in known]
        return [figure for figure in estimate.figures if figure.id in figures]

    def notes_of(self, estimate: ComputeEstimate) -> Sequence[Remark]:
        """Return the remarks on these figures and on the whole."""
        fields = (option.field_id for option in self.options)
        about = {"", *self.chapters, *fields, *(figure.id for figure in self.figures_of(estimate))}
        return [reason for reason in estimate.notes if reason.about in about]

    def as_json(self, estimate: ComputeEstimate) -> dict[str, Any]:
        """Return the results, everything that was assumed, and what a reader should know."""
        values: dict[str, Any] = {}
        for shown in self.results:
            figure = estimate.figure(shown.figure_id)
            values[shown.name] = percentiles(figure.value if figure else None, shown.scale)
        ours = (Origin.ASSUMPTION, Origin.REFERENCE)
        assumed = [given for given in distinct_inputs(self.figures_of(estimate)) if given.origin in ours]
        return values | {
            "assumptions": inputs_json(assumed),
            "problems": reasons_said(estimate.problems),
            "notes": reasons_said(self.notes_of(estimate)),
        }


def _rows(path: Path, options: Sequence[CommandOption]) -> Iterator[tuple[int, Mapping[str, str]]]:
    known = {column for option in options for column in (option.column, *option.columns)}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not known & set(reader.fieldnames or ()):
                raise CommandError(
                    _("%(path)s has none of the columns %(names)s.")
                    % {"path": path.name, "names": ", ".join(option.column for option in options)}
                )
            for row in reader:
                yield reader.line_num, {key: value for key, value in row.items() if isinstance(value, str) and key}
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise CommandError(_("%(path)s cannot be read: %(why)s") % {"path": path, "why": problem}) from None
