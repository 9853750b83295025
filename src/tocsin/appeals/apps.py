from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "tocsin.appeals"
    label = "appeals"

    def ready(self) -> None:
        from tocsin.appeals.personal import tell_keepers

        tell_keepers()
