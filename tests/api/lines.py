"""What schemathesis must be told: JSON lines are sent as they are written."""
import schemathesis


@schemathesis.serializer("application/jsonl")
def lines(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
