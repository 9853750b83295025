"""The headers of every answer, as one table: pages, files, redirects, errors (SAFETY.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; script-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

# What a browser could do for a page that asks; no page asks for anything.
FEATURES = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "clipboard-write",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "web-share",
    "window-management",
    "xr-spatial-tracking",
)

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    # Granian writes its own name where there is none.
    "Server": "",
}

STRICT_TRANSPORT = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}

NEVER_SAID = ("X-Powered-By",)


def headers_for(*, is_https: bool, is_onion: bool) -> dict[str, str]:
    """The table for an installation. An onion address is its own proof, and a browser would remember its name."""
    return {**HEADERS, **(STRICT_TRANSPORT if is_https and not is_onion else {})}


class HeadersMiddleware:
    """The outermost of all, so that no answer goes without."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.headers = {**headers_for(is_https=settings.IS_HTTPS, is_onion=settings.IS_ONION), **settings.OWN_HEADERS}
        self.policies: frozenset[str] = frozenset(settings.OWN_POLICIES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name in NEVER_SAID:
            response.headers.pop(name, None)
        policy = response.headers.get("Content-Security-Policy")
        for name, value in self.headers.items():
            response.headers[name] = value
        if policy in self.policies:
            # One of the few that the table knows for single answers; whatever else a view says is not taken.
            response.headers["Content-Security-Policy"] = policy
        return response
