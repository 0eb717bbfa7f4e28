"""What the tests of today's Python SDK share."""
