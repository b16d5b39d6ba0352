"""What the start page shows: where a visitor left off, and the finished examples."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.content import get_rulebook
from decisions.wording import SaidOutcome, say_outcome
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.document import get_examples
from projects.domain.answers import Answers
from projects.domain.examples import ExampleProject
from projects.domain.expressions import visible_fields
from projects.formatting import Formatter
from projects.models import BASE, Browser, Member, Presence, Project, ProjectQuerySet, Scenario
from projects.sharing import say_right
from reports.home import home_of
from reports.shell import Shell
from scoping.content import get_quick_scope
from scoping.domain.progress import whole_minutes


@dataclass(frozen=True)
class ShownExample:
    """An example with its verdict and in its own currency."""

    example: ExampleProject
    outcome: SaidOutcome
    formatter: Formatter


@dataclass(frozen=True)
class Resume:
    """Where a visitor left off."""

    project: Project
    text: str
    url: str


def shown_examples() -> list[ShownExample]:
    """Return the finished examples, the worked one first."""
    rulebook = get_rulebook()
    return [
        ShownExample(example, say_outcome(rulebook.outcome(example.verdict)), Formatter.for_reader(example.currency))
        for example in get_examples().values()
    ]


@dataclass(frozen=True)
class Joined:
    """A project of somebody else that a visitor works in."""

    project: Project
    may: str
    url: str


def joined_by(browser: Browser | None) -> list[Joined]:
    """Return the projects of others that a browser works in, those first that were changed last."""
    if browser is None:
        return []
    members = Member.objects.open().filter(browser=browser, project__deleted_at=None).select_related("project")
    return [
        Joined(member.project, say_right(member.right), home_of(member.project_id, member.grant))
        for member in members.order_by("-project__changed_at", "pk")
    ]


def resume(projects: ProjectQuerySet, browser: Browser | None) -> Resume | None:
    """Say where somebody left the project that was changed last: at a question, else on its overview."""
    base = Scenario.objects.filter(project__in=projects, slug=BASE).select_related("project")
    scenario = base.order_by("-project__changed_at", "project_id").first()
    if scenario is None:
        return None
    project, workspace = scenario.project, Workspace(scenario.project, scenario)
    scope, catalogue = get_quick_scope(), get_catalogue()
    done, total = len(scope.done(workspace.answers, catalogue)), len(scope.screens)
    if 0 < done < total:
        left = total - done
        text = ngettext("%(n)s of the ten questions left", "%(n)s of the ten questions left", left) % {"n": left}
        return Resume(project, text, reverse("reports:quick", args=[project.pk, BASE]))
    at_question = _left_at(workspace, browser)
    return at_question or Resume(project, _("on its overview"), reverse("reports:overview", args=[project.pk, BASE]))


def _left_at(base: Workspace, browser: Browser | None) -> Resume | None:
    """Return the question at which somebody was seen or answered last; None where there is none that is still asked."""
    project = base.project
    seen = Presence.objects.filter(project=project, browser=browser).exclude(field_id="").first()
    last = project.changes.filter(person=browser, scenario__deleted_at=None).select_related("scenario").first()
    workspace = replace(base, scenario=last.scenario) if last else base
    places = [(seen.seen_at, seen.field_id)] if seen else []
    places += [(last.at, last.field_id)] if last else []
    field_id = max(places)[1] if places else ""
    if field_id not in visible_fields(workspace.catalogue, workspace.answers):
        return None
    question = workspace.catalogue.questions[field_id]
    text = _("at “%(question)s”") % {"question": _(question.question)}
    return Resume(project, text, Shell(workspace).question_url(question, workspace.catalogue.fields[field_id]))


def minutes_of_whole_project() -> int:
    """Return how long a whole project takes [minutes], as the overview of an empty one says it."""
    return whole_minutes(get_catalogue(), Answers({}))
