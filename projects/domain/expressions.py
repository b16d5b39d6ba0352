"""Rules in data files: when a field is asked, what a check notices, what a checklist item proposes.

A rule is a small subset of Python's syntax. It is read with `ast`, checked, and walked; nothing is ever run as code.
"No answer, no opinion": a comparison with a field that is blank, unknown or not relevant is false, whichever way it
points. So `answered(x) and not …` is written where a blank must not count as a no.
"""

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from projects.domain.answers import Answers, AnswerState, GrowingAnswers
from projects.domain.fields import Catalogue, Column, Field, FieldType, is_money
from projects.domain.lazy import cached_property

LONGEST = 600
MOST_NODES = 200
DEEPEST = 12

RESULTS: Mapping[str, str] = {
    "result.cost_p10": "money",
    "result.cost_p50": "money",
    "result.cost_p90": "money",
    "result.labelling_cost": "money",
    "result.running_cost_p50": "money/year",
    "result.npv_p10": "money",
    "result.npv_p50": "money",
    "result.npv_p90": "money",
    "result.npv_p50_usual": "money",
    "result.npv_p50_guessed": "money",
    "result.benefit_p50": "money/year",
    "result.benefit_p90": "money/year",
    "result.months_p50": "months",
    "result.horizon_months": "months",
    "result.launch_days_late": "days",
    "result.promise_days_late": "days",
    "result.first_version_days_past": "days",
    "result.fixed_date_days_past": "days",
    "result.success_days_past": "days",
    "result.staffing_end": "months",
    "result.staffing_beyond": "months",
    "result.simple_share": "%",
    "result.tool_share": "%",
    "result.tool_lead": "%",
    "result.payback_months_p50": "months",
    "result.chance_of_payback": "",
    "result.energy_kwh_p50": "kWh",
    "result.read_share": "%",
    "result.answer_s": "s",
    "result.pilot_days_short": "days",
    "result.group_cases": "cases",
    "result.cases_ratio": "",
    "result.worth_ratio": "",
    "result.saving_ratio": "",
    "result.approaches_open": "",
    "result.approach_misfits": "",
}
"""What rules may ask of the calculators, with its unit. Handed in as plain numbers; an absent one is blank."""
RESULTS_WITHOUT_PAY = frozenset(
    {
        "result.energy_kwh_p50",
        "result.months_p50",
        "result.horizon_months",
        "result.launch_days_late",
        "result.promise_days_late",
        "result.first_version_days_past",
        "result.fixed_date_days_past",
        "result.success_days_past",
        "result.simple_share",
        "result.tool_share",
        "result.tool_lead",
        "result.approaches_open",
        "result.approach_misfits",
        "result.cases_ratio",
        "result.saving_ratio",
        "result.staffing_end",
        "result.staffing_beyond",
        "result.read_share",
        "result.answer_s",
        "result.pilot_days_short",
        "result.group_cases",
    }
)
"""Those that nobody's pay moves; a finding from another one is hidden where pay is hidden."""

_TEXTS = frozenset({FieldType.SHORT_TEXT, FieldType.LONG_TEXT, FieldType.PERSON, FieldType.LINK})
_NUMBERS = frozenset({FieldType.NUMBER, FieldType.RANGE})
_TABLE = frozenset({FieldType.TABLE})
_ORDERED = frozenset({FieldType.NUMBER, FieldType.SCALE})
_ANY = frozenset(FieldType)


class BadRule(ValueError):
    """A rule that cannot be read, or that asks for something that does not exist."""


@dataclass(frozen=True, kw_only=True)
class _Function:
    """What a function takes and gives."""

    takes: tuple[tuple[str, ...], ...] = (("field",),)
    """The ways to call it, each the kinds of its arguments."""
    types: frozenset[FieldType] = _ANY
    """The types that its field may have."""
    column_types: frozenset[FieldType] = _ANY
    gives: type = bool


_DATES = frozenset({FieldType.DATE})
_ROWS_LIKE = (("field", "column", "values"),)
_CELLS = (("field", "column"),)
FUNCTIONS: Mapping[str, _Function] = {
    "answered": _Function(),
    "unknown": _Function(),
    "not_relevant": _Function(),
    "words": _Function(types=_TEXTS, gives=float),
    "mentions": _Function(takes=(("field", "word_list"),), types=_TEXTS),
    "has_number": _Function(types=_TEXTS),
    "low": _Function(types=_NUMBERS, gives=float),
    "likely": _Function(types=_NUMBERS, gives=float),
    "high": _Function(types=_NUMBERS, gives=float),
    "count": _Function(types=frozenset({FieldType.MANY_CHOICE}), gives=float),
    "rows": _Function(types=_TABLE, gives=float),
    "any_row": _Function(takes=_ROWS_LIKE, types=_TABLE),
    "all_rows": _Function(takes=_ROWS_LIKE, types=_TABLE),
    "any_blank": _Function(takes=_CELLS, types=_TABLE),
    "total": _Function(takes=_CELLS, types=_TABLE, column_types=frozenset({FieldType.NUMBER}), gives=float),
    "largest": _Function(takes=_CELLS, types=_TABLE, column_types=frozenset({FieldType.NUMBER}), gives=float),
    "earliest": _Function(takes=_CELLS, types=_TABLE, column_types=_DATES, gives=date),
    "latest": _Function(
        takes=(("field", "column"), ("field", "column", "column", "values")),
        types=_TABLE,
        column_types=_DATES,
        gives=date,
    ),
    "days_between": _Function(takes=(("date", "date"),), types=_DATES, gives=float),
    "unknown_quick": _Function(takes=((),), gives=float),
    "usd": _Function(takes=(("number",),), gives=float),
}

_COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda value, many: value in many,
    ast.NotIn: lambda value, many: value not in many,
}
_ORDERING = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_MEMBERSHIP = (ast.In, ast.NotIn)
# A field id such as readiness.14 is no name in Python, so its digits get an underscore; quoted text stays as it is.
_DIGIT_ID = re.compile(r"""('[^']*'|"[^"]*")|\b([a-z][a-z0-9_]*)\.(\d+)\b""")


@dataclass(frozen=True)
class Rule:
    """A rule that was read. Make one with `Rule.parse`."""

    text: str
    tree: ast.expr = field(repr=False, compare=False)

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(text: str) -> "Rule":
        """Read a rule; the same text is read once.

        Raises:
            BadRule: Where it is too long, no rule, or uses something outside the language.
        """
        return Rule(text, _read(text))

    @cached_property
    def condition(self) -> "Callable[[Facts], bool]":
        """Whether it is true of some facts."""
        return _condition(self.tree)

    def references(self) -> frozenset[str]:
        """Return the ids of the fields, items and results that the rule looks at."""
        return self._references

    @cached_property
    def _references(self) -> frozenset[str]:
        return frozenset(_id_of(node) for node in _walk(self.tree) if isinstance(node, ast.Attribute))


# ---------------------------------------------------------------- reading


def _read(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise BadRule(f"the rule has {len(text)} characters, at most {LONGEST} are read")
    quoted = _DIGIT_ID.sub(lambda match: match[1] or f"{match[2]}._{match[3]}", text)
    try:
        tree = ast.parse(quoted, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise BadRule(f"the rule cannot be read ({reason}): {text}") from None
    if sum(1 for _ in _walk(tree)) > MOST_NODES:
        raise BadRule(f"the rule has more than {MOST_NODES} parts")
    _check_condition(tree, text, DEEPEST)
    return tree


def _walk(node: ast.expr) -> Iterator[ast.AST]:
    """Yield the nodes of a rule; a dotted id counts as one."""
    yield node
    if not isinstance(node, ast.Attribute):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from _walk(child)


def _id_of(node: ast.expr) -> str:
    match node:
        case ast.Attribute(value=inner, attr=name):
            return f"{_id_of(inner)}.{name.removeprefix('_') if name[1:].isdigit() else name}"
        case ast.Name(id=name):
            return name
    raise BadRule(f"{ast.unparse(node)} is no field id")


def _check_condition(node: ast.expr, text: str, depth: int) -> None:
    """Refuse what is not a condition: and, or, not before a function, a comparison, a yes-or-no function."""
    if depth <= 0:
        raise BadRule(f"the rule is nested more than {DEEPEST} deep")
    match node:
        case ast.BoolOp(values=parts):
            for part in parts:
                _check_condition(part, text, depth - 1)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call() as call):
            _check_condition(call, text, depth - 1)
        case ast.UnaryOp(op=ast.Not()):
            raise BadRule(f"'not' stands only before a function, because a blank is no no: {text}")
        case ast.Compare(ops=[op], comparators=[right]) if type(op) in _COMPARE:
            for side in (node.left, right):
                _check_value(side, text, depth - 1)
        case ast.Call() if _check_call(node, text).gives is bool:
            pass
        case ast.Compare():
            raise BadRule(f"a comparison has two sides: {text}")
        case _:
            raise BadRule(f"{ast.unparse(node)} is no condition: {text}")


def _check_value(node: ast.expr, text: str, depth: int) -> None:
    """Refuse what is not a value: an id, a text, a number, a list of these, a product, a function."""
    if depth <= 0:
        raise BadRule(f"the rule is nested more than {DEEPEST} deep")
    match node:
        case ast.Constant(value=value) if type(value) in (str, int, float):
            pass
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=value)) if type(value) in (int, float):
            pass
        case ast.List(elts=items) if all(isinstance(item, ast.Constant) for item in items):
            for item in items:
                _check_value(item, text, depth - 1)
        case ast.Attribute():
            _id_of(node)
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            for side in (left, right):
                _check_value(side, text, depth - 1)
        case ast.Call():
            _check_call(node, text)
        case _:
            raise BadRule(f"{ast.unparse(node)} is not part of the language: {text}")


def _check_call(node: ast.Call, text: str) -> _Function:
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    function = FUNCTIONS.get(name)
    if function is None:
        raise BadRule(f"there is no function {name}: {text}")
    if node.keywords or not any(_fits_all(node.args, kinds) for kinds in function.takes):
        ways = " or ".join(f"{name}({', '.join(kinds)})" for kinds in function.takes)
        raise BadRule(f"write {ways}: {text}")
    for argument in node.args:
        if isinstance(argument, ast.Call):
            _check_call(argument, text)
    return function


def _fits_all(arguments: Sequence[ast.expr], kinds: Sequence[str]) -> bool:
    return len(arguments) == len(kinds) and all(map(_fits, arguments, kinds))


def _fits(node: ast.expr, kind: str) -> bool:
    match kind, node:
        case (("field" | "date"), ast.Attribute()):
            return True
        case "date", ast.Call(func=ast.Name(id=name)):
            return name in FUNCTIONS and FUNCTIONS[name].gives is date
        case (("column" | "word_list"), ast.Constant(value=str())):
            return True
        case "number", ast.Constant(value=value):
            return type(value) in (int, float)
        case "values", ast.List(elts=items):
            return all(isinstance(item, ast.Constant) and isinstance(item.value, str) for item in items)
    return False


# ---------------------------------------------------------------- checking against the fields


def check_rule(
    rule: Rule,
    fields: Mapping[str, Field],
    word_lists: Mapping[str, Sequence[str]],
    results: Mapping[str, str] = RESULTS,
) -> None:
    """Refuse a rule that names a field, column, choice or word list that does not exist, or compares what cannot be.

    Raises:
        BadRule: With the name that is wrong.
    """
    for reference in sorted(rule.references() - set(fields) - set(results)):
        raise BadRule(f"there is no field {reference}: {rule.text}")
    nodes = list(_walk(rule.tree))
    # Functions first: the sides of a comparison are looked at as if each function had what it needs.
    for call in (node for node in nodes if isinstance(node, ast.Call)):
        _check_arguments(call, rule.text, fields, word_lists)
    for comparison in (node for node in nodes if isinstance(node, ast.Compare)):
        _check_sides(comparison, rule.text, fields)
        _check_sums(comparison, rule.text, fields, results)
        _check_kinds(comparison, rule.text, fields)


def _check_arguments(
    node: ast.Call, text: str, fields: Mapping[str, Field], word_lists: Mapping[str, Sequence[str]]
) -> None:
    name = _id_of(node.func)
    function = FUNCTIONS[name]
    for argument in node.args:
        if isinstance(argument, ast.Attribute):
            asked = fields.get(_id_of(argument))
            kind = asked.type if asked else FieldType.NUMBER  # a result
            if kind not in function.types:
                raise BadRule(f"{name} cannot look at {_id_of(argument)}, which is a {kind}: {text}")
    match node.args:
        case [_, ast.Constant(value=listed)] if name == "mentions":
            if listed not in word_lists:
                raise BadRule(f"there is no word list {listed!r}: {text}")
        case [table, ast.Constant() as column]:
            _check_column(fields[_id_of(table)], column, None, text, function.column_types)
        case [table, ast.Constant() as column, ast.List() as values]:
            _check_column(fields[_id_of(table)], column, values, text, function.column_types)
        case [table, ast.Constant() as column, ast.Constant() as filtered, ast.List() as values]:
            _check_column(fields[_id_of(table)], column, None, text, function.column_types)
            _check_column(fields[_id_of(table)], filtered, values, text, _ANY)


def _check_column(
    table: Field, named: ast.Constant, values: ast.List | None, text: str, types: frozenset[FieldType]
) -> None:
    column = next((column for column in table.columns if column.id == named.value), None)
    if column is None:
        raise BadRule(f"there is no column {named.value!r} in {table.id}: {text}")
    if column.type not in types:
        raise BadRule(f"column {column.id} of {table.id} is a {column.type}: {text}")
    if values is not None:
        _check_choices(column, values.elts, f"column {column.id} of {table.id}", text)


def _check_choices(asked: Field | Column, values: Sequence[ast.expr], name: str, text: str) -> None:
    allowed = {choice.value for choice in asked.choices} or set(asked.names if isinstance(asked, Field) else ())
    for value in values:
        if isinstance(value, ast.Constant) and allowed and value.value not in allowed:
            raise BadRule(f"{name} has no choice {value.value!r}: {text}")


def _check_sides(node: ast.Compare, text: str, fields: Mapping[str, Field]) -> None:
    op, right = node.ops[0], node.comparators[0]
    for here, there in ((node.left, right), (right, node.left)):
        asked = fields.get(_id_of(here)) if isinstance(here, ast.Attribute) else None
        if asked is None:
            continue
        if asked.type is FieldType.RANGE:
            raise BadRule(f"{asked.id} is a range, write low(…), likely(…) or high(…): {text}")
        if isinstance(op, _ORDERING) and asked.type not in _ORDERED:
            raise BadRule(f"{asked.id} has no order, it is a {asked.type}: {text}")
        _check_choices(asked, there.elts if isinstance(there, ast.List) else [there], asked.id, text)
    if isinstance(op, _MEMBERSHIP) and not _holds_many(right, fields):
        raise BadRule(f"'in' needs a list or a field with several choices on its right: {text}")


def _check_kinds(node: ast.Compare, text: str, fields: Mapping[str, Field]) -> None:
    """Refuse a number that is compared with a text, or a text with a number: that would never hold, or break."""
    right = node.comparators[0]
    for here, there in ((node.left, right), (right, node.left)):
        kind = _kind_of(here, fields)
        for value in there.elts if isinstance(there, ast.List) else [there]:
            if isinstance(value, ast.Constant) and kind not in (None, _kind_of(value, fields)):
                raise BadRule(f"{ast.unparse(here)} is a {kind}, so it never is {value.value!r}: {text}")


def _kind_of(node: ast.expr, fields: Mapping[str, Field]) -> str | None:
    """Tell whether a value is a number or a text; None where it is neither, or nobody can tell."""
    match node:
        case ast.Constant(value=value):
            return "text" if isinstance(value, str) else "number" if type(value) in (int, float) else None
        case ast.Attribute():
            asked = fields.get(_id_of(node))
            if asked is None or asked.type in _ORDERED:  # a result is a number
                return "number"
            return "text" if asked.type in _TEXTS else None
        case ast.BinOp():
            return "number"
        case ast.Call():
            return "number" if FUNCTIONS[_id_of(node.func)].gives is float else None
    return None


def _check_sums(node: ast.Compare, text: str, fields: Mapping[str, Field], results: Mapping[str, str]) -> None:
    """Refuse a sum of money that is compared with a bare number: a project counts in a currency of its own."""
    right = node.comparators[0]
    for here, there in ((node.left, right), (right, node.left)):
        if _is_sum(here, fields, results) and isinstance(there, ast.Constant) and there.value != 0:
            raise BadRule(f"{ast.unparse(here)} is money in the project's currency, write usd({there.value!r}): {text}")


def _is_sum(node: ast.expr, fields: Mapping[str, Field], results: Mapping[str, str]) -> bool:
    """Tell whether a value is a sum of money."""
    match node:
        case ast.Attribute():
            asked = fields.get(_id_of(node))
            return is_money(asked.unit if asked else results.get(_id_of(node), ""))
        case ast.BinOp(left=left, right=right):
            return _is_sum(left, fields, results) or _is_sum(right, fields, results)
        case ast.Call(args=[ast.Attribute() as table, ast.Constant(value=named), *_]):
            columns = fields[_id_of(table)].columns
            return any(is_money(column.unit) for column in columns if column.id == named)
        case ast.Call(func=ast.Name(id="low" | "likely" | "high"), args=[asked]):
            return _is_sum(asked, fields, results)
    return False


def _holds_many(node: ast.expr, fields: Mapping[str, Field]) -> bool:
    if isinstance(node, ast.Attribute):
        asked = fields.get(_id_of(node))
        return asked is not None and asked.type is FieldType.MANY_CHOICE
    return isinstance(node, ast.List)


# ---------------------------------------------------------------- evaluating


class _Blank(Exception):
    """A field without a known answer was compared."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What rules are held against. Make one of a whole project with `facts_of`."""

    answers: Answers
    results: Mapping[str, float] = field(default_factory=dict)
    word_lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    quick: tuple[tuple[str, ...], ...] = ()
    """The field ids of every question that a first verdict needs."""
    money_per_usd: float | None = None
    """One US dollar in the project's currency; None where nobody says, and no rule about a sum has an opinion."""

    @staticmethod
    def of(catalogue: Catalogue, answers: Answers) -> "Facts":
        """Return what rules are held against: answers as they are, in the words and the currency of a catalogue."""
        return Facts(answers=answers, word_lists=catalogue.word_lists, money_per_usd=catalogue.money_per_usd)

    def holds(self, rule: Rule | str) -> bool:
        """Tell whether a rule is true of these answers; without an answer it has no opinion and is false."""
        return (Rule.parse(rule) if isinstance(rule, str) else rule).condition(self)

    def known(self, name: str) -> Any:
        """Return the value of a field or result.

        Raises:
            _Blank: Where it has none.
        """
        value = self.results.get(name) if name in RESULTS else self.answers.value(name)
        if value is None or value in ("", [], {}):
            raise _Blank
        return value

    def dollars(self, amount: float) -> float:
        """Return a sum of US dollars in the project's currency.

        Raises:
            _Blank: Where nobody says at which rate.
        """
        if self.money_per_usd is None:
            raise _Blank
        return amount * self.money_per_usd

    def is_answered(self, name: str) -> bool:
        """Tell whether a field or result has a value."""
        try:
            self.known(name)
        except _Blank:
            return False
        return True


# A rule is held against answers some thousand times a page, so its tree is walked once, and what remains are functions.


def _condition(node: ast.expr) -> Callable[[Facts], bool]:
    """Return a condition that is false where a blank is compared."""
    work_out = _function(node)

    def holds(facts: Facts) -> bool:
        try:
            return bool(work_out(facts))
        # A stored value of another type than today's field, such as a text where a number is asked now, is no answer.
        except (_Blank, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return False

    return holds


def _function(node: ast.expr) -> Callable[[Facts], Any]:
    """Return what works a node out, be it a condition or a value."""
    match node:
        case ast.BoolOp(op=op, values=parts):
            return _joined(all if isinstance(op, ast.And) else any, [_condition(part) for part in parts])
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            condition = _condition(inner)
            return lambda facts: not condition(facts)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _of_two(_COMPARE[type(op)], left, right)
        case ast.BinOp(left=left, right=right):
            return _of_two(operator.mul, left, right)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _call(name, arguments)
    return _value(node)


def _value(node: ast.expr) -> Callable[[Facts], Any]:
    match node:
        case ast.Constant(value=value):
            return lambda _facts: value
        case ast.List(elts=items):
            values = [item.value for item in items if isinstance(item, ast.Constant)]
            return lambda _facts: values
        case ast.UnaryOp(operand=ast.Constant(value=int() | float() as value)):
            return lambda _facts: -value
        case ast.Attribute():
            field_id = _id_of(node)
            return lambda facts: facts.known(field_id)
    raise BadRule(f"{ast.unparse(node)} is not part of the language")


def _joined(join: Callable[[Iterator[bool]], bool], parts: list[Callable[[Facts], bool]]) -> Callable[[Facts], bool]:
    return lambda facts: join(part(facts) for part in parts)


def _of_two(operate: Callable[[Any, Any], Any], left: ast.expr, right: ast.expr) -> Callable[[Facts], Any]:
    first, second = _function(left), _function(right)
    return lambda facts: operate(first(facts), second(facts))


def _call(name: str, arguments: Sequence[ast.expr]) -> Callable[[Facts], Any]:
    if name == "unknown_quick":
        return lambda facts: sum(
            any(facts.answers.state(field_id) is AnswerState.UNKNOWN for field_id in ids) for ids in facts.quick
        )
    if name == "usd":
        amount = _function(arguments[0])
        return lambda facts: facts.dollars(amount(facts))
    if name == "days_between":
        start, end = (_function(argument) for argument in arguments)
        return lambda facts: (_day(end(facts)) - _day(start(facts))).days
    asked = _id_of(arguments[0])
    if name in _OF_STATE:
        look = _OF_STATE[name]
        return lambda facts: look(facts, asked)
    rest = [_function(argument) for argument in arguments[1:]]
    return lambda facts: _call_on(name, facts, facts.known(asked), [work_out(facts) for work_out in rest])


_OF_STATE: Mapping[str, Callable[[Facts, str], Any]] = {
    "answered": Facts.is_answered,
    "unknown": lambda facts, name: facts.answers.state(name) is AnswerState.UNKNOWN,
    "not_relevant": lambda facts, name: facts.answers.state(name) is AnswerState.NOT_RELEVANT,
    "rows": lambda facts, name: len(facts.known(name)) if facts.is_answered(name) else 0,
}
"""What has something to say of a field without an answer, too."""


def _call_on(name: str, facts: Facts, value: Any, rest: Sequence[Any]) -> Any:
    """Return what a function says of a known answer and further arguments."""
    match name:
        case "words":
            return len(_text(value).split())
        case "mentions":
            return _pattern(tuple(facts.word_lists[rest[0]])).search(_text(value)) is not None
        case "has_number":
            return any(letter.isdigit() for letter in _text(value))
        case "low" | "likely" | "high":
            return value[name] if isinstance(value, dict) else value
        case "count":
            return len(value)
    return _of_rows(name, value, *rest)


def evaluate(
    rule: Rule | str,
    answers: Answers,
    results: Mapping[str, float] | None = None,
    word_lists: Mapping[str, Sequence[str]] | None = None,
    quick: tuple[tuple[str, ...], ...] = (),
) -> bool:
    """Tell whether one rule is true; see `Facts` for many."""
    return Facts(answers=answers, results=results or {}, word_lists=word_lists or {}, quick=quick).holds(rule)


def facts_of(catalogue: Catalogue, answers: Answers, results: Mapping[str, float] | None = None) -> Facts:
    """Return what rules are held against: the visible answers of a project, and results where they are computed."""
    return replace(
        Facts.of(catalogue, visible_answers(catalogue, answers)),
        results=results or {},
        quick=tuple(tuple(field.id for field in question.fields) for question in catalogue.quick),
    )


def visible_answers(catalogue: Catalogue, answers: Answers) -> Answers:
    """Return the answers that count: those to fields that are asked. A hidden answer is kept but counts nowhere.

    A condition is looked at after those of the fields that it names, and sees a hidden one as blank.
    """
    return _look(catalogue, answers)[1]


def visible_fields(catalogue: Catalogue, answers: Answers) -> frozenset[str]:
    """Return the ids of the fields that are asked, given the answers so far."""
    return _look(catalogue, answers)[0]


def _look(catalogue: Catalogue, answers: Answers) -> tuple[frozenset[str], Answers]:
    """Look once at each set of answers: a page asks some thirty times."""
    looked = answers.looked
    if looked is None or looked[0] is not catalogue:
        # Another thread may look with another catalogue meanwhile: what it leaves there is not for this one.
        looked = answers.looked = (catalogue, _look_anew(catalogue, answers))
    return looked[1]


def _look_anew(catalogue: Catalogue, answers: Answers) -> tuple[frozenset[str], Answers]:
    asked_ids = _asked(catalogue, answers)
    # Whoever lists answers lists them as the catalogue does, whatever their conditions wait for.
    return asked_ids, Answers(
        {field_id: answers[field_id] for field_id in catalogue.fields if field_id in asked_ids and field_id in answers}
    )


def _asked(catalogue: Catalogue, answers: Answers) -> frozenset[str]:
    """Return what is asked; while the fields that conditions look at say the same, it is as it was found before."""
    before = _asked_before(catalogue)
    said = [(answers.state(field_id), answers.value(field_id)) for field_id in before.looked_at]
    for other, asked_ids in before.found:
        if other == said:
            return asked_ids
    asked_ids = _asked_anew(catalogue, answers)
    before.found = ((said, asked_ids), *before.found[: _MOST_FOUND - 1])
    return asked_ids


_MOST_FOUND = 64


@dataclass
class _AskedBefore:
    """What was asked of a catalogue when the fields that conditions look at said what."""

    looked_at: frozenset[str]
    found: tuple[tuple[list[tuple[AnswerState, Any]], frozenset[str]], ...] = ()
    """The latest first. Put in as a whole: a thread that goes through it must not meet one that adds to it."""


@lru_cache(maxsize=32)
def _asked_before(catalogue: Catalogue) -> _AskedBefore:
    """Return what `_asked` found for a catalogue, nothing at first."""
    rules = (Rule.parse(rule) for _field_id, conditions in catalogue.conditions for rule in conditions)
    return _AskedBefore(frozenset().union(*(rule.references() for rule in rules)))


def _asked_anew(catalogue: Catalogue, answers: Answers) -> frozenset[str]:
    seen = GrowingAnswers()
    facts = Facts.of(catalogue, seen)
    asked_ids = set()
    for field_id, conditions in catalogue.conditions:
        if all(map(facts.holds, conditions)):
            asked_ids.add(field_id)
            if field_id in answers:
                seen.add(answers[field_id])
    return frozenset(asked_ids)


def _text(value: Any) -> str:
    """Return the text that is searched: of a person the name only, because a role may well be called "board"."""
    return str(value["name"]) if isinstance(value, dict) else str(value)


@lru_cache(maxsize=64)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)", re.IGNORECASE)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _is_blank(cell: Any) -> bool:
    return not cell.get("name") if isinstance(cell, dict) and "low" not in cell else cell in (None, "", [])


def _of_rows(name: str, rows: Sequence[Mapping[str, Any]], column: str, values: Any = None, allowed: Any = None) -> Any:
    """Answer a question about the rows of a table; blank cells are skipped."""
    match name:
        case "any_blank":
            return any(_is_blank(row.get(column)) for row in rows)
        case "any_row":
            return any(row.get(column) in values for row in rows)
        case "all_rows":
            return all(row.get(column) in values for row in rows)
    if allowed is not None:
        rows = [row for row in rows if row.get(values) in allowed]
    cells = [row[column] for row in rows if not _is_blank(row.get(column))]
    if name == "total":
        return sum(cells)
    if not cells:
        raise _Blank
    match name:
        case "largest":
            return max(cells)
        case "earliest":
            return min(map(_day, cells))
        case "latest":
            return max(map(_day, cells))
    raise TypeError(f"{name} is not part of the language")
