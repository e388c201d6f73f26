from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("scoring", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="card",
            name="sent_back_reason",
            field=models.CharField(blank=True, default="", max_length=500, verbose_name="lý do trả lại"),
            preserve_default=False,
        ),
    ]
