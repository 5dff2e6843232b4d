"""The pages of figures and live values, without scripts."""

from datetime import datetime

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from chat.actions import figures
from chat.actions.live_streams import declare_stream
from chat.actions.publishing import publish_value
from chat.models import LiveStream, PublishToken, Room, User
from notifications.streams import connections, log
from tests.pages.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def weather(now: datetime) -> LiveStream:
    declared = declare_stream(actor=None, name="weather", title="Weather", at=now)
    publish_value(stream="weather", name="temperature", value=21.5, unit="°C", at=now)
    publish_value(stream="weather", name="<b>raining</b>", value=False, at=now)
    return declared


def test_the_front_page_shows_the_figures_once_there_are_any(client: Client, lobby: Room, now: datetime) -> None:
    assert 'data-part="figures"' in client.get("/").content.decode()
    connections.write("one", {"sse": 7}, guests=7)
    figures.tell_if_open(now)
    page = client.get("/").content.decode()
    assert '<p class="figure-number" data-part="people">7</p>' in page
    assert '"cursor": "' in page


@pytest.mark.usefixtures("weather")
def test_a_page_shows_its_values(client: Client) -> None:
    page = client.get("/live/weather/").content.decode()
    assert "<h1>Weather</h1>" in page
    assert ">21.5</strong>" in page
    assert "°C" in page
    assert ">no</strong>" in page
    assert "&lt;b&gt;raining" in page
    assert "<b>raining" not in page


@pytest.mark.usefixtures("weather")
def test_a_page_speaks_chinese(client: Client) -> None:
    page = client.get("/live/weather/", headers={"Accept-Language": "zh-CN"}).content.decode()
    assert ">否</strong>" in page


@pytest.mark.usefixtures("weather")
def test_a_page_shows_what_is_asked_for(client: Client) -> None:
    page = client.get("/live/weather/?name=temperature").content.decode()
    assert page.count("<live-value") == 1


def test_only_its_readers_find_a_page(client: Client, as_alice: Client, weather: LiveStream, now: datetime) -> None:
    declare_stream(actor=None, name="weather", readers="signed-in", at=now)
    assert client.get("/live/weather/").status_code == 404
    assert as_alice.get("/live/weather/").status_code == 200
    for stream in ("nothing", "room-1", "%00"):
        assert as_alice.get(f"/live/{stream}/").status_code == 404


@pytest.mark.usefixtures("weather")
def test_only_the_frame_may_be_framed_and_only_by_listed_origins(client: Client) -> None:
    with override_settings(STREAM_ALLOWED_ORIGINS=["https://board.example.org"]):
        frame = client.get("/live/weather/frame/?name=temperature")
    assert "frame-ancestors 'self' https://board.example.org" in frame["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame
    assert frame.content.decode().count("<live-value") == 1
    page = client.get("/live/weather/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


# For operators


@pytest.fixture
def as_admin(db: None) -> Client:
    return signed_in(User.objects.create_superuser("admin", password="demo"))


def test_an_operator_declares_gives_out_and_takes_back(as_admin: Client) -> None:
    form = {"name": "stock-*", "title": "Stock", "readers": "signed-in"}
    assert as_admin.post("/admin/chat/livestream/add/", form).status_code == 302
    stream = LiveStream.objects.get()
    shown = as_admin.post("/admin/chat/publishtoken/add/", {"stream": stream.pk, "label": "till"}, follow=True)
    token = PublishToken.objects.get()
    assert token.issued_by is not None
    assert shown.content.decode().count("chatsite_publish_") == 1
    assert "chatsite_publish_" not in as_admin.get("/admin/chat/publishtoken/").content.decode()
    as_admin.post(f"/admin/chat/publishtoken/{token.pk}/delete/", {"post": "yes"})
    assert not PublishToken.objects.exists()


def test_a_stream_that_an_operator_drops_leaves_nothing(as_admin: Client, client: Client, weather: LiveStream) -> None:
    change = f"/admin/chat/livestream/{weather.pk}/change/"
    assert as_admin.post(change, {"title": "Wetter", "readers": "moderators"}).status_code == 302
    assert client.get("/live/weather/").status_code == 404
    as_admin.post(f"/admin/chat/livestream/{weather.pk}/delete/", {"post": "yes"})
    assert not LiveStream.objects.exists()
    reach = log.reach(["weather"])["weather"]
    assert reach.floor == reach.head == 2


def test_the_sites_own_names_are_refused_in_the_form(as_admin: Client) -> None:
    form = {"name": "room-7", "title": "", "readers": "everybody"}
    answer = as_admin.post("/admin/chat/livestream/add/", form)
    assert "belong to the site itself" in answer.content.decode()
    assert not LiveStream.objects.exists()
