"""Which part of the world a seller's region lies in, read off the region's name."""

import re
from enum import StrEnum


class Area(StrEnum):
    """A part of the world: what a manager knows of where machines may stand."""

    NORTH_AMERICA = "north_america"
    EUROPE = "europe"
    ASIA_PACIFIC = "asia_pacific"
    OTHER = "other"


# Sellers name regions after the place or its country. The first word that is known decides.
_WORDS = {
    Area.NORTH_AMERICA: (
        "us usa america northamerica canada ca can mx mexico eastus westus centralus northcentralus southcentralus "
        "westcentralus canadacentral canadaeast"
    ),
    Area.EUROPE: (
        "eu eur europe de germany fr france uk gb london it ita es spain nl netherlands be at ch switzerland "
        "se sweden no nor norway fi fin finland dk is isl iceland ie ireland pl cz ro bg pt gr northeurope westeurope "
        "uksouth ukwest francecentral germanywestcentral swedencentral norwayeast switzerlandnorth italynorth "
        "polandcentral spaincentral"
    ),
    Area.ASIA_PACIFIC: (
        "ap asia asiapac sea oc in ind india jp japan kr korea sg singapore hk tw au aus australia nz australiaeast "
        "eastasia southeastasia japaneast japanwest koreacentral centralindia southindia"
    ),
    Area.OTHER: (
        "af africa sa southamerica br brazil cl me middleeast il israel ae uae qa za southafricanorth uaenorth "
        "brazilsouth"
    ),
}
_AREAS = {word: area for area, words in _WORDS.items() for word in words.split()}


def area_of(region: str) -> Area | None:
    """Return the part of the world of a region such as `eu-west-1`, `FIN-02` or `us-central1`; None where unknown."""
    for word in re.split(r"[^a-z]+", region.casefold()):
        if word in _AREAS:
            return _AREAS[word]
    return None
