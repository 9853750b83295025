from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Tells who hands out and who erases what is held about a member."""

    name = "tocsin.members"

    def ready(self) -> None:
        from tocsin.members import personal

        personal.register()
