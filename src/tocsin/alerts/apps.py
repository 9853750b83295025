from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Alerts and the fan-out."""

    name = "tocsin.alerts"
