"""Everything that reads rating years."""

from .access import (
    decision_in_force,
    decisions_in_force,
    dossier_of,
    may_keep,
    may_see_years,
    rating_of,
    visible_dossiers,
    year_of,
)
from .dossiers import DossierPage, dossier_page
from .units import (
    cap_page,
    minutes_of,
    minutes_page,
    minutes_unit,
    organisation_names,
    unit_page,
    units_page,
)
from .years import DossierLine, board, home, level_names, lines_of

__all__ = [
    "DossierLine",
    "DossierPage",
    "board",
    "cap_page",
    "decision_in_force",
    "decisions_in_force",
    "dossier_of",
    "dossier_page",
    "home",
    "level_names",
    "lines_of",
    "may_keep",
    "may_see_years",
    "minutes_of",
    "minutes_page",
    "minutes_unit",
    "organisation_names",
    "rating_of",
    "unit_page",
    "units_page",
    "visible_dossiers",
    "year_of",
]
