"""The chapters of the compute sheet, in the order in which it reads; each figure names its own."""

from enum import StrEnum


class Chapter(StrEnum):
    """Where a figure stands."""

    ONCE = "once"
    MONTHLY = "monthly"
    WORK = "work"
    MEMORY = "memory"
    MACHINES = "machines"
    SPEED = "speed"
    VOLUME = "volume"
    ENERGY = "energy"
    BUYING = "buying"
