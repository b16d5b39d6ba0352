"""What people comment on, and who may read what was said about it."""

from dataclasses import dataclass
from enum import StrEnum

from projects.domain.fields import Catalogue
from projects.domain.pay import says_pay
from projects.domain.rights import PAY_FREE, REPORT, Grant, part_of


class TopicKind(StrEnum):
    """The kinds of things that can be commented on."""

    QUESTION = "question"
    FIGURE = "figure"
    SECTION = "section"
    REPORT = "report"


@dataclass(frozen=True)
class Topic:
    """One thing that can be commented on."""

    kind: TopicKind
    id: str
    """Of the question, the figure or the section; `REPORT` for the report."""

    def part(self, catalogue: Catalogue) -> str:
        """Return the part of the project that it belongs to: a section, `REPORT`, or "" for the whole.

        What is no longer asked belongs to the whole project: nobody can tell any more whom it was kept from.
        """
        if self.kind is TopicKind.REPORT:
            return REPORT
        if self.kind is TopicKind.SECTION:
            return self.id if self.id in catalogue.sections else ""
        section = catalogue.section_of.get(self.id) if self.kind is TopicKind.QUESTION else None
        return section.id if section else ""

    def leaves_pay_out(self, catalogue: Catalogue) -> bool:
        """Tell whether what is said about it need not be kept from whoever must not learn pay."""
        asked = catalogue.questions.get(self.id) if self.kind is TopicKind.QUESTION else None
        names_pay = asked is not None and any(map(says_pay, asked.fields))
        return part_of(self.part(catalogue)) in PAY_FREE and not names_pay


def may_read(grant: Grant, topic: Topic, catalogue: Catalogue, *, began_without_pay: bool = False) -> bool:
    """Tell whether a reader may see a thread.

    The report itself leaves pay out for whoever must not learn it, but people who see pay write about what they see. So
    of the report such a reader sees the threads that somebody began who must not learn pay either.

    Args:
        grant: What the reader may see.
        topic: What the thread is about.
        catalogue: What is asked.
        began_without_pay: Whether it was begun by somebody who must not learn pay.
    """
    if not grant.opens(topic.part(catalogue)):
        return False
    return not grant.hide_pay or began_without_pay or topic.leaves_pay_out(catalogue)
