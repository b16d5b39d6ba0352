"""The parts about what to do: all actions, and what the second look notices."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.actions import SaidAction
from projects.domain.pay import moves_with_pay
from reports.domain.report import Block, Items, Paragraph, ReportSection, ReportTable
from reports.rooms.source import PAY_HIDDEN, ReportSource
from reports.rooms.tables import without_empty


def actions(source: ReportSource) -> ReportSection:
    """Return everything that is to be done; what a link hides is in none of it."""
    shown = [action for action in source.actions if action.turns]
    told = tuple(
        (
            action.what,
            action.effect,
            _whom(action),
            source.write.date(action.due) if action.due else "",
            action.state_label,
        )
        for action in shown
    )
    head, rows = without_empty((_("What"), _("Effect on the verdict"), _("Who"), _("By"), _("State")), told)
    table = ReportTable(head=head, rows=rows, numeric=(False,) * len(head), shows_pay=False)
    empty, finding = _("Nothing is to be done yet."), _what_is_open(source)
    blocks: list[Block] = [table] if rows else []
    if rest := len(source.actions) - len(shown):
        words = ngettext(
            "%(n)s more thing would be to do only if it went on all the same; the page of actions lists it.",
            "%(n)s more things would be to do only if it went on all the same; the page of actions lists them.",
            rest,
        )
        blocks.append(Paragraph(text=words % {"n": rest}, shows_pay=False))
    return ReportSection(id="actions", title=_("Actions"), finding=finding, blocks=tuple(blocks), empty=empty)


def _what_is_open(source: ReportSource) -> str:
    """Say how much is to be done, and how much of it holds the verdict."""
    open_ = [action for action in source.actions if action.turns and not action.is_over]
    holding = sum(action.holds for action in open_)
    words = ngettext("%(n)s thing to do.", "%(n)s things to do.", len(open_)) % {"n": len(open_)}
    if not holding:
        return words if open_ else ""
    return (
        words
        + " "
        + ngettext(
            "%(n)s of them holds the verdict where it is.", "%(n)s of them hold the verdict where it is.", holding
        )
        % {"n": holding}
    )


def _whom(action: SaidAction) -> str:
    who = ", ".join(part for part in (action.person.name, action.person.role) if part)
    return ", ".join(part for part in (who, action.helped_by) if part)


def _how_many_stand_out(count: int) -> str:
    words = ngettext(
        "%(n)s thing stands out when answers are read side by side.",
        "%(n)s things stand out when answers are read side by side.",
        count,
    )
    return words % {"n": count}


def second_look(source: ReportSource) -> ReportSection:
    """Return what two answers say when they are read side by side."""
    # The very presence of a finding about money tells of pay, so the note stands there in any case.
    hidden = source.workspace.pay_hidden
    shown = [
        finding
        for finding in source.results.findings
        if not (hidden and moves_with_pay(source.catalogue.fields, finding.check.field_ids))
    ]
    items = tuple(
        (_(finding.check.title), f"{source.filled(finding.check.message)} {source.filled(finding.check.action)}")
        for finding in shown
    )
    return ReportSection(
        id="second_look",
        title=_("Second look"),
        finding=_how_many_stand_out(len(items)) if items else "" if hidden else _("Nothing stands out."),
        blocks=(Items(items=items, shows_pay=False),) if items else (),
        note=_(PAY_HIDDEN) if hidden and items else "",
        empty=_(PAY_HIDDEN) if hidden else "",
    )
