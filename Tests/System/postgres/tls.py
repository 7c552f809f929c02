"""TLS before a Postgres server that has none: answers the request for it (SSLRequest), and hands on what is within."""

import asyncio
import contextlib
import logging
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

SSL_REQUEST = bytes.fromhex("0000000804d2162f")


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        writer.close()


@contextlib.contextmanager
def door(port: int, certificate: Path, key: Path) -> Iterator[int]:
    """Listens at a free port for connections to the server at `port`, encrypted or not; the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.readexactly(8)
            if first == SSL_REQUEST:
                writer.write(b"S")
                await writer.start_tls(context)
                first = b""
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", port)
        except (OSError, asyncio.IncompleteReadError):
            return writer.close()
        server_writer.write(first)
        await asyncio.gather(pump(reader, server_writer), pump(server_reader, writer))

    # Clients that break off are what some tests are about.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)
    loop = asyncio.new_event_loop()
    listener = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
