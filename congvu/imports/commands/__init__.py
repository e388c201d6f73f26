"""Everything that an import writes."""

from congvu.imports.finishing import Applied
from congvu.imports.writing import IssuedCode

from .apply import apply_batch, apply_catalogue, apply_positions
from .codes import reissue_codes
from .slices import Slice, apply_slice
from .staging import discard_batch, map_columns, read_file

__all__ = [
    "Applied",
    "IssuedCode",
    "Slice",
    "apply_batch",
    "apply_catalogue",
    "apply_positions",
    "apply_slice",
    "discard_batch",
    "map_columns",
    "read_file",
    "reissue_codes",
]
