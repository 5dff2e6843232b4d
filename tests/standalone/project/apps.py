"""A project that registers a rule where it starts."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Registers who may follow the streams of this project."""

    name = "tests.standalone.project"
    label = "standalone"

    def ready(self) -> None:
        """One line for each kind of stream."""
        from notifications.streams.access import everybody, register

        register("_", everybody)
        register("%5A", everybody)
