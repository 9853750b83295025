"""The foot of every alert: why somebody gets it, how they change that, and that nothing watches them."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale
from django.conf import settings
from django.utils.translation import gettext as _

from tocsin.alerts.wording.blocks import Foot, Link, isolated
from tocsin.alerts.wording.edition import PublicEdition
from tocsin.alerts.wording.holes import ME
from tocsin.alerts.wording.variant import Variant
from tocsin.casefile.writing.wording import wording_for


def foot_of(variant: Variant, *editions: PublicEdition) -> Foot:
    """editions: what the alert is about; names of concerns are looked up in them."""
    return Foot(
        reason=_reason(variant, editions),
        change=Link(_("Change what you get, pause or leave, with one button"), f"{settings.ENVIRONMENT.url}/me/{ME}/"),
        last=(_("Nothing in this message tells us whether you have opened it."),),
    )


def _reason(variant: Variant, editions: Iterable[PublicEdition]) -> str:
    why = variant.reason[0]
    if variant.quiet:
        return _("You get this because you asked for alerts that name neither person nor country.")
    match why:
        case "wrote":
            return _("You get this because you wrote on this case.")
        case "group":
            return _("You get this because your group asked for alerts.")
        case "country" | "region" | "concern":
            name = _name(variant, editions)
        case "all":
            name = None
    if name is None:
        return _("You get this because you asked for alerts.")
    direction = wording_for(variant.tongue).direction
    said = {
        "country": _("You get this because you asked for alerts about this country: {name}."),
        "region": _("You get this because you asked for alerts about this region: {name}."),
        "concern": _("You get this because you asked for alerts about this concern: {name}."),
    }
    return said[why].format(name=isolated(name, direction))


def _name(variant: Variant, editions: Iterable[PublicEdition]) -> str | None:
    """What the state, region or concern is called; None where nobody knows."""
    why, code = variant.reason
    locale: Locale = wording_for(variant.tongue).locale
    for public in editions:
        if why == "country":
            return public.country(code)
        if why == "concern" and (name := public.concern(code, variant.language)):
            return name
    return locale.territories.get(code) if why == "region" else None
