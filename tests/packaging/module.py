"""The module of the wheel: rows in Arrow columns come to what the program makes of the same rows in a file."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import uplift

program = sys.argv[1]
DAY = "2027-01-01"


def row(subscription, number):
    scope = f"/subscriptions/{subscription}/resourceGroups/rg{number % 3}"
    return {
        "id": f"{scope}/providers/Microsoft.Storage/storageAccounts/st{number}",
        "name": f"st{number}",
        "type": "microsoft.storage/storageaccounts",
        "location": "westeurope",
        "resourceGroup": f"rg{number % 3}",
        "subscriptionId": subscription,
        "properties": json.dumps(
            {"supportsHttpsTrafficOnly": number % 2 == 0, "minimumTlsVersion": "TLS1_2"}, indent=1 + number % 2
        ),
    }


subscriptions = [f"{digit * 8}-1111-1111-1111-111111111111" for digit in "123"]
rows = [row(subscription, number) for subscription in subscriptions for number in range(7)]

# The same rows in a file.
with tempfile.TemporaryDirectory() as place:
    file = Path(place) / "rows.ndjson"
    lines = [json.dumps({**each, "properties": json.loads(each["properties"])}) for each in rows]
    file.write_text("\n".join(lines) + "\n")
    command = [program, "scan", str(file), "--format", "partial", "--today", DAY]
    scanned = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def sums(partial):
    return {
        (group["subscription"], group["resourceGroup"], control): tally
        for group in partial["groups"]
        for control, tally in group["controls"].items()
    }


judge = uplift.Judge(today=DAY)
whole = judge.judge(pa.Table.from_pylist(rows))
assert sums(json.loads(whole.partial)) == sums(scanned), "the module and the program disagree"
assert judge.looks_beyond

# Parts add up, in whatever batches they come.
parts = [judge.judge(pa.RecordBatch.from_pylist(rows[at : at + 7])).partial for at in range(0, len(rows), 7)]
assert sums(json.loads(uplift.merge(parts))) == sums(scanned)
tallies = whole.tallies.to_pylist()
assert sum(each["unhealthy"] for each in tallies if each["control"] == "encrypt-data-in-transit") == 9
https = [each for each in whole.findings.to_pylist() if each["recommendation"] == "storage-secure-transfer"]
assert len(https) == 9 and {each["status"] for each in https} == {"unhealthy"}, https

# Structs and whole resources say the same as texts; a stream is read as a table is.
structs = pa.Table.from_pylist([{**each, "properties": json.loads(each["properties"])} for each in rows])
assert sums(json.loads(judge.judge(structs).partial)) == sums(scanned)
texts = pa.table({"resource": lines, "_day": [DAY] * len(lines)})
assert sums(json.loads(judge.judge(texts.to_reader(max_chunksize=5)).partial)) == sums(scanned)
renamed = pa.Table.from_pylist(rows).rename_columns(
    ["id", "name", "type", "location", "resourceGroup", "subscriptionId", "props"]
)
named = uplift.Judge(today=DAY, columns=[("properties", "props")])
assert sums(json.loads(named.judge(renamed).partial)) == sums(scanned)

# A row that is no JSON is told, and nothing is concluded from it.
broken = [{**rows[0], "properties": '{"supportsHttpsTrafficOnly": tr'}, {**rows[1], "properties": '{}, "kind": "x"'}]
judged = judge.judge(pa.Table.from_pylist(broken))
told = [problem for problem in judged.problems.to_pylist() if problem["kind"] == "error"]
assert [problem["row"] for problem in told] == [0, 1] and "is no JSON" in told[0]["message"], told
statuses = {each["status"] for each in judged.findings.to_pylist()}
assert statuses == {"unknown"}, statuses

# One row that cannot be read costs no other, and one of which nobody knows what it is is told.
deep = {**rows[0], "properties": '{"a":' * 300 + "1" + "}" * 300}
judged = judge.judge(pa.Table.from_pylist([rows[1], deep, {**rows[2], "id": None, "type": None}, rows[3]]))
told = [(problem["row"], problem["message"]) for problem in judged.problems.to_pylist() if problem["kind"] == "error"]
assert [row for row, _ in told] == [2, 1] and "nesting" in told[1][1] and "neither" in told[0][1], told
https = [each["name"] for each in judged.findings.to_pylist() if each["recommendation"] == "storage-secure-transfer"]
assert https == ["st1", "st3"], https
nobody = judge.judge(pa.table({"resource": ['{"name": "x"}', None]}))
assert [problem["row"] for problem in nobody.problems.to_pylist() if problem["kind"] == "error"] == [0, 1]
# So is each where no row of the batch is a resource, and the next batch is none the worse.
for strange in ([None, None, None], ["", "", ""], [7, 8, 9]):
    types = ["Microsoft.Storage/storageAccounts"] * 3
    nobody = judge.judge(pa.table({"id": strange, "type": types, "properties": ['{"minimumTlsVersion": "TLS1_0"}'] * 3}))
    told = [(problem["row"], problem["message"]) for problem in nobody.problems.to_pylist() if problem["kind"] == "error"]
    assert [row for row, _ in told] == [0, 1, 2] and "it is not judged" in told[0][1], told
    assert nobody.findings.num_rows == 0


def refused(call, *words):
    try:
        call()
    except (uplift.UpliftError, ValueError) as error:
        assert all(word in str(error) for word in words), error
    else:
        raise AssertionError(words)


refused(lambda: uplift.merge([whole.partial, whole.partial]), "are here too")
refused(lambda: uplift.Judge(["/nowhere"]), "/nowhere")
refused(lambda: uplift.Judge(part="days"), "subscriptions")
refused(lambda: uplift.Judge(part="rows", whole=["virtualNetworks"]), "virtualNetworks")
refused(lambda: uplift.Judge(today="tomorrow"), "2027-03-31")
refused(lambda: named.judge(pa.Table.from_pylist(rows)), "props")
refused(lambda: uplift.merge(["{"]), "parts[0]")
assert judge.judge(pa.Table.from_pylist(rows).slice(0, 0)).findings.num_rows == 0
print("the module holds")
