from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "tocsin.appeals"
    label = "appeals"
