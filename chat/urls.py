"""The pages' addresses."""

from django.urls import path

from chat.views import front, keeping, kept_out, members, room

urlpatterns = [
    path("", front.rooms, name="rooms"),
    path("kept-out/<str:token>/", kept_out.kept_out, name="kept_out"),
    path("rooms/new/", keeping.create, name="room_create"),
    path("rooms/<slug:slug>/", room.room, name="room"),
    path("rooms/<slug:slug>/settings/", keeping.settings, name="room_settings"),
    path("rooms/<slug:slug>/join/", members.join, name="room_join"),
    path("rooms/<slug:slug>/leave/", members.leave, name="room_leave"),
    path("rooms/<slug:slug>/members/", members.members, name="room_members"),
    path("rooms/<slug:slug>/members/<str:username>/role/", members.set_role, name="member_role"),
    path("rooms/<slug:slug>/members/<str:username>/kick/", members.kick, name="member_kick"),
]
