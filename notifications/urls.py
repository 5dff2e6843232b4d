"""The addresses for a project's `urls.py`: `path("stream/", include("notifications.urls"))`."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [path("poll", views.poll, name="poll")]
