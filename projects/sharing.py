"""Forms of links, of members and of whoever comes by a link."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from projects.catalogue import get_catalogue
from projects.domain.rights import OWN, PAY_FREE, REPORT, Grant, Right
from projects.domain.values import one_line
from projects.forms import SmallForm
from projects.links import is_taken, lock
from projects.models import Browser, Member, Project, Snapshot, today
from projects.packs import own_section_of

RIGHTS = {Right.VIEW: _("view"), Right.COMMENT: _("comment"), Right.EDIT: _("edit")}
SHORTEST_PASSWORD = 8


def part_choices(project: Project) -> list[tuple[str, Any]]:
    """Return what a link may be limited to: the report, and every section."""
    own = own_section_of(project)
    return [
        (REPORT, _("Report")),
        *((section.id, gettext(section.title)) for section in get_catalogue().sections.values()),
        *([(OWN, own.title)] if own else []),
    ]


def say_parts(parts: Iterable[str], project: Project) -> str:
    """Name the parts that a link or a member is limited to; "" for the whole project."""
    names = {OWN: gettext("own questions"), **dict(part_choices(project))}
    return ", ".join(str(names.get(part, part)) for part in parts)


def say_opened(grant: Grant, project: Project) -> str:
    """Name the parts that somebody finds open; "" where that is the whole project."""
    if grant.sees_everything:
        return ""
    return ", ".join(str(title) for part, title in part_choices(project) if grant.opens(part))


def say_right(right: int) -> str:
    """Name a right, as it follows "may"."""
    return str(RIGHTS.get(Right(right), ""))


KEEP_NOW = 0
"""Chosen in place of a version: one is kept when the link is made."""


class ShareForm(SmallForm):
    """Makes a link.

    Args:
        project: What it opens.
        versions: Those that a link may be pinned to.
    """

    button = _("Make the link")
    label = forms.CharField(label=_("Who or what is it for?"), max_length=80, required=False)
    right = forms.TypedChoiceField(
        label=_("Whoever has it may"),
        coerce=int,
        choices=[(right.value, words) for right, words in RIGHTS.items()],
        initial=Right.VIEW.value,
        help_text=_("To comment or edit they type their name once. They need no account."),
    )
    parts = forms.MultipleChoiceField(
        label=_("Only in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing to open the whole project."),
    )
    show_pay = forms.BooleanField(
        label=_("Show salaries and rates"),
        required=False,
        help_text=_(
            "Off: pay that you entered is hidden, and with it every figure that it moves, such as cost to launch and "
            "payback. Whoever edits then sees only the report and the sections in which there is no pay."
        ),
    )
    version = forms.TypedChoiceField(
        label=_("It shows"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("A version stays as it is, whatever you change later."),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        min_length=SHORTEST_PASSWORD,
        max_length=128,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Send it another way than the link."),
    )
    expires_on = forms.DateField(
        label=_("Works until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Blank: until you revoke it."),
    )

    def __init__(self, *args: Any, project: Project, versions: Iterable[Snapshot] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [(version.pk, gettext("version “%(name)s”") % {"name": version.name}) for version in versions]
        now = [
            ("", gettext("the project as it changes")),
            (KEEP_NOW, gettext("the project as it is today, kept as a version")),
        ]
        self.fields["version"].choices = [*now, *kept]  # type: ignore[attr-defined] # a choice field
        self.fields["parts"].choices = part_choices(project)  # type: ignore[attr-defined] # a choice field

    def clean_expires_on(self) -> date | None:
        day: date | None = self.cleaned_data["expires_on"]
        if day and day < today():
            raise forms.ValidationError(gettext("Choose today or a later day, or leave it blank."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        right, parts = cleaned.get("right", Right.VIEW), set(cleaned.get("parts", ()))
        if cleaned.get("version") is not None and right > Right.VIEW:
            self.add_error("version", gettext("A version can only be viewed. Choose “view”, or the project as it is."))
        if right == Right.VIEW and parts - {REPORT}:
            self.add_error("parts", gettext("A link to view shows the report. Tick only “Report”, or nothing."))
        if right == Right.EDIT and parts == {REPORT}:
            self.add_error("parts", gettext("There is nothing to edit in the report. Tick a section, or nothing."))
        if parts and not cleaned.get("show_pay") and not parts & {*PAY_FREE, REPORT}:
            self.add_error("show_pay", gettext("All of these parts are about pay. Show it, or tick another part."))
        return cleaned

    def to_fields(self) -> dict[str, Any]:
        """Return the link's fields."""
        sent = self.cleaned_data
        return {
            "label": sent["label"],
            "right": sent["right"],
            "parts": sent["parts"],
            "hide_pay": not sent["show_pay"],
            "expires_on": sent["expires_on"],
            "password": lock(sent["password"]),
            "snapshot_id": sent["version"] or None,
        }


class JoinForm(SmallForm):
    """Says by which name somebody works in a project.

    Args:
        project: That project.
        browser: Of whoever comes, if it is known.
    """

    button = _("Open the project")
    name = forms.CharField(
        label=_("Your name"), max_length=80, help_text=_("The others see it beside what you write and change.")
    )

    def __init__(self, *args: Any, project: Project, browser: Browser | None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": browser.name if browser else ""}, **kwargs)
        self.project, self.browser = project, browser
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not any(letter.isalnum() for letter in name):
            raise forms.ValidationError(gettext("Please enter a visible name."))
        if is_taken(self.project, name, self.browser):
            raise forms.ValidationError(
                gettext("Somebody in this project goes by this name. Add a surname or a letter.")
            )
        return name


class PasswordForm(SmallForm):
    """Asks for the password of a link."""

    button = pgettext_lazy("button", "Open")
    password = forms.CharField(
        label=_("Password"), max_length=128, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data  # a password is taken as it is


class CodeForm(SmallForm):
    """Takes a code that another device shows."""

    button = _("Go on")
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Ten letters and figures, as your other device shows them."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class MemberForm(forms.Form):
    """Changes what a member may do."""

    right = forms.TypedChoiceField(coerce=int, choices=[(right.value, words) for right, words in RIGHTS.items()])

    def store(self, member: Member) -> None:
        """Write it."""
        member.right = self.cleaned_data["right"]
        member.save(update_fields=["right"])
