"""record the calls of clients in any language, as a proxy

The proxy forwards every request to URL and writes a line to FILE for each call of AWS IoT Jobs.
Ctrl-C ends it.

    iot-jobs-spec record --to http://127.0.0.1:5000 --output calls.jsonl
"""

from __future__ import annotations

import argparse

from ..model.texts import count
from . import BadInput, missing, port

PORT = 4600


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", metavar="URL", required=True, help="the address of the implementation"
    )
    parser.add_argument(
        "--output", metavar="FILE", required=True, help="the file to record into; it must be new"
    )
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        default="127.0.0.1",
        help="the address to listen on (default: %(default)s)",
    )
    parser.add_argument(
        "--port",
        metavar="N",
        type=port,
        default=PORT,
        help="the port to listen on; 0 takes a free one (default: %(default)s)",
    )


def run(args: argparse.Namespace) -> int:
    try:
        from ..records import Recording
        from ..server.proxy import BadUrl, Proxy, Upstream, server
        from ..server.run import CannotListen, listen, url_of
        from ..server.run import run as serve
    except ImportError as error:
        raise missing(f"record needs {error.name}", "serve") from error

    try:
        upstream = Upstream(args.to)
        sock = listen(args.host, args.port)
    except (BadUrl, CannotListen) as error:
        raise BadInput(str(error)) from None
    with sock:
        try:
            recording = Recording(args.output)
        except FileExistsError:
            why = "it exists; name a new file"
            raise BadInput(f"cannot record into {args.output}: {why}") from None
        except OSError as error:
            raise BadInput(f"cannot write {args.output}: {error.strerror}") from None
        proxy, url = Proxy(upstream, recording), url_of(sock)
        serve(server(proxy, lambda: print(f"recording on {url}", flush=True)), sock)
    calls = count(recording.calls, "call")
    print(f"recorded {calls} in {args.output}")
    if proxy.failure is not None:
        raise BadInput(f"cannot write {args.output}: {proxy.failure.strerror}")
    return 0
