"""pyarrow's Flight client (C++): flight_client.py

Prints 'ready', then answers each command, a line of JSON, with a line of JSON, over one warm connection per server.
Ends when its standard input does.
"""

import concurrent.futures
import json
import os
import sys
import time

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.flight as fl


def read(client, command):
    headers = []
    if command["compression"] != "none":
        headers.append((b"fastflight-compression", command["compression"].encode()))
    reader = client.do_get(fl.Ticket(command["ticket"].encode()), fl.FlightCallOptions(headers=headers))
    column = next((i for i, field in enumerate(reader.schema) if pa.types.is_integer(field.type)), None)
    rows = total = 0
    while True:
        try:
            batch = reader.read_chunk().data
        except StopIteration:
            return rows, total
        rows += batch.num_rows
        if column is not None:
            total += pc.sum(batch.column(column)).as_py() or 0


def streams(client, command, threads):
    started = time.perf_counter()
    if command["streams"] == 1:
        seen = [read(client, command)]
    else:
        seen = [f.result() for f in [threads.submit(read, client, command) for _ in range(command["streams"])]]
    seconds = time.perf_counter() - started
    return {"rows": sum(s[0] for s in seen), "sum": sum(s[1] for s in seen), "seconds": seconds}


def run(command, clients, threads):
    location = command["location"]
    if command["op"] == "forget":
        if location in clients:
            clients.pop(location).close()
        return {}
    if command["op"] != "stream":
        return {"error": f"pyarrow's client does not know '{command['op']}'."}
    if location not in clients:
        clients[location] = fl.connect(location)
    return streams(clients[location], command, threads)


def main():
    clients = {}
    threads = concurrent.futures.ThreadPoolExecutor(64)
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            answer = run(json.loads(line), clients, threads)
        except Exception as failure:  # told to whoever asked
            answer = {"error": f"{type(failure).__name__}: {failure}"}
        print(json.dumps(answer), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
