from django.apps import AppConfig


class EstimatesConfig(AppConfig):
    name = "estimates"

    def ready(self) -> None:
        from estimates.prices import newest_row
        from estimates.reference import get_guess_rules, get_reference
        from projects.access import SHARED
        from projects.apps import refuse_broken_files

        refuse_broken_files(self.name, lambda: (get_reference(), get_guess_rules()))
        if newest_row not in SHARED:
            SHARED.append(newest_row)
