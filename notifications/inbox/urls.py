"""The addresses of the inbox's pages: `path("notifications/", include("notifications.inbox.urls"))`."""

from django.urls import path

from notifications.inbox import views

app_name = "inbox"
urlpatterns = [path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe")]
