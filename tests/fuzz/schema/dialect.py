"""One document for one dialect, as openapi.yaml says: of two alternatives, the one with `0_15` in its name is that of 0.15.

    python3 tests/fuzz/schema/dialect.py target/fuzz/openapi.json 0.15.0 > target/fuzz/openapi-0.15.json

So an answer is held against its own form and not against either of two. The header that names the dialect is left out: it is
sent with every call. What a function answers when something is wrong on our side is left out, too: none of it may happen. An
address that is longer than any may be never reaches a function: what stands in front of it answers 414, or 431.
"""

import json
import sys

OURS = ("500", "503")

# Of an address that is too long: 431 when megabytes of it have come, and not yet its end.
IN_FRONT = {
    "414": {"description": "The address is too long for what stands in front."},
    "431": {"description": "The address is too long already for what stands in front."},
}


def is_of_0_15(schema):
    return schema.get("$ref", "").endswith("0_15")


def chosen(node, old):
    """The alternative of the dialect where a schema has one for each; what is inside of it is looked at, too."""
    if isinstance(node, list):
        return [chosen(item, old) for item in node]
    if not isinstance(node, dict):
        return node
    for key in ("oneOf", "anyOf"):
        alternatives = node.get(key)
        if isinstance(alternatives, list) and any(is_of_0_15(schema) for schema in alternatives):
            return chosen(next(schema for schema in alternatives if is_of_0_15(schema) == old), old)
    return {key: chosen(value, old) for key, value in node.items()}


def main(path, dialect):
    with open(path) as file:
        document = chosen(json.load(file), dialect.startswith("0."))
    document["servers"] = [{"url": "/v1"}]
    for item in document["paths"].values():
        kept = [each for each in item.get("parameters", []) if not each.get("$ref", "").endswith("/ResponseFormat")]
        item["parameters"] = kept
        for operation in item.values():
            if isinstance(operation, dict) and "responses" in operation:
                for status in OURS:
                    operation["responses"].pop(status, None)
                operation["responses"].update(IN_FRONT)
    json.dump(document, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
