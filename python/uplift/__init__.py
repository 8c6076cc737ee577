"""The secure score of Azure resources in Arrow columns, judged where they lie.

    >>> import pyarrow as pa, uplift
    >>> rows = pa.table({
    ...     "id": ["/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg"
    ...            "/providers/Microsoft.Storage/storageAccounts/st"],
    ...     "type": ["microsoft.storage/storageaccounts"],
    ...     "properties": ['{"supportsHttpsTrafficOnly": false}'],
    ... })
    >>> judged = uplift.judge(rows, today="2027-01-01")
    >>> [row["status"] for row in judged.findings.to_pylist()
    ...  if row["recommendation"] == "storage-secure-transfer"]
    ['unhealthy']

A row is a resource: its columns are named as the members of Resource Graph's rows (``id``, ``name``, ``type``,
``location``, ``resourceGroup``, ``subscriptionId``, ``tags``, ``properties``, ...). ``properties``, ``tags``, ``sku``,
``identity``, ``plan``, ``zones`` and ``extendedLocation`` may be texts of JSON or structs; a column ``resource`` may hold
whole resources as texts of JSON. Columns that begin with an underscore are passed over.
"""

from ._native import Judge, Judged, UpliftError, __version__, merge

__all__ = ["Judge", "Judged", "UpliftError", "__version__", "judge", "merge"]


def judge(rows, policies=(), **options):
    """Judges the rows of a table, a batch or any Arrow stream: ``Judge(policies, **options).judge(rows)``.

    Whoever judges many batches makes one :class:`Judge` and keeps it, for it reads the policies once.
    """
    return Judge(list(policies), **options).judge(rows)
