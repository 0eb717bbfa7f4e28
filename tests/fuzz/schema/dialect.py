"""Writes the document of one dialect: of two alternatives in openapi.yaml, the one with `0_15` in its name is that of 0.15.

    python3 tests/fuzz/schema/dialect.py target/fuzz/openapi.json 0.15.0 > target/fuzz/openapi-0.15.json

So a response is checked against the form of its dialect only. The header of the dialect is omitted, because it is sent with
every call. The responses for errors of the server are omitted, because they must not occur. A URL that is too long does not
reach a function: the HTTP server in front of it responds with 414 or 431.
"""

import json
import sys

OURS = ("500", "503")

# For a URL that is too long; 431 after megabytes without its end.
IN_FRONT = {
    "414": {"description": "The URL is too long for the HTTP server."},
    "431": {"description": "The HTTP server stopped reading the URL."},
}


def is_of_0_15(schema):
    return schema.get("$ref", "").endswith("0_15")


def chosen(node, old):
    """Replaces alternatives by the one of the dialect, at any depth."""
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
