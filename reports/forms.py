"""Forms of the report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.forms import SmallForm


class TemplateForm(SmallForm):
    """Takes the organisation's Word template."""

    button = _("Write the report on it")
    template = forms.FileField(
        label=_("Your Word template (.docx or .dotx)"),
        help_text=_("We keep its styles, page, header and footer, and replace its text. It is not stored."),
    )
