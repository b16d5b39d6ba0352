from django.apps import AppConfig

from projects.apps import refuse_broken_files


class TeamsConfig(AppConfig):
    name = "teams"

    def ready(self) -> None:
        from teams.reference import load_all

        refuse_broken_files(self.name, load_all)
