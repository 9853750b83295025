from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Alerts and the fan-out."""

    name = "tocsin.alerts"

    def ready(self) -> None:
        from tocsin.actions.publishing import heralds
        from tocsin.alerts.planning.announcing import HOLD_WORDS, herald

        heralds.call_on(herald, *HOLD_WORDS)
