"""The bridge of the first FastFlight: FastAPI before a Flight server: fastapi_bridge.py LOCATION HOST

It does with each batch what that one does: a thread reads it, the event loop writes it as an IPC stream of its own into a
buffer, makes bytes of that, and hands them through a queue to a StreamingResponse. Only that those streams are made one
again, for of several a reader reads the first. The body of a request is the ticket.

Prints 'ready ADDRESS' and ends when its standard input does.
"""

import asyncio
import os
import socket
import sys
import threading

import pyarrow as pa
import pyarrow.flight as fl
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

QUEUED = 10
END = b"\xff\xff\xff\xff\0\0\0\0"


def next_batch(reader):
    try:
        return reader.read_chunk().data
    except StopIteration:
        return None


async def produce(reader, queue):
    try:
        begin = 0  # the first batch brings the schema
        while (batch := await asyncio.to_thread(next_batch, reader)) is not None:
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, batch.schema) as writer:
                writer.write_batch(batch)
            written = sink.getvalue()
            await queue.put(written.slice(begin, written.size - len(END) - begin).to_pybytes())
            begin = batch.schema.serialize().size
        await queue.put(END)
        await queue.put(None)
    except Exception as failure:  # told by whoever takes
        await queue.put(failure)


async def consume(queue, producing):
    while (piece := await queue.get()) is not None:
        if isinstance(piece, Exception):
            raise piece
        yield piece
    await producing


def application(location):
    app = FastAPI()
    client = fl.connect(location)

    @app.post("/fastflight/stream")
    async def post(request: Request):
        reader = await asyncio.to_thread(client.do_get, fl.Ticket(await request.body()))
        queue = asyncio.Queue(QUEUED)
        producing = asyncio.create_task(produce(reader, queue))
        return StreamingResponse(consume(queue, producing), media_type="application/vnd.apache.arrow.stream")

    return app


def end_with_input():
    sys.stdin.read()
    os._exit(0)


def main():
    location, host = sys.argv[1:3]
    listening = socket.socket()
    listening.bind((host, 0))
    listening.listen(512)
    threading.Thread(target=end_with_input, daemon=True).start()
    print(f"ready http://{host}:{listening.getsockname()[1]}/fastflight/stream", flush=True)
    config = uvicorn.Config(application(location), log_level="warning", timeout_keep_alive=60)
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
