from django.apps import AppConfig

from projects.apps import refuse_broken_files


class ScopingConfig(AppConfig):
    name = "scoping"

    def ready(self) -> None:
        from scoping.content import load_all

        refuse_broken_files(self.name, load_all)
