"""A stock pyarrow client reads our server and checks every row by the documented rule (docs/reference/demo-generate.md).

Usage: read_all.py grpc://127.0.0.1:PORT http://127.0.0.1:PORT/fastflight
Prints one line per check and "all good" at the end; any difference is an exception and a non-zero exit.
"""

import datetime as dt
import decimal
import json
import sys
import urllib.request

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.flight as fl

M = 2147483647


def ticket(name, **fields):
    return fl.Ticket(json.dumps({"param_type": name, **fields}).encode())


def base(seed, rows, column):
    return (seed * 1000003 + rows * 7919 + column * 104729) % M


def check_simple(client, kind, seed, rows, columns, batch_rows, service="demo.generate"):
    reader = client.do_get(
        ticket(service, kind=kind, seed=seed, rows=rows, columns=columns, batch_rows=batch_rows)
    )
    at = 0
    sizes = []
    for chunk in reader:
        batch = chunk.data
        ids = np.arange(at, at + batch.num_rows, dtype=np.int64)
        assert batch.schema.names == [f"c{i}" for i in range(columns)], batch.schema
        for c in range(columns):
            x = base(seed, ids, c)
            column = batch.column(c)
            if kind == "int64":
                assert column.type == pa.int64()
                assert np.array_equal(column.to_numpy(), x)
            elif kind == "float64":
                assert column.type == pa.float64()
                assert np.array_equal(column.to_numpy(), x / 1024.0)
            else:
                assert column.type == pa.string()
                assert column.to_pylist() == [f"r{v}" for v in x]
        at += batch.num_rows
        sizes.append(batch.num_rows)
    assert at == rows, (at, rows)
    # what the service makes may be merged on its way, never torn
    assert all(s % batch_rows == 0 for s in sizes[:-1]), sizes
    print(f"{service} {kind}: {rows} rows in {len(sizes)} batches")


def mixed_value(name, x):
    if x % 11 == 0:
        return None
    epoch = dt.datetime(1970, 1, 1)
    return {
        "bool": lambda: x % 2 == 1,
        "int8": lambda: x % 256 - 128,
        "int16": lambda: x % 65536 - 32768,
        "int32": lambda: x - 1073741824,
        "int64": lambda: x * 4294967296,
        "uint8": lambda: x % 256,
        "uint16": lambda: x % 65536,
        "uint32": lambda: x * 2,
        "uint64": lambda: x * 4294967296,
        "float32": lambda: (x % 16777216) / 256,
        "float64": lambda: x / 1024.0,
        "decimal": lambda: decimal.Decimal(x).scaleb(-3),
        "date": lambda: dt.date(1970, 1, 1) + dt.timedelta(days=x % 40000),
        "time": lambda: (dt.datetime.min + dt.timedelta(seconds=x % 86400)).time(),
        "timestamp_s": lambda: epoch + dt.timedelta(seconds=x),
        "timestamp_ms": lambda: epoch + dt.timedelta(milliseconds=x),
        "timestamp_us": lambda: epoch + dt.timedelta(microseconds=x),
        "timestamp_ns": lambda: x,
        "timestamp_tz": lambda: x,
        "interval": lambda: pa.MonthDayNano([x % 1200, x % 28, (x % 86400) * 1000000 * 1000]),
        "utf8": lambda: "" if x % 7 == 0 else (f"é😀{x}" if x % 5 == 0 else f"r{x}"),
        "binary": lambda: f"b{x}".encode(),
        "list": lambda: [x % 1000, x % 100, x % 10][: x % 4],
        "struct": lambda: {"a": x, "b": f"s{x}"},
        "enum": lambda: ["low", "mid", "high"][x % 3],
        "map": lambda: [("k", x)],
        "fixed_list": lambda: [x % 1000, x % 7],
    }[name]()


def mixed_column(name, column):
    if name in ("timestamp_ns", "timestamp_tz"):
        assert column.type.unit == ("ns" if name == "timestamp_ns" else "us"), column.type
        return column.cast(pa.int64()).to_pylist()
    return column.to_pylist()


def check_mixed(client, seed, rows, batch_rows):
    table = client.do_get(
        ticket("demo.generate", kind="mixed", seed=seed, rows=rows, batch_rows=batch_rows)
    ).read_all()
    table.validate(full=True)
    assert table.num_rows == rows
    assert pa.types.is_dictionary(table.schema.field("enum").type), table.schema
    for c, name in enumerate(table.schema.names):
        values = mixed_column(name, table.column(name))
        for i, value in enumerate(values):
            expected = mixed_value(name, int(base(seed, i, c)))
            assert value == expected, (name, i, value, expected)
    print(f"demo.generate mixed: {rows} rows, {len(table.schema.names)} types")


def check_flights(client):
    table = client.do_get(ticket("demo.flights")).read_all()
    table.validate(full=True)
    one = client.do_get(ticket("demo.flights", origin="SEA", min_delay=30)).read_all()
    expected = table.filter(
        pc.and_(pc.equal(table["origin"], "SEA"), pc.greater_equal(table["delay"], 30))
    )
    keys = [(name, "ascending") for name in table.schema.names]
    assert one.num_rows == expected.num_rows > 0
    assert one.sort_by(keys).equals(expected.sort_by(keys))
    none = client.do_get(ticket("demo.flights", origin="ZZZ")).read_all()
    assert none.num_rows == 0 and none.schema == table.schema
    print(f"demo.flights: {table.num_rows} rows, {one.num_rows} filtered, 0 in an empty result")


def check_catalogue(client):
    flights = {i.descriptor.path[0].decode(): json.loads(i.app_metadata) for i in client.list_flights()}
    assert "demo.generate" in flights and flights["demo.flights"]["parameters"]["properties"], flights
    descriptor = fl.FlightDescriptor.for_command(
        json.dumps({"param_type": "demo.generate", "rows": 10, "columns": 2}).encode()
    )
    info = client.get_flight_info(descriptor)
    assert info.schema.names == ["c0", "c1"] and len(info.endpoints) == 1
    assert client.get_schema(descriptor).schema == info.schema
    rows = client.do_get(info.endpoints[0].ticket).read_all()
    assert rows.num_rows == 10
    options = fl.FlightCallOptions(headers=[(b"fastflight-max-slices", b"4")])
    wide = fl.FlightDescriptor.for_command(
        json.dumps({"param_type": "demo.generate", "rows": 1000, "columns": 1, "batch_rows": 100}).encode()
    )
    slices = client.get_flight_info(wide, options)
    assert len(slices.endpoints) == 4 and slices.ordered, slices
    parts = pa.concat_tables([client.do_get(e.ticket).read_all() for e in slices.endpoints])
    assert parts.equals(client.do_get(fl.Ticket(wide.command)).read_all())
    described = list(client.do_action(fl.Action("fastflight.describe", b"demo.echo")))
    assert json.loads(described[0].body.to_pybytes())["name"] == "demo.echo"
    print(f"catalogue: {len(flights)} services, {len(slices.endpoints)} slices")


def check_echo(client):
    echo = client.do_get(
        ticket("fastflight.demo_services.echo_demo.EchoParams", message="hello")
    ).read_all()
    assert echo.column("message").to_pylist() == ["hello"], echo
    assert echo.column("service").to_pylist() == ["echo_service"], echo
    print("demo.echo under its Python class name")


def check_compression(client, http, kind, rows):
    """Both doors give the same rows in fewer bytes, and refuse a word they do not know."""
    fields = {"param_type": "demo.generate", "kind": kind, "rows": rows, "batch_rows": 20_000}
    body = json.dumps(fields).encode()
    plain = client.do_get(fl.Ticket(body)).read_all()
    sizes = {}
    for word in ("none", "lz4", "zstd"):
        options = fl.FlightCallOptions(headers=[(b"fastflight-compression", word.encode())])
        assert client.do_get(fl.Ticket(body), options).read_all().equals(plain), word
        with urllib.request.urlopen(urllib.request.Request(f"{http}/stream?codecs={word}", body)) as answer:
            stream = answer.read()
        table = pa.ipc.open_stream(stream).read_all()
        table.validate(full=True)
        assert table.equals(plain), word
        sizes[word] = len(stream)
    assert sizes["lz4"] < 0.9 * sizes["none"] and sizes["zstd"] < 0.9 * sizes["none"], sizes
    print(f"compressed {kind}: {sizes}")
    options = fl.FlightCallOptions(headers=[(b"fastflight-compression", b"gzip")])
    try:
        client.do_get(fl.Ticket(body), options).read_all()
    except pa.ArrowInvalid as refusal:
        assert "must be one of none, lz4, zstd, was 'gzip'" in str(refusal), str(refusal)
    else:
        raise AssertionError("gzip should have been refused")


def expect(client, error, text, name, **fields):
    try:
        client.do_get(ticket(name, **fields)).read_all()
    except error as refusal:
        assert text in str(refusal), str(refusal)
        print(f"{name}: {error.__name__} as it should be")
    else:
        raise AssertionError(f"{name} {fields} should have failed")


def main():
    with fl.connect(sys.argv[1]) as client:
        check_catalogue(client)
        check_flights(client)
        check_echo(client)
        check_simple(client, "int64", 7, 100_001, 8, 4096)
        check_simple(client, "float64", 8, 50_000, 3, 1000)
        check_simple(client, "utf8", 9, 20_000, 2, 2048)
        check_simple(client, "int64", 7, 10_000, 2, 1000, service="demo.generate_async")
        check_simple(client, "int64", 7, 0, 2, 1000)
        check_mixed(client, 5, 5_000, 777)
        check_mixed(client, 5, 0, 777)
        check_compression(client, sys.argv[2], "utf8", 100_000)
        check_compression(client, sys.argv[2], "mixed", 40_000)
        expect(client, pa.ArrowInvalid, "rows must be", "demo.generate", rows=-1)
        expect(client, KeyError, "demo.echo", "demo.ehco")
        expect(client, Exception, "row 5000", "demo.generate", rows=10_000, fail_at_row=5_000, batch_rows=1000)
    print("all good")


if __name__ == "__main__":
    main()
