"""Mark sentences for translation where the domain may not import Django."""


def gettext_noop(text: str) -> str:
    """Return the text unchanged; the name makes the translation tools find it.

    The sentence is translated where it is shown, never here: a figure or an error must not depend on who looks at it.
    """
    return text
