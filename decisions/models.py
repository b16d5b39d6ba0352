"""Rows: decisions that people took, and what became of actions."""

from django.db import models
from django.utils import timezone

from projects.models import Project, Scenario, Snapshot

MOST_WORDS = 1_000


class ActionState(models.TextChoices):
    """How far an action is."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


class Decision(models.Model):
    """What somebody decided, of which state of the project. The rule proposes; this row says what people made of it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="decisions")
    # The scenario may be deleted later; the decision still names it.
    scenario = models.ForeignKey(Scenario, null=True, on_delete=models.SET_NULL, related_name="+")
    scenario_name = models.CharField(max_length=80)
    snapshot = models.OneToOneField(Snapshot, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(max_length=40)
    # What the rule proposed then; "" where it said nothing yet.
    proposed = models.CharField(max_length=40, blank=True)
    decided_by = models.CharField(max_length=120)
    decided_on = models.DateField()
    words = models.TextField(blank=True)
    # Names the request once and for all: a form that is sent twice records one decision.
    token = models.CharField(max_length=64)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["project", "token"], name="one_decision_per_token")]

    def __str__(self) -> str:
        return f"{self.outcome}, {self.decided_by}, {self.decided_on}"


class ActionMark(models.Model):
    """What somebody said of one action: how far it is, who takes it, by when. Without a row it is open."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="action_marks")
    key = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=ActionState, default=ActionState.OPEN)
    # Blank: whom the answers name.
    person = models.CharField(max_length=120, blank=True)
    due = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="one_mark_per_action")]

    def __str__(self) -> str:
        return f"{self.key}: {self.state}"


class PortfolioFigures(models.Model):
    """The headline figures of a project as they were worked out last, so that a list of projects need not do so."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="portfolio_figures")
    # Of what they depend on: another one says that they are out of date.
    state = models.CharField(max_length=64)
    figures = models.JSONField()
    computed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.project_id}: {self.computed_at:%Y-%m-%d}"


class Afterwards(models.Model):
    """What became of a project after launch, beside what was estimated. What nobody has told yet is None."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="afterwards")
    launched_on = models.DateField(null=True, blank=True)
    # In the project's currency; a use in percent.
    cost = models.FloatField(null=True, blank=True)
    months = models.FloatField(null=True, blank=True)
    use = models.FloatField(null=True, blank=True)
    benefit = models.FloatField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    # Ends of the estimate by the names above, and the name of the version that it is from.
    estimate = models.JSONField()
    told_at = models.DateTimeField(default=timezone.now)
    told_by = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.project_id}: {self.launched_on}"
