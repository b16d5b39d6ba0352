import re

import pytest
from django.template import Context, Template
from django.utils.html import strip_tags

from projects.domain.ranges import Range
from projects.formatting import Formatter


def drawn(value, unit):
    template = Template("{% load drawing %}{% likely value unit %}|{% dim value unit %}")
    html = template.render(Context({"formatter": Formatter.for_reader("GBP"), "value": value, "unit": unit}))
    return strip_tags(re.sub("<svg.*?</svg>", "|", html, flags=re.S)).split("|")


@pytest.mark.parametrize(
    ("ends", "unit", "written"),
    [
        ((2550, 4929, 6211), "money", ["£4,929", "£2,550", "£6,211"]),
        ((53_000, 72_000, 104_000), "money", ["£72k", "£53k", "£104k"]),
        ((-77_000, 5_300, 452_000), "money", ["£5.3k", "−\u2060£77k", "£452k"]),
        ((7.2, 8.6, 12.2), "months", ["8.6", "7.2", "12.2"]),
        ((12, 30, 55), "%", ["30%", "12%", "55%"]),
    ],
)
def test_likely_value_is_written_in_the_manner_of_its_ends(ends, unit, written):
    assert drawn(Range(low=ends[0], likely=ends[1], high=ends[2]), unit) == written
