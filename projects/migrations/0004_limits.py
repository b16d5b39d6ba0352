"""What limits per browser are held against: how much a project takes, and how many a browser began within an hour."""

from django.db import migrations, models
from django.db.models import Sum, TextField
from django.db.models.functions import Cast, Length


def measure(apps, schema_editor):
    """Measure the projects that are there already; about is enough."""
    sizes = {}
    for model, path, columns in (("Answer", "scenario__project", ["value"]), ("Change", "project", ["before", "after"])):
        for column in columns:
            rows = apps.get_model("projects", model).objects.order_by().values_list(path)
            for project, size in rows.annotate(taken=Sum(Length(Cast(column, TextField())))):
                sizes[project] = sizes.get(project, 0) + (size or 0)
    for project, size in sizes.items():
        apps.get_model("projects", "Project").objects.filter(pk=project).update(stored_bytes=size)


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_scenarios")]

    operations = [
        migrations.AddField("browser", "hour_began", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("browser", "begun_in_hour", models.PositiveIntegerField(default=0)),
        migrations.AddField("project", "stored_bytes", models.BigIntegerField(default=0)),
        migrations.RunPython(measure, migrations.RunPython.noop),
    ]
