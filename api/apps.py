from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        from api.tokens import HeldTokens
        from projects.returning import HELD

        HELD.append(HeldTokens())
