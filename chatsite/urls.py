"""The addresses of the pages. Streams, polls and probes have theirs in `chatsite.asgi`."""

from django.contrib import admin
from django.urls import include, path

from chatsite import accounts

urlpatterns = [
    path("accounts/invited/<str:token>/", accounts.invited, name="invited"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("chat.urls")),
]
