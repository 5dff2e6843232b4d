"""A project that registers its rules and its kind of alerts where it starts."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Registers who may follow the streams of this project, and what people are told."""

    name = "tests.standalone.project"
    label = "standalone"

    def ready(self) -> None:
        """One line for each kind of stream."""
        from notifications.inbox import kinds
        from notifications.streams.access import everybody, register
        from tests.standalone.project.inbox import ORDER

        kinds.register(ORDER)
        register("_", everybody)
        register("%5A", everybody)
