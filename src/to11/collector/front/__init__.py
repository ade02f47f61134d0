"""What stands on the collector's ports: one listener for both protocols, which clients cannot hurt.

In: connections on every one of the collector's ports, plain or TLS. Out: those that speak HTTP/2 are relayed to this
edge's gRPC server on a private Unix socket, all others are handed to the HTTP server's protocol as they are. Memory,
connections and time are bounded here, before anything is decoded.

    listener    accepts, ends TLS, counts connections, times them out; start here
    sniff       which protocol the first bytes speak
    tls         the certificate, loaded anew when its files change
    relay       an HTTP/2 connection between a client and the gRPC server
    inbound     what the client sends, frame by frame: how large each message will be (sans I/O)
    outbound    what the server sends, frame by frame: which calls are over (sans I/O)
    calls       the calls of one connection, and what each of them holds (sans I/O)
    allowance   how much all messages under way may hold at once (sans I/O)
    h2          frames that are written here: an answer to a call that is refused (sans I/O)
    address     who the client is, told to the gRPC server through the name of a socket
    punctual    an HTTP request's body has to keep coming

May import what `collector` may.
"""
