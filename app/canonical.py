"""One spelling of facts, so that equal facts hash alike: the ground of the history and of kept sheets."""

import json
from collections.abc import Mapping
from typing import Any


def canonical(facts: Mapping[str, Any]) -> str:
    """Facts as JSON with sorted names and no spaces; dates and the like as their plain text."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
