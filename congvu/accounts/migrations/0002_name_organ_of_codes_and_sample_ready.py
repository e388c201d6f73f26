from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="entrycode",
            name="organ_id",
            field=models.BigIntegerField(null=True, verbose_name="cơ quan"),
        ),
        migrations.AddField(
            model_name="installation",
            name="sample_ready_at",
            field=models.DateTimeField(null=True, verbose_name="dữ liệu mẫu dựng xong lúc"),
        ),
    ]
