from django.apps import AppConfig


class EstimatesConfig(AppConfig):
    name = "estimates"

    def ready(self) -> None:
        from estimates.prices import state_of_rows
        from estimates.reference import get_approach_rules, get_guess_rules, get_reference
        from estimates.suggesting import ComputeRoom
        from projects.access import SHARED
        from projects.apps import refuse_broken_files
        from projects.suggestions import ROOMS

        refuse_broken_files(self.name, lambda: (get_reference(), get_guess_rules(), get_approach_rules()))
        if state_of_rows not in SHARED:
            SHARED.append(state_of_rows)
        if not any(isinstance(room, ComputeRoom) for room in ROOMS):
            ROOMS.append(ComputeRoom())
