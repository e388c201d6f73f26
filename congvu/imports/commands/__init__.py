"""Everything that an import writes."""

from congvu.imports.writing import IssuedCode

from .apply import Applied, apply_batch, apply_catalogue, apply_positions, apply_staff
from .codes import reissue_codes
from .staging import discard_batch, map_columns, read_file

__all__ = [
    "Applied",
    "IssuedCode",
    "apply_batch",
    "apply_catalogue",
    "apply_positions",
    "apply_staff",
    "discard_batch",
    "map_columns",
    "read_file",
    "reissue_codes",
]
