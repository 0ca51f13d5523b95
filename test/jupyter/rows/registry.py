"""Where rows register themselves."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table: what is asked, and how it is found out."""

    group: str
    title: str
    #: Gives a measured value or nothing; raises Failed or NotApplicable.
    check: Callable
    #: Needs a kernel that has run nothing.
    fresh: bool
    #: Leaves a kernel that nobody should use again.
    breaks: bool


ROWS: list[Row] = []


def row(group: str, title: str, *, fresh: bool = False, breaks: bool = False) -> Callable:
    """Registers a function as a row."""

    def register(check: Callable) -> Callable:
        ROWS.append(Row(group, title, check, fresh, breaks))
        return check

    return register
