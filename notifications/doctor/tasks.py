"""A task that does nothing: that it is done shows that somebody works."""

from django_tasks import task


@task()
def nod() -> None:
    """Say yes."""
