from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Tells who hands out and who erases what is held about a member."""

    name = "tocsin.members"

    def ready(self) -> None:
        from tocsin.delivery import telling
        from tocsin.members import notices, personal

        personal.register()
        telling.made_by(notices.KEY, notices.mail_of)
