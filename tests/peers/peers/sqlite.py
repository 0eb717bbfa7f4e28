"""Fills a SQLite file of a service while it runs."""

import csv
import sqlite3
from pathlib import Path


def fill(database: Path, people: Path, statements: list) -> None:
    """Runs INSERTs that read the table `people` (id, name, email), in one transaction."""
    with open(people, newline="") as file:
        rows = list(csv.reader(file))
    connection = sqlite3.connect(database, timeout=60)
    connection.execute("CREATE TEMPORARY TABLE people (id text, name text, email text)")
    connection.executemany("INSERT INTO people VALUES (?, ?, ?)", rows)
    connection.commit()
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.execute("ANALYZE")
    connection.commit()
    connection.close()


def value(database: Path, query: str):
    """The first column of the first row."""
    connection = sqlite3.connect(database, timeout=60)
    row = connection.execute(query).fetchone()
    connection.close()
    return row[0] if row else None


def script(database: Path, statements: str) -> None:
    """Runs a file of SQL."""
    connection = sqlite3.connect(database)
    connection.executescript(statements)
    connection.commit()
    connection.close()
