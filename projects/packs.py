"""What the organisation makes of the questionnaire, as a project asks it: by the version that it has."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from uuid import UUID

from projects.catalogue import catalogue_in, get_catalogue
from projects.domain import packs as domain
from projects.domain.fields import Catalogue, Section
from projects.domain.rights import OWN
from projects.models import Project, QuestionPack


@lru_cache(maxsize=64)
def pack_as(number: int) -> domain.QuestionPackVersion:
    """Return a version. Rows are never edited, so what was read once holds."""
    return read_pack(QuestionPack.objects.get(pk=number))


def read_pack(row: QuestionPack) -> domain.QuestionPackVersion:
    """Return what a row says, stored or only proposed."""
    return domain.QuestionPackVersion(
        key=str(row.key),
        left_out=frozenset(row.left_out),
        required=frozenset(row.required),
        wording=row.wording,
        text=row.text,
    )


def pack_number_of(key: str) -> int | None:
    """Return the number of a version by the name that project files give it; None where it was made elsewhere."""
    return QuestionPack.objects.filter(key=UUID(key)).values_list("pk", flat=True).first() if key else None


def asked_of(project: Project) -> Catalogue:
    """Return what a project is asked, with money in US dollars."""
    return get_catalogue() if project.pack_id is None else catalogue_in(1.0, "", None, pack_as(project.pack_id))


def own_section_of(project: Project) -> Section | None:
    """Return the own section of the organisation, as a project is asked it; None where there is none."""
    catalogue = asked_of(project)
    return catalogue.sections.get(catalogue.own_section)


def part_of_field(field_id: str) -> str:
    """Return the part that an answer belongs to, before it is known what its project is asked; "" for no question."""
    section = get_catalogue().section_of.get(field_id)
    if section is None:
        return OWN if domain.is_own(field_id) else ""
    return section.id


def own_sections(rows: Iterable[QuestionPack]) -> Iterator[Section]:
    """Yield the own sections of versions, as far as they still fit what ships."""
    for row in rows:
        catalogue = domain.with_pack(get_catalogue(), read_pack(row))
        if catalogue.own_section:
            yield catalogue.sections[catalogue.own_section]
