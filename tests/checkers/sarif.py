"""sarif.py LOG SCHEMA: a SARIF log against the schema of its standard. Prints a line for each mistake; exits 1 when there is one."""

import json
import sys
from pathlib import Path

from jsonschema.validators import validator_for

log, schema = (json.loads(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:3])
kind = validator_for(schema)
kind.check_schema(schema)
mistakes = [f"{error.json_path}: {error.message}" for error in kind(schema).iter_errors(log)]
print("\n".join(mistakes) or f"{len(log['runs'][0]['results'])} results, 0 mistakes")
sys.exit(bool(mistakes))
