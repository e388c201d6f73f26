app_name = "rating"
urlpatterns = []  # type: ignore[var-annotated]
