"""Heads of rows in a PDF, so that a screen reader says whose figure it reads.

Typst tags the heads of columns only; what would tag those of rows it does not give to Python yet. Here the first cell
of each row of a table's body becomes a head, with its scope where the names of its column's head stood. Readers find
the heads of a cell by their scopes then, so no cell names them. No byte moves: each place that the file gives stays
right.
"""

import re

__all__ = ["with_row_heads"]

_FIRST_IN_A_ROW = re.compile(rb"/S/TR/P \d+ 0 R/K\[(\d+) 0 R")
_CELL = re.compile(
    rb"\n(\d+) 0 obj\n<</Type/StructElem/S/TD/P \d+ 0 R/A\[<</O/Table(/Headers\[[^\]]*\])[^\n]*/K\[([^\]]*)\]"
)
_SCOPE = b"/Scope/Row"


def with_row_heads(pdf: bytes) -> bytes:
    """Return a PDF of Typst whose tables have heads of rows; as long as before, to the byte.

    A cell without content stays what it is: it heads nothing.
    """
    first = {match[1] for match in _FIRST_IN_A_ROW.finditer(pdf)}
    made = bytearray(pdf)
    for cell in _CELL.finditer(pdf):
        start, end = cell.span(2)
        heads_a_row = cell[1] in first and bool(cell[3])
        made[start:end] = (_SCOPE if heads_a_row else b"").ljust(end - start)
        if heads_a_row:
            kind = pdf.index(b"/S/TD", cell.start())
            made[kind : kind + 5] = b"/S/TH"
    return bytes(made)
