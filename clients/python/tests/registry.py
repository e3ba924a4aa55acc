"""The running registry that the tests call, and what they share."""

import os
import sys
import uuid

# No answer counts as late on a busy machine before this.
LIMIT = 20.0
UNKNOWN_ID = "01900000-0000-7000-8000-000000000000"

ADDRESS = os.environ.get("MAAS_REGISTRY", "")
if not ADDRESS:
    sys.exit("MAAS_REGISTRY must be the host:port of a running registry")


def new_name(kind: str) -> str:
    return f"{kind}-{uuid.uuid4()}"
