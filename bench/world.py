"""Fill an empty installation with the common rows: `python -m bench.world ROWS.csv PEOPLE`.

Only for the benchmark: rows go straight into the tables, as `bulk_create` takes them.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from pathlib import Path

from congvu.cli import folder, prepare


def main(source: Path, people: int) -> None:
    data = folder.prepare()
    prepare.django()
    prepare.database()
    prepare.static(data)
    from django.db import transaction

    from bench import gen, lived, organ
    from bench.sink import Sink, settle
    from congvu.base import clock

    begun = time.perf_counter()
    last = gen.working_days(clock.today(), 1)[-1]
    sink = Sink()
    with transaction.atomic():
        cast = organ.build(sink, people, gen.working_days(last)[0])
        life = lived.Life(sink, cast, last)
        for person, rows in itertools.groupby(gen.read(source), key=lambda row: row[0]):
            life.live(person, list(rows))
        lived.periods(sink, cast, last)
        sink.flush()
    settle()
    print(json.dumps({"rows": sink.counts, "seconds": round(time.perf_counter() - begun, 1)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
