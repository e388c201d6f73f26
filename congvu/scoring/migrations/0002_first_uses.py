"""Every organ's history of packs, from the periods that it opened; `Rules.pack` where it opened none."""

import datetime as dt

from django.db import migrations
from django.utils import timezone

from rulebook import loader
from rulebook.errors import RuleError


def write_down(apps, schema_editor):
    Rules = apps.get_model("org", "Rules")
    Period = apps.get_model("scoring", "Period")
    Use = apps.get_model("regimes", "Use")
    now = timezone.now()
    for organ_id, first_pack in Rules.objects.order_by("pk").values_list("organ_id", "pack"):
        periods = Period.objects.filter(organ_id=organ_id).order_by("first")
        spans = []
        for pack_id, sha256, first, last in periods.values_list("pack_id", "pack_sha256", "first", "last"):
            if not spans or (pack_id, sha256) != (spans[-1]["pack_id"], spans[-1]["pack_sha256"]):
                spans.append({"pack_id": pack_id, "pack_sha256": sha256, "valid_from": first})
            spans[-1]["opened_to"] = last + dt.timedelta(days=1)
        try:
            pack = loader.pack(spans[0]["pack_id"] if spans else first_pack)
        except RuleError:
            pack = None
        if not spans and pack is not None:
            spans = [{"pack_id": pack.id, "pack_sha256": pack.sha256, "valid_from": pack.valid_from}]
        elif spans and pack is not None:
            spans[0]["valid_from"] = min(pack.valid_from, spans[0]["valid_from"])
        for at, span in enumerate(spans):
            until = spans[at + 1]["valid_from"] if at + 1 < len(spans) else None
            Use.objects.create(
                organ_id=organ_id, is_first=True, valid_to=until, made_at=now, made_by="system", **span
            )


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0002_swaps"),
        ("regimes", "0001_packs_of_an_organ"),
        ("scoring", "0001_initial"),
    ]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
