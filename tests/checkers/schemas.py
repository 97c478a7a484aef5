"""schemas.py WORKSPACE [SCHEMAS]: every TOML file and header of a workspace against its JSON Schema.

A TOML file names its schema in its first line; the header of a Markdown file has the schema of its folder. Prints a line for
each mistake, then how many files were looked at, and exits 1 when there is a mistake."""

import json
import sys
import tomllib
from datetime import date, datetime, time
from pathlib import Path

from jsonschema import Draft7Validator

FOLDERS = {
    "handbook": "chapter",
    "scripts": "script",
    "campaigns": "campaign",
    "kpis": "kpi",
    "plans": "plan",
    "rubrics": "rubric",
}


def plain(value):
    """TOML's days and times are texts in JSON."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, (date, datetime, time)) else value


def parts(path, workspace, schemas):
    """The TOML of a file and the path of its schema; None for a file that has none."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".toml":
        first = text.splitlines()[0]
        if not first.startswith("#:schema "):
            return None
        return text, (path.parent / first.removeprefix("#:schema ").strip()).resolve()
    kind = FOLDERS.get(path.relative_to(workspace).parts[1])
    if kind is None or not text.startswith("+++"):
        return None
    if kind == "chapter" and path.stem.endswith((".en", ".zh")):
        kind = "translation"
    return text.split("+++")[1], schemas / f"{kind}.schema.json"


def main():
    workspace = Path(sys.argv[1]).resolve()
    schemas = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else workspace / "schemas"
    validators = {}
    for path in sorted(schemas.glob("*.json")):
        schema = json.loads(path.read_text())
        Draft7Validator.check_schema(schema)
        validators[path] = Draft7Validator(schema)
    files = [workspace / "sopress.toml"]
    for folder, ending in [("content", "*.toml"), ("content", "*.md"), ("kits", "kit.toml"), ("themes", "theme.toml")]:
        files += sorted((workspace / folder).rglob(ending))
    # The program writes the locks; nobody edits them.
    locks = workspace / "content" / "locks"
    files = [path for path in files if not path.is_relative_to(locks)]
    seen, wrong = 0, 0
    for path in files:
        name = path.relative_to(workspace)
        found = parts(path, workspace, schemas)
        if found is None:
            wrong += 1
            print(f"{name}: has no schema")
            continue
        text, schema = found
        seen += 1
        for error in validators[schema].iter_errors(plain(tomllib.loads(text))):
            wrong += 1
            print(f"{name}: {'.'.join(map(str, error.absolute_path))}: {error.message[:200]}")
    print(f"{seen} files, {wrong} mistakes")
    sys.exit(1 if wrong or not seen else 0)


main()
