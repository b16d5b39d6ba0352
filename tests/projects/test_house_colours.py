"""The colours of every file: read on white, and neighbours told apart in grey."""

from hypothesis import example, given
from hypothesis import strategies as st

from projects.domain.colours import AA_TEXT, WHITE, contrast
from projects.domain.house_colours import AA_SHAPE, OURS, house_colours

ACCENTS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(accent=ACCENTS)
@example(accent="#ffff00")
@example(accent="#000000")
@example(accent=OURS)
def test_neighbours_in_a_stack_are_told_apart_whatever_the_organisations_colour(accent):
    layers = house_colours(accent).layers
    assert len(layers) == 8
    for layer, neighbour in zip(layers, (*layers[1:], layers[0]), strict=True):
        assert contrast(layer, neighbour) >= AA_SHAPE


@given(accent=ACCENTS)
def test_letters_and_lines_are_read_on_white_whatever_the_organisations_colour(accent):
    colours = house_colours(accent)
    assert all(contrast(line, WHITE) >= AA_TEXT for line in colours.lines)
    assert contrast(colours.ink, colours.wash) >= AA_TEXT
    assert contrast(colours.accent, colours.less) >= AA_SHAPE


def test_a_readable_colour_is_kept_and_what_is_none_gives_way_to_ours():
    assert house_colours("#8a1538").accent == "#8a1538"
    assert house_colours("red; }").accent == OURS
