"""A browser's projects a page at a time, and the search that goes with them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from projects.models import Project, ProjectQuerySet

PER_PAGE = 20
SEARCHED_FROM = 6
"""From so many projects on there is a search."""


@dataclass(frozen=True)
class Listing:
    """One page of projects."""

    page: "Page[Project]"
    query: str
    total: int
    """How many there are without the search."""

    @property
    def is_searchable(self) -> bool:
        return self.total >= SEARCHED_FROM


def list_projects(projects: ProjectQuerySet, sent: Mapping[str, str]) -> Listing:
    """Return a page of projects.

    Args:
        projects: In the order in which they are listed; a browser owns a few hundred at most.
        sent: `q` is looked for in name and summary, in whichever case; `page` counts from 1.
    """
    # Read from memory: the database knows upper and lower case of the Latin alphabet only.
    owned, query = list(projects), sent.get("q", "").strip()[:120]
    wanted = query.casefold()
    matching = [project for project in owned if wanted in f"{project.name}\n{project.summary}".casefold()]
    return Listing(Paginator(matching, PER_PAGE).get_page(sent.get("page")), query, len(owned))
