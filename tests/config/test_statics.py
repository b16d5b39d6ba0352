"""Scripts import each other by names that hold a digest, so that no browser mixes those of two releases."""

import re
import shutil
from pathlib import Path

from django.conf import settings

from config.statics import ModuleStorage


def collect(folder: Path) -> dict[str, str]:
    """Collect our scripts as a server does; return the texts by the names under which they are served."""
    shutil.copytree(settings.BASE_DIR / "static" / "js", folder / "js")
    storage = ModuleStorage(location=str(folder), base_url="/static/")
    sources = {f"js/{path.name}": (storage, f"js/{path.name}") for path in (folder / "js").glob("*.js")}
    served = {}
    for name, hashed, outcome in storage.post_process(sources):
        assert not isinstance(outcome, Exception), f"{name}: {outcome}"
        if hashed.endswith(".js"):
            served[Path(hashed).name] = (folder / hashed).read_text()
    return served


def test_whatever_a_script_imports_is_named_as_it_is_served(tmp_path):
    served = collect(tmp_path)
    imported = {
        name for text in served.values() for name in re.findall(r"""(?:from|import)\s*\(?["'](.+?)["']""", text)
    }
    assert len(imported) > 5
    assert imported <= {f"./{name}" for name in served}
