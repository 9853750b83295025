"""What an editor wants to hear about a case file before it goes to a second person."""

from tocsin.casefile.checking.findings import Finding, Severity, check_case, check_value

__all__ = ["Finding", "Severity", "check_case", "check_value"]
