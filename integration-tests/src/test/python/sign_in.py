"""A stock pyarrow client signs in: an API key as a bearer token, a name and a password by handshake, a certificate.

Usage: sign_in.py grpc+tls://127.0.0.1:PORT CA.pem KEY_FILE CLIENT.pem CLIENT.key
Prints "all good" at the end; any difference is an exception and a non-zero exit.
"""

import sys

import pyarrow.flight as fl

location, ca, key_file, certificate, private_key = sys.argv[1:]
trust = open(ca, "rb").read()
command = fl.FlightDescriptor.for_command(b'{"param_type": "test.who"}')


def who(client, headers):
    options = fl.FlightCallOptions(headers=headers)
    info = client.get_flight_info(command, options)
    planned = client.do_get(info.endpoints[0].ticket, options).read_all()
    direct = client.do_get(fl.Ticket(command.command), options).read_all()
    assert planned == direct, (planned, direct)
    return planned.column("name")[0].as_py()


def expect(want, got):
    assert want == got, (want, got)


def refused(call):
    try:
        call()
    except fl.FlightUnauthenticatedError:
        return
    raise AssertionError("not refused")


plain = fl.connect(location, tls_root_certs=trust)
key = open(key_file).read().encode()
expect("kim [reader]", who(plain, [(b"authorization", b"Bearer " + key)]))
expect("kim [reader]", who(plain, [(b"x-api-key", key)]))
refused(lambda: who(plain, []))
refused(lambda: who(plain, [(b"authorization", b"Bearer " + key + b"x")]))

token = plain.authenticate_basic_token("ada", "canary-horse")
expect("ada [reader]", who(plain, [token]))
refused(lambda: plain.authenticate_basic_token("ada", "wrong"))
refused(lambda: list(plain.list_flights()))
assert any(plain.list_flights(options=fl.FlightCallOptions(headers=[token])))

own = fl.connect(
    location,
    tls_root_certs=trust,
    cert_chain=open(certificate, "rb").read(),
    private_key=open(private_key, "rb").read(),
)
expect("carl [reader]", who(own, []))
print("all good")
