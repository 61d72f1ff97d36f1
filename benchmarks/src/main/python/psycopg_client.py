"""psycopg 3's binary COPY into a pyarrow table: psycopg_client.py

Prints 'ready', then answers each command, a line of JSON, with a line of JSON. The location is the JDBC URL of a
PostgreSQL, the ticket the SQL. Values become Python's, as psycopg has it, and columns are made of them 100,000 rows at
a time. Ends when its standard input does.
"""

import json
import os
import re
import sys
import time

import psycopg
import pyarrow as pa
import pyarrow.compute as pc

TYPES = {
    "int8": pa.int64(),
    "int4": pa.int32(),
    "float8": pa.float64(),
    "numeric": pa.decimal128(12, 2),
    "date": pa.date32(),
    "timestamptz": pa.timestamp("us", "UTC"),
    "text": pa.string(),
}
ROWS = 100_000


def connect(location):
    host, port, database = re.match(r"jdbc:postgresql://([^:/]+):(\d+)/(\w+)", location).groups()
    return psycopg.connect(host=host, port=port, dbname=database, user="postgres", options="-c timezone=UTC")


def batch(rows, schema):
    columns = [pa.array(column, field.type) for column, field in zip(zip(*rows), schema)]
    return pa.record_batch(columns, schema=schema)


def read(connection, sql):
    described = connection.execute(sql + " LIMIT 0").description
    types = [connection.adapters.types[column.type_code].name for column in described]
    schema = pa.schema([pa.field(column.name, TYPES[name]) for column, name in zip(described, types)])
    batches = []
    rows = []
    with connection.cursor().copy(f"COPY ({sql}) TO STDOUT (FORMAT binary)") as copy:
        copy.set_types(types)
        for row in copy.rows():
            rows.append(row)
            if len(rows) == ROWS:
                batches.append(batch(rows, schema))
                rows = []
    if rows:
        batches.append(batch(rows, schema))
    connection.commit()
    return pa.Table.from_batches(batches, schema)


def run(command, connections):
    if command["op"] != "stream":
        return {"error": f"psycopg's client does not know '{command['op']}'."}
    location = command["location"]
    if location not in connections:
        connections[location] = connect(location)
    started = time.perf_counter()
    table = read(connections[location], command["ticket"])
    seconds = time.perf_counter() - started
    return {"rows": table.num_rows, "sum": pc.sum(table.column(0)).as_py() or 0, "seconds": seconds}


def main():
    connections = {}
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            answer = run(json.loads(line), connections)
        except Exception as failure:  # told to whoever asked
            answer = {"error": f"{type(failure).__name__}: {failure}"}
        print(json.dumps(answer), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
