from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "tocsin.staff"
    label = "staff"

    def ready(self) -> None:
        from tocsin.staff.personal import tell_keepers

        tell_keepers()
