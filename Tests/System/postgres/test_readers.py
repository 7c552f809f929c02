"""Reads the rows that the tests of Swift left (LivePostgresReadersTests) as other programs do: with psycopg and
pgvector, by the statements of langchain-postgres' PGVector, and finds what those tests found."""

import json
import os
import unittest
import uuid
from pathlib import Path

import numpy
import pgvector.psycopg
import psycopg

COLLECTION = "readers"
OPERATORS = {"$eq": "==", "$ne": "!=", "$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">="}


def field_condition(field: str, value: object) -> tuple[str, list]:
    """What PGVector makes of one field: a JSON path to compare, texts for lists and patterns."""
    operator, operand = next(iter(value.items())) if isinstance(value, dict) else ("$eq", value)
    if operator in OPERATORS:
        path = f"$.{field} {OPERATORS[operator]} $value"
        test = "jsonb_path_match(pg_embedding.cmetadata, %s::jsonpath, %s::jsonb)"
        return test, [path, json.dumps({"value": operand})]
    if operator == "$between":
        parts = [field_condition(field, {bound: limit}) for bound, limit in zip(("$gte", "$lte"), operand)]
        return " AND ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]
    if operator == "$in":
        return "jsonb_extract_path_text(pg_embedding.cmetadata, %s) = ANY(%s)", [field, operand]
    if operator == "$like":
        return "jsonb_extract_path_text(pg_embedding.cmetadata, %s) LIKE %s", [field, operand]
    raise ValueError(operator)


def condition(filters: dict) -> tuple[str, list]:
    parts = []
    for field, value in filters.items():
        parts += [condition(part) for part in value] if field == "$and" else [field_condition(field, value)]
    return " AND ".join(f"({sql})" for sql, _ in parts), [value for _, values in parts for value in values]


class Readers(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.connection = psycopg.connect(
            os.environ["DATABASE_URL"], autocommit=True, options="-c search_path=readers,public")
        cls.addClassCleanup(cls.connection.close)
        pgvector.psycopg.register_vector(cls.connection)
        lines = Path(os.environ["FDNIX_TEST_POSTGRES_ANSWERS"]).read_text().splitlines()
        cls.answers = [json.loads(line) for line in lines]

    def nearest(self, question: numpy.ndarray, filters: dict | None, count: int) -> list[tuple[str, float]]:
        where, values = condition(filters) if filters else ("TRUE", [])
        return self.connection.execute(
            f"""
            SELECT document, embedding <=> %s AS distance FROM pg_embedding
            JOIN pg_collection ON pg_embedding.collection_id = pg_collection.uuid
            WHERE pg_collection.name = %s AND document_status = 'active' AND {where}
            ORDER BY distance LIMIT %s
            """, [question, COLLECTION, *values, count]).fetchall()

    def test_the_same_rows_are_nearest(self) -> None:
        self.assertGreaterEqual(len(self.answers), 40)
        for answer in self.answers:
            with self.subTest(filter=answer["filter"]):
                found = self.nearest(numpy.array(answer["question"], dtype=numpy.float32), answer["filter"], 10)
                expected = [(row["text"], row["score"]) for row in answer["found"]]
                if answer["filter"] is None:
                    # An index may overlook one.
                    self.assertGreaterEqual(len({text for text, _ in found} & {text for text, _ in expected}), 9)
                else:
                    self.assertEqual([text for text, _ in found], [text for text, _ in expected])
                    for (_, distance), (_, score) in zip(found, expected):
                        self.assertAlmostEqual(1 - distance, score, places=5)

    def test_vectors_are_what_was_stored(self) -> None:
        rows = self.connection.execute(
            """
            SELECT embedding, cmetadata, id, document_source_uri, document_status FROM pg_embedding
            WHERE collection_id = (SELECT uuid FROM pg_collection WHERE name = %s)
            """, [COLLECTION]).fetchall()
        self.assertEqual(len(rows), 600)
        counts: dict = {}
        for embedding, metadata, name, source, status in rows:
            vector = embedding.to_numpy() if hasattr(embedding, "to_numpy") else numpy.asarray(embedding)
            self.assertEqual(vector.shape, (32,))
            self.assertAlmostEqual(float(numpy.linalg.norm(vector)), 1, places=4)
            self.assertEqual(uuid.UUID(name).version, 4)
            self.assertEqual(metadata["source"], source)
            key = (source, status, metadata["create_timestamp"])
            counts[key] = counts.get(key, 0) + 1
        self.assertEqual(counts, {
            ("s3://b/a", "inactive", 1): 200, ("s3://b/a", "active", 2): 200, ("s3://b/b", "active", 1): 200})


if __name__ == "__main__":
    unittest.main()
