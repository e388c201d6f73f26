"""Who is who on a day: actors, places, confirmers, and the pages of the organisation."""

from .actors import actor_of, actor_of_person
from .confirmers import (
    Basis,
    Confirmer,
    ancestors,
    confirmer_of,
    confirmers,
    confirmers_with_reason,
    heads,
    heads_of,
)
from .places import (
    Place,
    Segment,
    people_under,
    place,
    places,
    root_unit,
    segments,
    segments_of,
)

__all__ = [
    "Basis",
    "Confirmer",
    "Place",
    "Segment",
    "actor_of",
    "actor_of_person",
    "ancestors",
    "confirmer_of",
    "confirmers",
    "confirmers_with_reason",
    "heads",
    "heads_of",
    "people_under",
    "place",
    "places",
    "root_unit",
    "segments",
    "segments_of",
]
