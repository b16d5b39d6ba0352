"""Static files under names that hold a digest of what is in them, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django's own patterns for modules also read what others have packed, where such words stand in texts.
IMPORTS = (
    (r'(?P<matched>from "(?P<url>\./\w+\.js)")', 'from "%(url)s"'),
    (r'(?P<matched>import\("(?P<url>\./\w+\.js)"\))', 'import("%(url)s")'),
)


class ModuleStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise brings no types
    """Also puts those names where one of our scripts imports another."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", IMPORTS))
