"""Background tasks in the database, each with the id of the request that asked for it, for the log."""

from typing import Any

from django_tasks_db import DatabaseBackend

from parvis.core import logs

KEY = "request"


class TaskBackend(DatabaseBackend):
    """The library's own, and one word more beside the arguments of each task."""

    def _task_to_db_task(self, task: Any, args: Any, kwargs: Any) -> Any:
        row = super()._task_to_db_task(task, args, kwargs)
        if logs.request_id():
            row.args_kwargs[KEY] = logs.request_id()
            row.save(update_fields=["args_kwargs"])
        return row


def request_of(row: Any) -> str:
    """The request that asked for this task; a new id for one that asked for itself."""
    return str(row.args_kwargs.get(KEY, "")) or logs.new_id()
