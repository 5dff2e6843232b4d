"""Figures as they stand when a page is rendered; static/live/ goes on from there."""

from typing import Any

from django import template

from chat import events, measuring
from chat.views.figure_words import figure_sentences
from notifications.streams import log
from notifications.streams.cursor import Cursor

register = template.Library()


@register.inclusion_tag("live/site_figures.html", takes_context=True)
def site_figures(context: template.Context) -> dict[str, Any]:
    """How the site is doing, for everybody."""
    told = measuring.told(events.SITE)
    return {
        "now": told.data,
        "figures": {"figures": told.data, "cursor": _cursor(events.SITE, told)},
        "sentences": figure_sentences(),
        "CSP_NONCE": context.get("CSP_NONCE"),
    }


@register.inclusion_tag("live/traffic.html", takes_context=True)
def traffic(context: template.Context) -> dict[str, Any]:
    """How the site is doing, for its moderators."""
    told = measuring.told(events.TRAFFIC)
    return {
        "traffic": {"stream": events.TRAFFIC, "traffic": told.data, "cursor": _cursor(events.TRAFFIC, told)},
        "sentences": figure_sentences(),
        "CSP_NONCE": context.get("CSP_NONCE"),
    }


@register.filter
def is_text(value: object) -> bool:
    """Is a live value words, and no number or truth value?"""
    return isinstance(value, str)


def _cursor(stream: str, told: measuring.Told) -> str:
    return str(Cursor(log.generation(), {stream: told.position}))
