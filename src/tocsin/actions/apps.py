from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "tocsin.actions"
    label = "actions"
