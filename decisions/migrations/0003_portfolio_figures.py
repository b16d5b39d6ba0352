import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_portfolio")]

    operations = [
        migrations.RenameModel(old_name="Standing", new_name="PortfolioFigures"),
        migrations.AlterField(
            model_name="portfoliofigures",
            name="project",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="portfolio_figures", to="projects.project"
            ),
        ),
    ]
