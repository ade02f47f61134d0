"""A gRPC server in Python that does nothing with what it gets: `python -m bench.ingest.bare_server` prints its port."""

import asyncio

import grpc
import uvloop

from bench.ingest.senders import METHOD, OPTIONS


async def _serve() -> None:
    async def export(request: bytes, context: grpc.aio.ServicerContext) -> bytes:
        return b""

    service, _, method = METHOD[1:].partition("/")
    server = grpc.aio.server(options=OPTIONS)
    handler = grpc.unary_unary_rpc_method_handler(export)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, {method: handler}),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve())
