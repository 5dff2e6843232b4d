"""The addresses of the panel, below /moderation/."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from chat.views.moderation import audit, connections, people, queue, report, sanctions, words


class IdConverter(IntConverter):
    """A number that the database's integers hold."""

    regex = "[0-9]{1,18}"


register_converter(IdConverter, "id")

urlpatterns = [
    path("", queue.queue, name="moderation"),
    path("bulk/", queue.bulk, name="reports_bulk"),
    path("reports/<id:report>/", report.report, name="report"),
    path("reports/<id:report>/hold/", report.hold, name="report_hold"),
    path("sanctions/", sanctions.sanctions, name="sanctions"),
    path("sanctions/<id:sanction>/answer/", sanctions.answer, name="appeal_answer"),
    path("sanctions/<id:sanction>/lift/", sanctions.lift, name="sanction_lift"),
    path("search/", people.search, name="search"),
    path("people/<str:username>/", people.person, name="person"),
    path("words/", words.words, name="words"),
    path("words/<id:word>/drop/", words.drop, name="word_drop"),
    path("connections/", connections.connections, name="connections"),
    path("audit/", audit.audit, name="audit"),
]
