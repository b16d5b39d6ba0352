"""A program for `test_upgrade.py`: a database of earlier releases with answers in it, and the start that upgrades it.

python -m tests.config.upgrading fill all|first   make one, and print what was put in
python -m tests.config.upgrading start [NUMBER]   upgrade it as the server's start does, and print what is in it then;
                                                  killed before its change of that number
"""

import json
import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

import django

CHANGES = ("ALTER", "CREATE", "DELETE", "DROP", "INSERT", "UPDATE")
MOST_ANSWERS = 40
NAME = "Made at "
FIRST = ("projects", "0001_initial")


def fill(until: str) -> dict[str, Any]:
    """Migrate step by step, and at each step of ours put in a project through the models of that day."""
    from django.apps import apps
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from projects.document import sample_document

    answers = json.loads(sample_document())["answers"][:MOST_ANSWERS]
    executor = MigrationExecutor(connection)
    told, done = {}, []
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        done.append((migration.app_label, migration.name))
        executor.migrate(done[-1:])
        executor.loader.build_graph()
        is_ours = Path(apps.get_app_config(migration.app_label).path).parent == settings.BASE_DIR
        if is_ours and FIRST in done:
            name = f"{NAME}{migration.app_label}.{migration.name}"
            told[name] = put_in(executor.loader.project_state(done).apps, name, answers)
            if until == "first":
                break
    return told


def put_in(apps: Any, name: str, answers: list[dict[str, Any]]) -> dict[str, Any]:
    """Put in a project with a base, a scenario, answers in both and their history; return what `told` should find."""
    project = apps.get_model("projects", "Project").objects.create(name=name, sequence=len(answers))
    told: dict[str, Any] = {"changes": list(range(1, len(answers) + 1))}
    for position, slug in enumerate(["base", "lean"]):
        home = apps.get_model("projects", "Scenario").objects.create(
            project=project, slug=slug, name=slug, position=position
        )
        for sequence in range(position + 1, len(answers) + 1, 2):
            field, value = (answers[sequence - 1][key] for key in ("field", "value"))
            content = {"field_id": field, "version": sequence}
            apps.get_model("projects", "Answer").objects.create(
                scenario=home, **content, state="known", value=value, note=f"As of {name}"
            )
            apps.get_model("projects", "Change").objects.create(
                project=project,
                scenario=home,
                **content,
                sequence=sequence,
                token=str(sequence),
                after={"value": value},
            )
            told[f"{slug} {field}"] = [value, f"As of {name}", sequence]
    return told


def told() -> dict[str, Any]:
    """Return every project as this release reads it."""
    from projects.document import dump_project
    from projects.models import Project

    found = {}
    for project in Project.objects.filter(name__startswith=NAME):
        document = dump_project(project, with_history=True)
        homes = [{"id": "base", "answers": document["answers"]}, *document["scenarios"]]
        found[project.name] = {"changes": sorted(change["sequence"] for change in document["history"])} | {
            f"{home['id']} {answer['field']}": [answer.get("value"), answer.get("note"), answer["version"]]
            for home in homes
            for answer in home["answers"]
        }
    return found


def die_before(number: int) -> None:
    """Kill this process, as a power cut would, before its change of that number."""
    from django.db.backends.signals import connection_created

    changes = count(1)

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(CHANGES) and next(changes) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    connection_created.connect(lambda connection, **_more: connection.execute_wrappers.append(watch), weak=False)


def main(what: str, how: str = "") -> None:
    """Do one of the two, and print it as JSON."""
    django.setup()
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from config.serve import prepare_database

    if what == "fill":
        print(json.dumps(fill(how)))
        return
    if how:
        die_before(int(how))
    try:
        prepare_database(settings.DATABASES["default"])
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    print(json.dumps(told()))


if __name__ == "__main__":
    main(*sys.argv[1:])
