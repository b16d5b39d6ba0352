"""The frame of every project page: task list, scenarios, title block."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from decisions.gaps import open_questions_of
from decisions.headline import headline_of
from decisions.results import Results, results_of
from decisions.thresholds import checklist_of
from decisions.wording import SaidVerdict, say_verdict
from projects.access import Workspace
from projects.archive import ArchivedAnswer, archived_answers
from projects.domain.fields import Field, Question
from projects.domain.figures import Figure
from projects.domain.lazy import cached_property
from projects.domain.rights import REPORT
from projects.domain.topics import Topic, TopicKind
from projects.models import Scenario
from projects.threads import open_threads
from reports.home import address_of, home_of
from scoping.content import get_quick_scope
from scoping.domain.checks import flagged_fields
from scoping.domain.leading import Lead, lead_on
from scoping.domain.progress import (
    Progress,
    ProgressState,
    asked_sections,
    counted_sections,
    minutes_for,
    progress,
    progress_of_parts,
)


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """One line of the task list."""

    id: str
    title: str
    url: str
    state: str
    note: str
    text: str = ""
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Link:
    """A way to another page."""

    title: str
    url: str
    current: bool = False
    id: str = ""
    """Of its title on the page, where that changes with an answer or a comment."""


_COUNTED = {"decisions:actions": "open_questions", "reports:comments": "all_comments"}
"""Titles that count something, by the page that they lead to."""


@dataclass(frozen=True, kw_only=True)
class ProgressCount:
    """How far a section or part is, as every place of a page says it."""

    key: str
    """`section` or `section.part`."""
    progress: Progress

    @property
    def text(self) -> str:
        return say_count(self.progress)


def say_count(done: Progress) -> str:
    """Say how far a section or part is; one that is answered and contradicts itself is not done."""
    if not done.total:
        return _("optional")
    count = _("%(done)s of %(total)s answered") % {"done": done.done, "total": done.total}
    if done.checked:
        count = _("%(count)s, %(checked)s checked") % {"count": count, "checked": done.checked}
    if done.state is ProgressState.WARN and done.done == done.total:
        return count + "; " + _("see the second look")
    return count


@dataclass(frozen=True)
class Shell:
    """What the frame shows of a workspace."""

    workspace: Workspace
    path: str = ""

    def url(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.workspace.project.pk, self.workspace.scenario.slug, *more])

    def question_url(self, asked: Question, field: Field | None = None) -> str:
        """Return where a question, or one field of it, is asked."""
        section = self.workspace.catalogue.section_of[asked.id]
        name, more = address_of(section.id, asked.part)
        place = f"q-{asked.id}" if field is None or field is asked.fields[0] else field.id
        return f"{self.url(name, *more)}#{place.replace('.', '-')}"

    def section_url(self, section_id: str) -> str:
        """Return the page of a section."""
        name, more = address_of(section_id)
        return self.url(name, *more)

    @cached_property
    def results(self) -> Results:
        return results_of(self.workspace)

    @property
    def overview_url(self) -> str:
        """The overview; for whoever does not see the whole project the first page that is open."""
        return home_of(self.workspace.project.pk, self.workspace.grant, self.workspace.scenario.slug)

    @property
    def sees_everything(self) -> bool:
        return self.workspace.grant.sees_everything

    @property
    def sees_figures(self) -> bool:
        """Whether the title block is shown: it says what the report says."""
        return self.workspace.grant.opens(REPORT)

    @property
    def current(self) -> str:
        return "overview" if self.sees_everything and self.path == self.overview_url else ""

    @property
    def place(self) -> str:
        """The page that is open, as one of the task list; "" for one that stands beside it."""
        return self.current or next((task.id for task in self.tasks if task.current), "")

    @cached_property
    def progress(self) -> dict[str, Progress]:
        """How far every section is; and every part, as `section.part`. Whatever counts answers asks here."""
        catalogue, answers = self.workspace.catalogue, self.workspace.answers
        # What a finding says may follow from pay, and so may where it points.
        flagged = flagged_fields(self.results.findings if self.sees_everything else (), ("stop",))
        by_section = {}
        for name, section in catalogue.sections.items():
            by_section[name] = progress(section, answers, catalogue, flagged=flagged)
            parts = progress_of_parts(section, answers, catalogue, flagged=flagged)
            by_section |= {f"{name}.{part}": done for part, done in parts.items()}
        return by_section

    def counts(self, keys: Iterable[str]) -> list[ProgressCount]:
        """Return the counts that a page shows, by their keys; what is no section or part is left out."""
        return [ProgressCount(key=key, progress=self.progress[key]) for key in keys if key in self.progress]

    @cached_property
    def tasks(self) -> list[TaskLine]:
        grant = self.workspace.grant
        return [
            *(self._section(section_id) for section_id in self.asked if grant.opens(section_id)),
            *([self._decision()] if self.sees_everything else ()),
            *([self._report()] if grant.opens(REPORT) else ()),
        ]

    @cached_property
    def asked(self) -> list[str]:
        """The sections that ask anything of this project."""
        asked = asked_sections(self.workspace.catalogue, self.workspace.answers)
        return [section for section in self.workspace.catalogue.sections if section in asked]

    def _section(self, section_id: str) -> TaskLine:
        section, done = self.workspace.catalogue.sections[section_id], self.progress[section_id]
        name, more = address_of(section_id)
        url = self.url(name, *more)
        left = _("%(minutes)s min") % {"minutes": self.workspace.formatter.number(done.minutes_shown)}
        stem = url.removesuffix(f"{more[0]}/") if name == "scoping:part" else url
        return TaskLine(
            id=section_id,
            title=_(section.title),
            url=url,
            state=done.state.value,
            note="" if done.state == "done" else left,
            text=say_count(done),
            current=self.path.startswith(stem),
        )

    def _decision(self) -> TaskLine:
        url, outcome = self.url("decisions:decision"), self.verdict.outcome
        states = {"": "todo", "stop": "warn", "fix_first": "warn"}
        return TaskLine(
            id="decision",
            title=_("Decision"),
            url=url,
            state=states.get(outcome.id, "part"),
            note="",
            text=outcome.label,
            current=self.path.startswith(url),
        )

    def _report(self) -> TaskLine:
        url = self.url("reports:report")
        ready = bool(self.verdict.outcome.id)
        text = _("Ready to read") if ready else _("Available at any time, even with gaps")
        return TaskLine(
            id="report",
            title=_("Report"),
            url=url,
            state="part" if ready else "todo",
            note="",
            text=text,
            current=self.path.startswith(url),
        )

    @cached_property
    def sections(self) -> list[Progress]:
        counted = counted_sections(self.workspace.catalogue, self.workspace.answers)
        return [self.progress[section_id] for section_id in counted]

    @property
    def done(self) -> int:
        return sum(section.state == "done" for section in self.sections)

    @property
    def minutes_left(self) -> int:
        return sum(section.minutes_shown for section in self.sections)

    @property
    def minutes_of_lead(self) -> int:
        open_ids = {self.workspace.catalogue.questions[field.id].id for field in self.lead.fields}
        return max(1, round(minutes_for(open_ids, self.workspace.catalogue, self.workspace.answers)))

    @cached_property
    def scenarios(self) -> Iterable[Link]:
        here = self.workspace.scenario
        return [
            Link(
                title=scenario.name,
                url=self._elsewhere(scenario),
                current=scenario.pk == here.pk,
            )
            for scenario in self.workspace.scenarios
        ]

    def _elsewhere(self, scenario: Scenario) -> str:
        """Return the page that is open in another scenario, where every scenario has it; else its overview."""
        home, other = (
            reverse("reports:overview", args=[scenario.project_id, slug])
            for slug in (self.workspace.scenario.slug, scenario.slug)
        )
        shared = any(task.current for task in self.tasks) or any(link.current for link in self.more)
        return other + self.path.removeprefix(home) if shared and self.path.startswith(home) else other

    @cached_property
    def more(self) -> list[Link]:
        if not self.sees_everything:
            return self._links([(self.comments_title(), "reports:comments")])
        count = len(open_questions_of(self.workspace))
        ways = (
            (_("Check your answers"), "reports:check_first"),
            (_("Interview someone"), "reports:interview"),
            (_("Your summary"), "scoping:summary"),
            (self._scenarios_title(), "reports:scenarios"),
            (_("Actions (%(n)s to find out)") % {"n": count}, "decisions:actions"),
            (self.comments_title(), "reports:comments"),
            (_("Versions"), "reports:versions"),
            (_("History and undo"), "projects:history"),
            (_("After launch"), "reports:afterwards"),
            *(((_("Name, download, delete"), "projects:project_settings"),) if self.workspace.is_owner else ()),
        )
        return self._links(ways)

    def _links(self, ways: Iterable[tuple[str, str]]) -> list[Link]:
        return [
            Link(
                title=title,
                url=self.url(name),
                current=self.path == self.url(name),
                id=_COUNTED.get(name, ""),
            )
            for title, name in ways
        ]

    def comments_title(self) -> str:
        """Say how many threads are open, and how many of them mention the reader."""
        if self.workspace.person_id is None:
            return _("Comments")
        counts = open_threads(self.workspace)
        if not counts.count:
            return _("Comments")
        if counts.for_me:
            return _("Comments (%(n)s open, %(mine)s for you)") % {"n": counts.count, "mine": counts.for_me}
        return _("Comments (%(n)s open)") % {"n": counts.count}

    @property
    def topic(self) -> Topic | None:
        """What is commented on at the head of the page that is open: its section, or the report."""
        here = next((task.id for task in self.tasks if task.current), "")
        if here == REPORT:
            return Topic(TopicKind.REPORT, REPORT)
        return Topic(TopicKind.SECTION, here) if here in self.workspace.catalogue.sections else None

    @property
    def archived(self) -> list[ArchivedAnswer]:
        """Answers that were asked for on the page that is open; on the overview those of which nobody knows where."""
        answers = archived_answers(self.workspace.catalogue, self.workspace.answers)
        return [answer for answer in answers if self._home(answer.place) == self.path]

    def _home(self, place: str) -> str:
        """Return the page of a `section.part`."""
        section_id, _dot, part_id = place.partition(".")
        if section_id not in self.workspace.catalogue.sections:
            return self.overview_url
        name, more = address_of(section_id, part_id)
        return self.url(name, *more)

    def _scenarios_title(self) -> str:
        count = len(self.workspace.scenarios)
        return _("Compare %(n)s scenarios") % {"n": count} if count > 1 else _("Scenarios")

    @cached_property
    def lead(self) -> Lead:
        """What to answer next, and for which verdict."""
        workspace = self.workspace
        return lead_on(
            workspace.catalogue,
            workspace.answers,
            get_quick_scope(),
            checklist_of(workspace),
            has_verdict=bool(self.verdict.outcome.id),
            is_provisional=self.verdict.provisional,
        )

    def _shown(self, figure: Figure | None) -> Figure | None:
        return figure if figure is not None and self.workspace.may_show(figure) else None

    @cached_property
    def verdict(self) -> SaidVerdict:
        return say_verdict(self.workspace)

    @cached_property
    def keys(self) -> dict[str, object]:
        """The title block."""
        headline = headline_of(self.workspace)
        case = headline.case
        return {
            "verdict": self.verdict,
            "cost": self._shown(case.cost),
            "months": self._shown(case.months),
            "agreed": headline.agreed,
            "inside": headline.chance_inside if self._shown(case.cost) else None,
            "overrun": headline.overrun,
            "chance": case.chance if self._shown(case.value) else None,
            "value_guessed": case.is_guessed,
            "horizon_months": case.horizon_months,
            "pay_hidden": self.workspace.pay_hidden,
            "assumed": headline.assumed,
            "inputs": headline.inputs,
            "team_assumed": self.results.team.plan.assumed,
            "team_only": not self.results.answers.value("compute.approach") and self.results.team.plan.assumed,
        }
