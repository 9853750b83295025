"""From where somebody comes, no more exactly than is needed against floods: the network, never the address."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def network_of(address: str) -> str:
    """The network of an IP address, which is all that is looked at; empty where it is none, or loopback."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if ip.is_loopback:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))


def network_of_request(request: HttpRequest) -> str:
    """The IP address goes no further than this. Behind a proxy on this machine it is the last that the proxy names."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if settings.IS_ONION:
        # All come from this machine's own Tor, and what else they say of themselves they made up.
        return ""
    if direct in settings.PROXIES:
        return network_of(request.headers.get("X-Forwarded-For", direct).rpartition(",")[2].strip())
    return network_of(direct)
