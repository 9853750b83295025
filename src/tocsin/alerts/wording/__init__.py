"""What an alert says: texts with holes, made from what is public, knowing nothing of sending."""

from tocsin.alerts.wording.digest import Digest
from tocsin.alerts.wording.holes import ME, WRITE, WRITE_LENGTH
from tocsin.alerts.wording.source import Source
from tocsin.alerts.wording.variant import AlertText, Reason, Variant, language_for

__all__ = ["ME", "WRITE", "WRITE_LENGTH", "AlertText", "Digest", "Reason", "Source", "Variant", "language_for"]
