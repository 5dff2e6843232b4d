"""The pages' addresses."""

from django.urls import include, path

from chat.views import (
    alerts,
    connection,
    front,
    keeping,
    kept_out,
    lab,
    live,
    members,
    preferences,
    room,
    stage,
    webhooks,
)

urlpatterns = [
    path("", front.rooms, name="rooms"),
    path("connection/", connection.connection, name="connection"),
    path("lab/", lab.lab, name="lab"),
    path("kept-out/", kept_out.why, name="why_kept_out"),
    path("kept-out/<str:token>/", kept_out.kept_out, name="kept_out"),
    path("sanctions/<int:sanction>/", kept_out.own_sanction, name="own_sanction"),
    path("live/<str:stream>/", live.live_stream, name="live_stream"),
    path("live/<str:stream>/frame/", live.live_frame, name="live_frame"),
    path("notifications/", alerts.alerts, name="alerts"),
    path("notifications/read/", alerts.read, name="alerts_read"),
    path("notifications/preferences/", preferences.preferences, name="alert_preferences"),
    path("notifications/preferences/test/", preferences.test, name="alert_test"),
    path("moderation/", include("chat.views.moderation.urls")),
    path("rooms/new/", keeping.create, name="room_create"),
    path("rooms/<slug:slug>/", room.room, name="room"),
    path("rooms/<slug:slug>/settings/", keeping.settings, name="room_settings"),
    path("rooms/<slug:slug>/stage/", stage.stage, name="room_stage"),
    path("rooms/<slug:slug>/webhooks/", webhooks.webhooks, name="room_webhooks"),
    path("rooms/<slug:slug>/webhooks/<int:webhook>/revoke/", webhooks.revoke, name="webhook_revoke"),
    path("rooms/<slug:slug>/level/", preferences.level, name="room_level"),
    path("rooms/<slug:slug>/join/", members.join, name="room_join"),
    path("rooms/<slug:slug>/leave/", members.leave, name="room_leave"),
    path("rooms/<slug:slug>/members/", members.members, name="room_members"),
    path("rooms/<slug:slug>/members/<str:username>/role/", members.set_role, name="member_role"),
    path("rooms/<slug:slug>/members/<str:username>/kick/", members.kick, name="member_kick"),
]
