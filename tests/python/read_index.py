"""Prints every table of a published index as JSON, read with pyarrow: {name: {rows, columns: {name: values}}}."""

import json
import sys
from pathlib import Path

import pyarrow as pa


def read(path: Path, entry: dict) -> dict:
    table = pa.ipc.open_file(path).read_all()
    table.validate(full=True)
    assert table.num_rows == entry["rows"], (entry["name"], table.num_rows, entry["rows"])
    assert path.stat().st_size == entry["bytes"], entry["name"]
    return {"rows": table.num_rows, "columns": table.to_pydict()}


def main(directory: Path) -> None:
    manifest = json.loads((directory / "prism-index.json").read_text("utf-8"))
    entries = [entry for segment in manifest["segments"] for entry in segment["tables"]]
    json.dump({entry["name"]: read(directory / entry["path"], entry) for entry in entries}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
