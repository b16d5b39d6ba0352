"""Forms of the pages for administrators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from decisions.domain.thresholds import BOUNDS, HEAVIEST, LEAST_APART, WHOLE, problems_of
from estimates.domain.published.offers import KIND_LABELS
from estimates.domain.published.pricelists import PriceListContent
from estimates.models import KnownFrom
from estimates.pricefiles import MOST_BYTES, as_shipped, read_upload
from projects.branding import MOST_LOGO_BYTES, Look, is_readable, least_contrast, read_logo
from projects.catalogue import get_catalogue
from projects.domain.colours import is_colour
from projects.domain.datafiles import BrokenDataFile
from projects.domain.errors import BadValue
from projects.domain.fields import Question
from projects.domain.filekinds import refuse_other_kinds
from projects.domain.packs import LARGEST_BYTES, QuestionPackVersion, read_own_section
from projects.domain.values import one_line, plain_text
from projects.forms import SmallForm, say
from projects.models import Project, QuestionPack, today
from projects.packs import own_sections
from scoping.domain.readiness import Checklist
from teams.forms import CardForm

LONGEST_WORDS = {"question": 200, "title": 80, "help": 600, "label": 80}
OLDEST = timedelta(days=366)
MOST_FILES = 6
MOST_NAMED = 10
"""So many grades are named of those that nobody can place."""


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or more files of one form."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files or [None]]


class PricesForm(SmallForm):
    """Price lists to look at: nothing is taken by uploading them."""

    button = _("Show what would change")
    lists = ManyFilesField(
        label=_("Price lists"),
        help_text=_(
            "CSV or JSON in the form of the SkyPilot or gpuhunt catalogue, up to 10 MB each. "
            "Several at once are shown side by side."
        ),
    )
    provider = forms.CharField(
        label=_("Provider"),
        required=False,
        max_length=60,
        help_text=_("Whose prices they are. Leave it empty where the list names its providers, as gpuhunt does."),
    )
    seen_on = forms.DateField(
        label=_("Day on which they were seen at the provider"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The prices hold from this day, and are stale 90 days after it."),
    )
    machines = forms.ChoiceField(
        label=_("Machines of"),
        required=False,
        choices=[("", _("as we know the provider")), *((kind, _(words)) for kind, words in KIND_LABELS.items())],
        help_text=_("Machines of strangers count only where a project names their seller."),
    )
    known_from = forms.ChoiceField(label=_("How you know them"), choices=KnownFrom.choices)

    def clean_provider(self) -> str:
        name: str = self.cleaned_data["provider"].strip()
        if name and not name.isprintable():
            raise forms.ValidationError(gettext("Enter a name without control characters."))
        return as_shipped(name) if name else ""

    def clean_seen_on(self) -> date:
        day: date = self.cleaned_data["seen_on"]
        if not today() - OLDEST <= day <= today():
            raise forms.ValidationError(gettext("Enter a day within the last year, today at the latest."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["readings"] = [self._read(file) for file in cleaned.get("lists", [])[:MOST_FILES]]
        if len(cleaned.get("lists", [])) > MOST_FILES:
            self.add_error("lists", gettext("Upload at most %(most)s files at once.") % {"most": MOST_FILES})
        return cleaned

    def _read(self, file: UploadedFile[Any]) -> tuple[str, PriceListContent | None]:
        """Read one file; what is wrong with it is said beside the field, with its name."""
        name, problem = str(file.name), ""
        if (file.size or 0) > MOST_BYTES:
            problem = gettext("larger than 10 MB. Leave out the regions you do not use.")
        else:
            try:
                reading = read_upload(file.read(), self.cleaned_data.get("provider", ""))
            except BadValue as bad:
                problem = say(bad)
            else:
                return name, reading
        self.add_error("lists", f"{name}: {problem}")
        return name, None


class BrandForm(SmallForm):
    """How the organisation looks."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=60,
        help_text=_("Stands in the place of Plumbline at the top of every page and report."),
    )
    colour = forms.CharField(
        label=_("Colour"),
        required=False,
        max_length=7,
        help_text=_("As #rrggbb, such as #0b5d4f. It must be easy to read on paper: a contrast of 4.5 or more."),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG or JPEG, up to 2 MB. We draw it anew at up to 480 × 160 pixels and keep nothing else."),
    )
    removes_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    def clean_name(self) -> str:
        return one_line(plain_text(self.cleaned_data["name"]))

    def clean_colour(self) -> str:
        colour: str = self.cleaned_data["colour"].strip().lower()
        if not colour:
            return ""
        if not is_colour(colour):
            raise forms.ValidationError(gettext("Enter # and six digits or letters a to f, such as #0b5d4f."))
        if not is_readable(colour):
            said = gettext(
                "This colour is too pale to be read: its contrast is %(has)s on our paper, and 4.5 is needed. "
                "Choose a darker one."
            )
            raise forms.ValidationError(said % {"has": f"{least_contrast(colour):.1f}"})
        return colour

    def clean_logo(self) -> bytes:
        file = self.cleaned_data["logo"]
        if not file:
            return b""
        try:
            return read_logo(file.read(MOST_LOGO_BYTES + 1))
        except BadValue as problem:
            raise forms.ValidationError(say(problem)) from None

    def to_look(self, before: Look) -> dict[str, Any]:
        """Return what is kept; without a new logo the former one stays."""
        said = self.cleaned_data
        logo = said["logo"] or (b"" if said["removes_logo"] else before.logo)
        return {"name": said["name"], "colour": said["colour"], "logo": logo}


class HeirField(forms.ModelChoiceField):  # type: ignore[type-arg] # takes no arguments at run time
    def label_from_instance(self, obj: Any) -> str:
        return gettext("give them to %(name)s") % {"name": obj.get_username()}


class LeaveForm(SmallForm):
    """Asks for the name of an account, so that nobody is erased by mistake."""

    name = forms.CharField(label=_("Type the user name to confirm"), max_length=150)

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.helper.inputs.clear()  # the page has a button that warns
        self.user = user

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name != self.user.get_username():
            raise forms.ValidationError(gettext("This is not the user name. Nothing was erased."))
        return name


class EraseForm(LeaveForm):
    """Also asks who gets the projects of somebody who goes."""

    heir = HeirField(
        label=_("Their projects"), queryset=User.objects.none(), required=False, empty_label=_("put them into the bin")
    )
    field_order = ("heir", "name")

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, user=user, **more)
        others = User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("username")
        heir = self.fields["heir"]
        assert isinstance(heir, forms.ModelChoiceField)
        heir.queryset = others


class PointsField(forms.IntegerField):
    """Points from which a verdict may be said, within what is sane."""

    def __init__(self, verdict: str, **more: Any) -> None:
        least, most = BOUNDS[verdict]
        help_text = format_lazy(_("From {least} to {most} points."), least=least, most=most)
        said = format_lazy(_("Enter a whole number from {least} to {most}."), least=least, most=most)
        errors = dict.fromkeys(("min_value", "max_value", "invalid", "required"), said)
        super().__init__(min_value=least, max_value=most, help_text=help_text, error_messages=errors, **more)


class ThresholdsForm(SmallForm):
    """A new version of the thresholds, and of what each statement counts."""

    button = _("Save a new version")
    go = PointsField("go", label=_("Go from"))
    pilot = PointsField("pilot", label=_("Pilot from"))
    fix_first = PointsField("fix_first", label=_("Fix first from"))
    note = forms.CharField(label=_("Why"), required=False, max_length=200)

    def __init__(self, *args: Any, checklist: Checklist, **more: Any) -> None:
        super().__init__(*args, **more)
        self.checklist = checklist
        said = gettext("Enter a whole number from 0 to %(most)s.") % {"most": HEAVIEST}
        errors = dict.fromkeys(("min_value", "max_value", "invalid", "required"), said)
        for item in checklist.items:
            self.fields[item.id] = forms.IntegerField(
                label=gettext(item.statement), min_value=0, max_value=HEAVIEST, error_messages=errors
            )

    @property
    def weights(self) -> list[forms.BoundField]:
        """The fields of the weights, for the page."""
        return [self[item.id] for item in self.checklist.items]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        for verdict in problems_of(cleaned):
            said = gettext("Leave at least %(points)s points to the better verdict.")
            self.add_error(verdict, said % {"points": LEAST_APART})
        total = sum(cleaned[item.id] for item in self.checklist.items)
        if total != WHOLE:
            said = gettext("The statements count %(total)s points together; they must come to 100.")
            raise forms.ValidationError(said % {"total": total})
        return cleaned

    def to_version(self) -> dict[str, Any]:
        """Return what is kept."""
        said = self.cleaned_data
        weights = {item.id: said[item.id] for item in self.checklist.items}
        shipped = {item.id: item.weight for item in self.checklist.items}
        points = {name: said[name] for name in ("go", "pilot", "fix_first", "note")}
        return points | {"weights": {} if weights == shipped else weights}


class ExperienceForm(SmallForm):
    """Adopts what finished projects teach, as it was shown."""

    button = _("Adopt as a new version")
    note = forms.CharField(label=_("Why"), required=False, max_length=200)
    seen = forms.CharField(max_length=32, widget=forms.HiddenInput)


class QuestionsForm(SmallForm):
    """A new version of what is asked: what is left out, and the organisation's own section.

    Args:
        choices: Ids of the questions that may be left out.
        earlier: The versions so far, the newest first.
    """

    button = _("Save a new version")
    text = forms.CharField(
        label=_("Your own questions"),
        required=False,
        strip=False,
        max_length=LARGEST_BYTES,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "source"}),
        help_text=_("One section file, up to 100 kB. Leave it empty where you ask nothing of your own."),
    )
    file = forms.FileField(label=_("Or choose the file"), required=False)
    left_out = forms.MultipleChoiceField(required=False)
    note = forms.CharField(label=_("Why"), required=False, max_length=200)

    def __init__(self, *args: Any, choices: Sequence[str], earlier: Sequence[QuestionPack], **more: Any) -> None:
        super().__init__(*args, **more)
        self.earlier = earlier
        field = self.fields["left_out"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, name) for name in choices]

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        if self.errors:
            return sent
        if sent.get("file"):
            self._take_file(sent["file"])
            sent["text"] = self.data.get("text", "")
        sent["text"] = sent["text"].replace("\r\n", "\n").rstrip()
        problem = "" if self.errors else self.problem_of(sent["text"])
        if problem:
            self.add_error("text", problem)
        return sent

    def _take_file(self, file: UploadedFile[Any]) -> None:
        """Put what a file holds in the place of the text, where it can be read and mended."""
        raw = file.read(LARGEST_BYTES + 1)
        try:
            refuse_other_kinds(raw)
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = ""
            self.add_error("file", gettext("This file is not text in UTF-8."))
        except BadValue as problem:
            text = ""
            self.add_error("file", say(problem))
        if len(raw) > LARGEST_BYTES:
            text = ""
            self.add_error("file", gettext("This file is larger than 100 kB."))
        if text:
            assert isinstance(self.data, QueryDict)  # the page hands in what was sent
            sent = self.data.copy()
            sent["text"] = text
            self.data = sent

    def problem_of(self, text: str) -> str:
        """Return what is wrong with a section file, with its line; "" where nothing is."""
        if not text:
            return ""
        try:
            read_own_section(text, get_catalogue(), own_sections(self.earlier))
        except BrokenDataFile as problem:
            return str(problem)
        return ""

    def to_version(self) -> dict[str, Any]:
        """Return what is kept."""
        said = self.cleaned_data
        return {"text": said["text"], "left_out": sorted(said["left_out"]), "note": said["note"]}


class PartForm(SmallForm):
    """The words of one part, and which of its questions must be answered before a decision.

    Args:
        questions: Of the part, as they are asked today.
        shipped: The same as they ship; none where their words cannot be changed.
        pack: The newest version.
    """

    button = _("Save a new version")
    note = forms.CharField(label=_("Why"), required=False, max_length=200)

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        shipped: Sequence[Question],
        pack: QuestionPackVersion,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.questions, self.pack = questions, pack
        self.shipped = {question.id: question for question in shipped}
        for question in questions:
            self._add_question(question)

    def _add_question(self, question: Question) -> None:
        is_required = question.id in self.pack.required
        self.fields[f"required:{question.id}"] = forms.BooleanField(
            label=gettext("Must be answered before a decision"), required=False, initial=is_required
        )
        if question.id in self.shipped:
            for name, words in self._words(question).items():
                self.fields[name] = _words_field(name, words)

    @staticmethod
    def _words(question: Question) -> dict[str, str]:
        """Return what can be said otherwise, by the name of its input."""
        labels = {f"label:{asked.id}": asked.label for asked in question.fields}
        said = {"question": question.question, "title": question.title, "help": question.help}
        return {**{f"{kind}:{question.id}": words for kind, words in said.items()}, **labels}

    @property
    def rows(self) -> Iterator[tuple[Question, list[forms.BoundField]]]:
        """Each question with its inputs."""
        for question in self.questions:
            names = [f"required:{question.id}", *(self._words(question) if question.id in self.shipped else ())]
            yield question, [self[name] for name in names]

    def to_version(self) -> dict[str, Any]:
        """Return what the new version says: other parts stay, and words that are those we ship are none of its own."""
        said, here = self.cleaned_data, {asked.id for question in self.questions for asked in question.fields}
        wording = {field_id: dict(words) for field_id, words in self.pack.wording.items() if field_id not in here}
        for question in self.shipped.values():
            for name, ours in self._words(question).items():
                kind, _colon, field_id = name.partition(":")
                if said[name] and said[name] != ours:
                    wording.setdefault(field_id, {})[kind] = said[name]
        required = {question.id for question in self.questions if said[f"required:{question.id}"]}
        return {
            "required": sorted(self.pack.required - here | required),
            "wording": wording,
            "note": said["note"],
        }


def _words_field(name: str, words: str) -> forms.CharField:
    kind = name.partition(":")[0]
    widget = forms.Textarea(attrs={"rows": 3}) if kind == "help" else forms.TextInput()
    labels = {
        "question": gettext("Question"),
        "title": gettext("Title in lists and reports"),
        "help": gettext("Help"),
        "label": gettext("Short name of the answer"),
    }
    return forms.CharField(
        label=labels[kind], required=False, initial=words, max_length=LONGEST_WORDS[kind], widget=widget
    )


class ProjectTemplateForm(SmallForm):
    """Publishes a project of the administrator's own."""

    button = _("Publish it")
    project = forms.ModelChoiceField(
        label=_("Project"),
        queryset=Project.objects.none(),
        empty_label=_("Choose one of yours"),
        help_text=_(
            "Everybody who may open this installation reads all its answers, scenarios and notes then, pay included."
        ),
    )

    def __init__(self, *args: Any, projects: QuerySet[Project], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["project"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = projects


class RatesForm(CardForm):
    """A new rate card: its rows as text or as a file, and what they hold for."""

    currency = forms.ChoiceField(label=_("Currency"))
    valid_from = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    source = forms.CharField(
        label=_("Source"), required=False, max_length=200, help_text=_("Such as “HR, pay bands 2027”.")
    )

    def __init__(self, *args: Any, currencies: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        currency = self.fields["currency"]
        assert isinstance(currency, forms.ChoiceField)
        currency.choices = currencies
        self.fields["valid_from"].initial = today()

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        card = sent.get("card")
        unplaced = [grade.text for grade in card.grades if not grade.chosen] if card is not None else []
        if unplaced:
            words = gettext(
                "We do not know which seniority %(grades)s is. Write junior, regular or senior in its place."
            )
            named = ", ".join(gettext("“%(sentence)s”") % {"sentence": text} for text in unplaced[:MOST_NAMED])
            self.add_error("text", words % {"grades": named})
        elif card is not None and not card.rows:
            self.add_error(
                "text", gettext("No row could be read: a header row with Role and Salary or Rate is needed.")
            )
        elif card is not None and card.questions:
            self.add_error("text", gettext("Two columns may be the pay. Leave one of them, and send it again."))
        return sent
