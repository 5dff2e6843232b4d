"""The addresses of the pages. Streams, polls and probes have theirs in `chatsite.asgi`."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from chat import api
from chatsite import accounts
from chatsite.first_administrator import first_administrator
from chatsite.service_worker import service_worker


class Icon(RedirectView):
    """Pages name the icon; this is for those that are not ours and for browsers that just ask."""

    def get_redirect_url(self) -> str:
        return static("icon.svg")


# The one way in is allauth's: its second factor, its limits, and nothing that tells names.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents

urlpatterns = [
    path("favicon.ico", Icon.as_view()),
    path("service-worker.js", service_worker, name="service_worker"),
    path("setup/<str:token>/", first_administrator, name="first_administrator"),
    path("accounts/invited/<str:token>/", accounts.invited, name="invited"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", api.urls),
    path("notifications/", include("notifications.inbox.urls")),
    path("", include("chat.urls")),
]
