"""Answers whoever mentions the assistant in a room, one after the other."""

import logging
from dataclasses import dataclass, field
from queue import Full, Queue
from threading import Thread
from typing import Any

from django.utils.translation import gettext as _

from chat.assistant.http import Unreachable
from chat.assistant.model import Model, ModelFailed, Turn, Why
from chat.assistant.site import Refused, Site
from chat.assistant.writing import Stopped, Writing, patiently

logger = logging.getLogger(__name__)

# Who asks after so many others would wait for minutes.
WAITING_MAX = 5
Message = dict[str, Any]


@dataclass
class Assistant:
    """One assistant in one room."""

    site: Site
    room: Message
    me: Message
    model: Model
    prompt: str
    context: int
    """How many messages, up to the question, it is shown."""
    questions: Queue[Message] = field(default_factory=lambda: Queue(WAITING_MAX))
    writing: Writing | None = None

    def serve(self) -> None:
        """Answer until there is nothing to follow any more.

        Raises:
            Over: the room is closed, or closed to us.
        """
        Thread(target=self._answer_all, daemon=True).start()
        for event in self.site.follow(self.room["stream"], self.room["position"]):
            if event["type"] == "message.posted" and self._is_asked(event["data"]["message"]):
                try:
                    self.questions.put_nowait(event["data"]["message"])
                except Full:
                    logger.warning("too_many_questions")

    def stop(self) -> None:
        """Say that there comes no more, if something is being said."""
        if self.writing is not None:
            try:
                self.writing.cancel()
            except (Stopped, Refused, Unreachable):
                logger.info("nothing_to_stop")

    def answer(self, question: Message) -> None:
        """Answer one question; what goes wrong is said in the answer, kindly."""
        try:
            writing = self.writing = Writing(self.site, self.room["id"], question["id"])
            self._write(writing, question)
            writing.finish()
        except Stopped:
            logger.info("stopped: question %s", question["id"])
        except (Refused, Unreachable) as error:
            # The word filter, a mute, a room that was archived: nothing that could be said would arrive.
            logger.warning("answer_refused: %s", error)
            self.stop()
        finally:
            self.writing = None

    def _write(self, writing: Writing, question: Message) -> None:
        try:
            for piece in patiently(self.model.answer(self._turns(question))):
                writing.add(piece)
                if not writing.room_left:
                    return
        except ModelFailed as failure:
            logger.warning("model_failed: %s %s", failure.why, failure)
            sentence = sorry(failure.why)
            broken_off = _("Here it broke off.")
            writing.add(sentence if writing.is_blank else f"\n\n*{broken_off} {sentence}*")
        if writing.is_blank:
            writing.add(_("I have nothing to say to this."))

    def _answer_all(self) -> None:
        while True:
            try:
                self.answer(self.questions.get())
            except Exception:
                logger.exception("answer_failed")

    def _is_asked(self, message: Message) -> bool:
        """Is it named? Bots are not answered: two of them would never end."""
        return not message["bot"] and f'data-username="{self.me["username"]}"' in message["html"]

    def _turns(self, question: Message) -> list[Turn]:
        path = f"rooms/{self.room['id']}/messages?before={question['id'] + 1}&limit={self.context}"
        said = [one for one in self.site("GET", path)["messages"] if one["body"] and one["answer"] != "growing"]
        return [{"role": "system", "content": self.prompt}, *map(self._turn, said)]

    def _turn(self, message: Message) -> Turn:
        if message["author"]["id"] == self.me["id"]:
            return {"role": "assistant", "content": message["body"]}
        return {"role": "user", "content": f"{message['author']['name']}: {message['body']}"}


def sorry(why: Why) -> str:
    """What is said in the room when the model fails."""
    return {
        "busy": _("I am too busy just now. Please ask me again in a minute."),
        "refused": _("I may not answer: my model refused the request. Whoever runs this site can find out why."),
        "unreachable": _("I cannot reach my model just now. Please ask me again later."),
        "slow": _("I have been thinking for too long. Please ask me again, or ask something smaller."),
        "broken": _("My model said something that I do not understand. Please ask me again."),
    }[why]
