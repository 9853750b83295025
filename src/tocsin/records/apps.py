from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "tocsin.records"
    label = "records"
