"""Answers to fields that have another id today."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef

from projects.models import Answer, Change


def rename_answers(renamed: Mapping[str, str]) -> int:
    """Give answers and their history the id under which they are asked today; return how many answers got it.

    Done twice it changes nothing. Where a scenario has an answer under either id, the older one stays as it is and is
    shown as archived.

    Args:
        renamed: The id of today by the former one.
    """
    return sum(_rename(old, new) for old, new in renamed.items())


@transaction.atomic
def _rename(old: str, new: str) -> int:
    newer = Answer.objects.filter(scenario=OuterRef("scenario"), field_id=new)
    rows = Answer.objects.filter(~Exists(newer), field_id=old).select_for_update()
    scenarios = list(rows.values_list("scenario", flat=True))
    Change.objects.filter(scenario__in=scenarios, field_id=old).update(field_id=new)
    return Answer.objects.filter(scenario__in=scenarios, field_id=old).update(field_id=new)
