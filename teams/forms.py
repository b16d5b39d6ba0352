"""The rate card as it is imported: pasted or uploaded, looked at, then kept."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.domain.cells import CellTable, table_from_json, table_to_json
from projects.domain.errors import BadValue
from projects.domain.fields import Field
from projects.domain.ranges import NumberStyle
from projects.domain.values import check_stored
from projects.forms import say
from projects.tables import LARGEST_FILE_BYTES, read_file, read_text
from teams.domain.cardmeaning import RATE, SALARY
from teams.domain.cardreading import LEVEL_CHOICE, ReadCard, read_card

LARGEST_TEXT = 2_000_000
INCOMPLETE = _("The upload was incomplete. Please import the card again.")


class CardForm(forms.Form):
    """Takes a rate card as text or as a file, or once more with the columns that somebody chose."""

    text = forms.CharField(
        label=_("Paste the rows"),
        required=False,
        max_length=LARGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        strip=False,
    )
    file = forms.FileField(label=_("Or choose a file (CSV or XLSX)"), required=False)
    table = forms.CharField(required=False, max_length=LARGEST_TEXT, widget=forms.HiddenInput, strip=False)

    def __init__(
        self, kept_in: Field, reading: NumberStyle, money_per_usd: float, data: Any = None, files: Any = None
    ) -> None:
        super().__init__(data, files)
        self.kept_in, self.reading, self.money_per_usd = kept_in, reading, money_per_usd

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if self.errors:
            return sent
        source = next((name for name in ("file", "table", "text") if (sent.get(name) or "")), "")
        if not source or (source == "text" and not sent["text"].strip()):
            raise forms.ValidationError(gettext("Paste the rows, or choose a file."))
        try:
            sent["card"] = read_card(
                self._tables(source, sent[source]),
                self.kept_in,
                self.reading,
                choices=self._choices() if source == "table" else {},
                money_per_usd=self.money_per_usd,
            )
        except BadValue as problem:
            self.add_error("file" if source == "file" else "text", say(problem))
        except (ValueError, RecursionError):
            raise forms.ValidationError(INCOMPLETE) from None
        return sent

    def _tables(self, source: str, sent: Any) -> Iterable[CellTable]:
        if source == "file":
            # One byte more than may be read: enough to see that it is too large.
            return read_file(sent.name or "", sent.read(LARGEST_FILE_BYTES + 1))
        return [table_from_json(json.loads(sent))] if source == "table" else read_text(sent)

    def _choices(self) -> dict[str, str]:
        """Return the columns and levels that somebody chose; what has no choice is left out."""
        sent = {pay: self.data.get(f"column-{pay}") for pay in (SALARY, RATE)}
        sent |= {name: self.data.get(name) for name in self.data if name.startswith(LEVEL_CHOICE)}
        return {name: key for name, key in sent.items() if key is not None}

    @property
    def card(self) -> ReadCard | None:
        """What was read, or None where nothing could be."""
        card = self.cleaned_data.get("card") if self.is_bound and self.is_valid() else None
        return card if isinstance(card, ReadCard) else None


def table_to_send(card: ReadCard) -> str:
    """Return what a card was read from, to be sent again with other columns; "" where it is too large or needless."""
    text = json.dumps(table_to_json(card.table), ensure_ascii=False) if card.table else ""
    return text if len(text) <= LARGEST_TEXT else ""


class KeepRowsForm(forms.Form):
    """Takes the rows that the reader saw and wants to keep; they are checked like any answer."""

    rows = forms.CharField(widget=forms.HiddenInput, max_length=500_000)
    doubtful = forms.CharField(widget=forms.HiddenInput, max_length=2_000, required=False)
    """Numbers of rows whose pay is hard to believe, from 0."""
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    keep_doubtful = forms.BooleanField(required=False)

    def __init__(self, table: Field, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.table = table

    def clean_rows(self) -> Any:
        try:
            rows = check_stored(self.table, json.loads(self.cleaned_data["rows"]))
        except BadValue as problem:
            raise forms.ValidationError(say(problem)) from None
        except (ValueError, RecursionError):
            raise forms.ValidationError(INCOMPLETE) from None
        return rows or []

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if self.errors:
            return sent
        left_out = set() if sent["keep_doubtful"] else set((sent.get("doubtful") or "").split())
        sent["rows"] = [row for number, row in enumerate(sent["rows"]) if str(number) not in left_out]
        if not sent["rows"]:
            raise forms.ValidationError(gettext("There are no rows to import."))
        return sent
