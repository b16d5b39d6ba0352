from django.apps import AppConfig

from projects.apps import refuse_broken_files


class ScopingConfig(AppConfig):
    name = "scoping"

    def ready(self) -> None:
        from projects.suggestions import ROOMS
        from scoping.bridging import BridgeRoom
        from scoping.content import load_all

        refuse_broken_files(self.name, load_all)
        if not any(isinstance(room, BridgeRoom) for room in ROOMS):
            ROOMS.append(BridgeRoom())
