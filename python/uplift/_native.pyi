from collections.abc import Sequence
from os import PathLike
from typing import Any, Literal

import pyarrow as pa

__version__: str

class UpliftError(Exception):
    """Settings, policies or data that are wrong, each in a line with its place."""

class Judge:
    """What rows are judged by. Policies and settings are read once, when it is made.

    ``policies``: directories or files of policies besides the shipped library, which ``library=False`` leaves out.
    ``settings``: an ``uplift.yaml``. ``today``: the day that exemptions are judged on, like ``"2027-03-31"``.
    ``part``: the rows are a part of an estate that was divided row by row, or by subscription; what may be in another part
    is unknown then. ``whole``: types of which all resources are among the rows nevertheless.
    ``columns``: pairs of a member of resources and the name of the column that holds it.
    """

    def __init__(
        self,
        policies: Sequence[str | PathLike[str]] = (),
        *,
        library: bool = True,
        settings: str | PathLike[str] | None = None,
        part: Literal["rows", "subscriptions"] | None = None,
        whole: Sequence[str] = (),
        today: str | None = None,
        columns: Sequence[tuple[str, str]] | None = None,
        findings: bool = True,
        threads: int = 1,
    ) -> None: ...
    @property
    def looks_beyond(self) -> bool:
        """Whether any recommendation looks beyond the resource that it is asked of."""
    def judge(self, rows: Any) -> Judged:
        """Judges a ``pyarrow.Table``, a ``RecordBatch`` or anything that gives an Arrow stream."""

class Judged:
    """What was found in some rows."""

    @property
    def partial(self) -> str:
        """Sums in whole numbers, as ``uplift scan --format partial`` writes them, for :func:`merge`."""
    @property
    def tallies(self) -> pa.RecordBatch:
        """``estate, subscription, resource_group, control, max_score, healthy, unhealthy, not_applicable, unknown``"""
    @property
    def recommendations(self) -> pa.RecordBatch:
        """``recommendation, title, severity, healthy, unhealthy, not_applicable, unknown, exempt``"""
    @property
    def findings(self) -> pa.RecordBatch:
        """``recommendation, severity, status, id, name, type, resource_group, subscription, message, exemption``"""
    @property
    def problems(self) -> pa.RecordBatch:
        """``row, kind, message, help``; ``row`` counts from 0 and is null where no row is concerned."""

def merge(parts: Sequence[str]) -> str:
    """Adds up partial results of one day; the sum is a partial result too, exactly that of all rows at once."""

def run(arguments: Sequence[str]) -> int:
    """Runs the program, its name first; its exit code."""
