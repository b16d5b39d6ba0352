from datetime import date

from django.db import migrations, models

# Euro reference rates of the ECB, divided by that of the dollar. They stand here and not in a reference file, which
# changes: a migration must do the same tomorrow.
SOURCE, DAY = "ECB euro reference rates", date(2026, 10, 30)
RATES = {
    "EUR": 0.89509, "GBP": 0.74633, "CHF": 0.82295, "CAD": 1.3969, "AUD": 1.4236, "JPY": 157.25, "INR": 94.955,
}  # fmt: skip


def set_rates(apps, schema_editor):
    """Projects that counted in another currency before there were rates took dollar prices one for one."""
    projects = apps.get_model("projects", "Project").objects
    for currency, rate in RATES.items():
        projects.filter(currency=currency).update(money_per_usd=rate, rate_date=DAY, rate_source=SOURCE)


class Migration(migrations.Migration):

    dependencies = [
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.AddField("project", "money_per_usd", models.FloatField(default=1.0)),
        migrations.AddField("project", "rate_date", models.DateField(blank=True, null=True)),
        migrations.AddField("project", "rate_source", models.CharField(blank=True, max_length=120)),
        migrations.RunPython(set_rates, migrations.RunPython.noop),
    ]
