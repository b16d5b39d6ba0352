from django.db import migrations, models


def name_kinds(apps, _schema):
    """Until now only decisions kept a version."""
    apps.get_model("projects", "Snapshot").objects.update(kind="decision")


class Migration(migrations.Migration):
    dependencies = [("projects", "0011_said_by")]

    operations = [
        migrations.AddField(
            model_name="snapshot",
            name="kind",
            field=models.CharField(
                choices=[
                    ("kept", "Kept"),
                    ("decision", "Decision"),
                    ("link", "Link"),
                    ("report", "Report"),
                    ("restore", "Restore"),
                ],
                default="kept",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="snapshot", name="note", field=models.CharField(blank=True, max_length=400)
        ),
        migrations.RunPython(name_kinds, migrations.RunPython.noop),
    ]
