from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        from api.hooks import queue_decision
        from api.tokens import HeldTokens
        from decisions.recording import RECORDED
        from projects.returning import HELD

        HELD.append(HeldTokens())
        RECORDED.append(queue_decision)
