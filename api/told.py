"""What pages show, as plain values for programs. Nothing is worked out here: the objects are those of the pages."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from decisions.content import get_rulebook
from decisions.models import Decision
from decisions.verdicts import verdict_of
from decisions.wording import SaidOutcome, SaidVerdict, say_outcome, say_way_up
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.domain.fields import Field
from projects.domain.ranges import Range
from projects.domain.rights import WHOLE, Grant, Need, Right
from projects.formatting import JOINER
from projects.models import Project, Scenario, Snapshot, Thread
from projects.saving import to_json
from projects.wording import say_answer
from reports.portfolio import RUNNING, Portfolio, ProjectRow
from reports.shell import Shell

RIGHTS = {Right.VIEW: "view", Right.COMMENT: "comment", Right.EDIT: "edit", Right.OWN: "own"}


def tell_project(project: Project, grant: Grant = WHOLE) -> dict[str, Any]:
    """Return a project as a list shows it."""
    return {
        "id": project.pk,
        "name": project.name,
        "summary": project.summary,
        "currency": project.currency,
        "country": project.country,
        "right": RIGHTS[grant.right],
        "parts": list(grant.parts),
        "pay_hidden": grant.hide_pay,
        "sequence": project.sequence,
        "changed_at": project.changed_at,
        "archived": project.archived_at is not None,
        "template": project.is_template,
    }


def tell_whole_project(workspace: Workspace) -> dict[str, Any]:
    """Return a project with its scenarios."""
    project = workspace.project
    scenarios = [tell_scenario(project, scenario) for scenario in workspace.scenarios]
    days = {"started_on": project.started_on, "priced_on": project.priced_on}
    learnt = {"experience": workspace.adopted.key if workspace.adopted else None}
    learnt["question_pack"] = workspace.pack.key if workspace.pack else None
    return tell_project(project, workspace.grant) | days | learnt | {"scenarios": scenarios}


def tell_scenario(project: Project, scenario: Scenario) -> dict[str, Any]:
    """Return the base, or a scenario that is laid over it."""
    return {
        "id": scenario.slug,
        "name": scenario.name,
        "summary": scenario.summary,
        "is_base": scenario.is_base,
        "is_ours": scenario.pk == project.ours_id,
    }


# ---------------------------------------------------------------- answers


def tell_answers(workspace: Workspace) -> list[dict[str, Any]]:
    """Return every answer that the reader may read, in the order of the questions."""
    catalogue, grant, readable = workspace.catalogue, workspace.grant, workspace.readable_answers
    return [
        tell_answer(workspace, readable[field.id], field)
        for section in catalogue.sections.values()
        if grant.meets(Need(Right.VIEW, section.id), reads=True)
        for question in section.questions
        for field in question.fields
        if field.id in readable and _says_anything(readable[field.id])
    ]


def _says_anything(answer: Answer) -> bool:
    return answer.state is not AnswerState.BLANK or bool(answer.note or answer.leftover)


def tell_answer(workspace: Workspace, answer: Answer, field: Field) -> dict[str, Any]:
    """Return one answer."""
    blank = {"value": None, "note": "", "owner": "", "find_out_by": None, "reason": "", "said_by": ""}
    return (
        blank
        | to_json(answer)
        | {
            "field": field.id,
            "label": _(field.label),
            "section": workspace.catalogue.section_of[field.id].id,
            "text": say_answer(answer, field, workspace.formatter).replace(JOINER, ""),
            "changed_at": answer.changed_at,
            "changed_by": answer.changed_by,
            "inherited": answer.inherited,
            "checked_at": answer.check.at if answer.check else None,
            "checked_by": answer.check.by if answer.check else "",
        }
    )


# ---------------------------------------------------------------- results


def tell_results(workspace: Workspace) -> dict[str, Any]:
    """Return verdict, lights and headline figures of a scenario, as far as the reader may see them."""
    shell = Shell(workspace)
    keys, way_up = shell.keys, say_way_up(workspace)
    return {
        "project": workspace.project.pk,
        "scenario": workspace.scenario.slug,
        "sequence": workspace.project.sequence,
        "currency": workspace.project.currency,
        "verdict": _tell_verdict(workspace, shell.verdict),
        "lights": [
            {
                "id": light.id,
                "label": light.label,
                "outcome": _tell_outcome(light.outcome),
                "text": light.text,
                "decides": light.decides,
            }
            for light in shell.verdict.lights
        ],
        "figures": [
            {"id": figure.id, "label": _(figure.label), "unit": figure.unit, **_tell_ends(figure.value)}
            for figure in shell.results.case.figures
            if workspace.may_show(figure)
        ],
        "agreed": keys["agreed"],
        "chance_inside": keys["inside"],
        "chance_of_payback": keys["chance"],
        "value_is_guessed": keys["value_guessed"],
        "horizon_months": keys["horizon_months"],
        "assumed": keys["assumed"],
        "inputs": keys["inputs"],
        "pay_hidden": workspace.pay_hidden,
        "way_up": {"to": way_up.label, "changes": list(way_up.changes)} if way_up else None,
    }


def _tell_verdict(workspace: Workspace, said: SaidVerdict) -> dict[str, Any]:
    assessment = verdict_of(workspace).assessment
    return _tell_outcome(said.outcome) | {
        "sentence": said.sentence,
        "provisional": said.provisional,
        "limited_by": said.held_by,
        "ask": said.ask,
        "points": assessment.points if assessment.has_score else None,
        "reasons": [
            {"outcome": _tell_outcome(reason.outcome), "text": reason.text, "remedy": reason.flip}
            for reason in said.reasons
        ],
    }


def _tell_outcome(outcome: SaidOutcome) -> dict[str, str]:
    return {"id": outcome.id, "label": outcome.label}


def _tell_ends(value: Range) -> dict[str, float]:
    return {"p10": value.low, "p50": value.likely, "p90": value.high}


# ---------------------------------------------------------------- versions and decisions


def tell_version(snapshot: Snapshot) -> dict[str, Any]:
    """Return what a version is called, and of which state it is."""
    names = ("name", "note", "kind", "created_at", "created_by", "sequence")
    return {"id": snapshot.pk} | {name: getattr(snapshot, name) for name in names}


def tell_thread(thread: Thread) -> dict[str, Any]:
    """Return a thread with its comments."""
    names = ("who", "text", "at", "edited_at")
    comments = [{name: getattr(row, name) for name in names} for row in thread.comments.all()]
    return {
        "id": thread.pk,
        "kind": thread.kind,
        "about": thread.topic_id,
        "resolved_at": thread.resolved_at,
        "resolved_by": thread.resolved_by,
        "comments": comments,
    }


def tell_decision(decision: Decision) -> dict[str, Any]:
    """Return a decision with what the rule proposed then."""
    names = ("scenario_name", "decided_by", "decided_on", "words")
    return {name: getattr(decision, name) for name in names} | {
        "id": decision.pk,
        "scenario": decision.scenario.slug if decision.scenario else "",
        "outcome": tell_outcome(decision.outcome),
        "proposed": tell_outcome(decision.proposed),
        "version": decision.snapshot_id,
        "version_name": decision.snapshot.name,
    }


def tell_outcome(outcome_id: str) -> dict[str, str]:
    """Return an outcome by its id; one that the rule no longer knows has no name."""
    known = next((outcome for outcome in get_rulebook().outcomes if outcome.id == outcome_id), None)
    return {"id": outcome_id, "label": say_outcome(known).label if known or not outcome_id else ""}


# ---------------------------------------------------------------- portfolio


def tell_portfolio(portfolio: Portfolio) -> dict[str, Any]:
    """Return the ranked list, and the set to fund where one was asked for."""
    funded = portfolio.funded
    return {
        "currency": portfolio.currency,
        "projects": [_tell_row(row) for row in portfolio.rows],
        "funded": None
        if funded is None
        else {
            "chosen": [row.project.pk for row in portfolio.rows if row.key in funded.chosen],
            "left_out": [{"id": row.project.pk, "why": why} for row, why in portfolio.left_out],
        },
    }


def _tell_row(row: ProjectRow) -> Mapping[str, Any]:
    sums = {
        "cost_to_launch": row.cost,
        "running_cost": row.money(RUNNING),
        "benefit": row.benefit,
        "net_value": row.value,
    }
    return {name: _tell_ends(value) if value else None for name, value in sums.items()} | {
        "id": row.project.pk,
        "name": row.project.name,
        "outcome": _tell_outcome(row.outcome),
        "decided_on": row.decision.decided_on if row.decision else None,
        "value_is_guessed": row.is_guessed,
        "value_per_cost": row.ratio,
        "months_to_launch": row.months,
        "points": row.points,
        "up_to_date": row.is_fresh,
        "chance_of_payback": None if row.payback is None else row.payback / 100,
        "currency": row.project.currency,
    }
