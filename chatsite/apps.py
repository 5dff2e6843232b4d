"""The Django application that holds the site's commands, template tags and account rules."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatsiteConfig(AppConfig):
    name = "chatsite"
    verbose_name = _("Site")
