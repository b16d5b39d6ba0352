"""Files of data hold what is read, and nothing that only holds lines of a page together."""

from openpyxl import Workbook

from projects.exports import cell_text, csv_text, put_text
from projects.formatting import JOINER, Formatter


def test_no_joiner_stands_in_files_of_data():
    loss = Formatter.for_reader("GBP").money_compact(-40_000)
    assert loss == f"−{JOINER}£40k"
    assert csv_text(loss) == cell_text(loss) == "−£40k"
    assert put_text(Workbook().active.cell(1, 1), loss).value == "−£40k"
