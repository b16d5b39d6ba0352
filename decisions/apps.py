from django.apps import AppConfig

from projects.apps import refuse_broken_files


class DecisionsConfig(AppConfig):
    name = "decisions"

    def ready(self) -> None:
        from decisions.content import load_all, usual_sources
        from decisions.filed import RecordedDecisions, SaidOfActions
        from decisions.headline import frozen
        from decisions.options import starting_answers
        from projects.document import PARTS
        from projects.scenarios import STARTS
        from projects.suggestions import USUAL_SOURCES
        from projects.versions import HEADLINES

        HEADLINES.append(frozen)
        refuse_broken_files(self.name, load_all)
        STARTS.append(starting_answers)
        USUAL_SOURCES.append(usual_sources)
        PARTS.extend((RecordedDecisions(), SaidOfActions()))
