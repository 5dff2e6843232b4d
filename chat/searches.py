"""What moderators look for: messages by what they say, words of the filter's lists."""

from django.db.models import Q

from chat import policies, records, shapes
from chat.models import Message, WordRule
from chat.models.rooms import RoomQuerySet
from chat.shapes import Shape


def messages(user_id: int, q: str, page: records.Page) -> Shape:
    """`{"messages": […]}` that say `q`, newest first, in the rooms that a moderator of the site may read."""
    records.require_moderator(user_id, None)
    rooms: RoomQuerySet = policies.readable_rooms(user_id)
    found = Message.objects.standing().filter(body__icontains=q, room__in=rooms).select_related("author", "room")
    if page.before is not None:
        found = found.filter(pk__lt=page.before)
    listed = found.order_by("-pk")[: page.limit]
    return {"messages": [{**shapes.message(one), "place": shapes.place(one.room)} for one in listed]}


def words(user_id: int, q: str, act: str, page: records.Page) -> Shape:
    """`{"words": […], "lists": […], "total"}`: those that contain `q`, newest first, and the names of all lists."""
    records.require_moderator(user_id, None)
    rules = WordRule.objects.select_related("added_by")
    found = rules.filter(Q(word__icontains=q) | Q(list_name__icontains=q)) if q else rules
    found = found.filter(act=act) if act else found
    listed = found if page.before is None else found.filter(pk__lt=page.before)
    names = WordRule.objects.exclude(list_name="").order_by("list_name").values_list("list_name", flat=True).distinct()
    return {
        "words": [shapes.word(rule) for rule in listed.order_by("-pk")[: page.limit]],
        "lists": list(names),
        "total": found.count(),
    }
