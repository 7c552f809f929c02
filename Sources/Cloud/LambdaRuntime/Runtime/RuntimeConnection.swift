import Basics
import NIOCore
import NIOHTTP1
import NIOPosix

/// One HTTP/1.1 connection, kept open between requests, used by one thread that waits for every answer.
final class RuntimeConnection {
    /// What came back.
    struct Answer: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8]
    }

    /// Events are at most 6 MB; this only bounds what a server that is not Lambda's could make us hold.
    private static let maximumAnswerSize = 64 << 20

    private let host: String
    private let port: Int
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private var channel: (any Channel)?

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    deinit { group.shutdownGracefully { _ in } }

    /// Sends a request and waits for its answer, without a time limit: `next` is answered when somebody calls.
    func exchange(
        _ method: HTTPMethod, _ path: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []
    ) throws -> Answer {
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: headers)
        head.headers.add(name: "Host", value: "\(host):\(port)")
        head.headers.add(name: "User-Agent", value: "fdnix/\(fdnixVersion)")
        if method == .POST {
            head.headers.add(name: "Content-Type", value: "application/json")
            head.headers.add(name: "Content-Length", value: String(body.count))
        }
        do {
            if let channel, channel.isActive {
                // The other side may have closed an idle connection at any moment, which shows in many ways: a second
                // try is due. Where it did take the request, it refuses the repetition, and nothing is lost.
                do { return try send(head, body, over: channel) } catch { close() }
            }
            let channel = try connect()
            self.channel = channel
            return try send(head, body, over: channel)
        } catch {
            throw FdnixError(.network, "the runtime API at \(host):\(port) does not answer", underlying: error)
        }
    }

    /// Closes the connection.
    func close() {
        try? channel?.close().wait()
        channel = nil
    }

    private func send(_ head: HTTPRequestHead, _ body: [UInt8], over channel: any Channel) throws -> Answer {
        let promise = channel.eventLoop.makePromise(of: Answer.self)
        let written = channel.eventLoop.makePromise(of: Void.self)
        written.futureResult.cascadeFailure(to: promise)
        channel.writeAndFlush(Exchange(head: head, body: ByteBuffer(bytes: body), answer: promise), promise: written)
        return try promise.futureResult.wait()
    }

    private func connect() throws -> any Channel {
        try ClientBootstrap(group: group)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: Self.maximumAnswerSize))
                    try pipeline.addHandler(ExchangeHandler())
                }
            }
            .connect(host: host, port: port).wait()
    }
}

/// The connection ended before the answer came.
private struct ConnectionLost: Error {}

/// A request, and who waits for its answer.
private struct Exchange: Sendable {
    var head: HTTPRequestHead
    var body: ByteBuffer
    var answer: EventLoopPromise<RuntimeConnection.Answer>
}

/// Sends one request at a time and fulfils its promise, whatever happens to the connection.
private final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = NIOHTTPClientResponseFull
    typealias OutboundIn = Exchange
    typealias OutboundOut = HTTPClientRequestPart

    private var waiting: EventLoopPromise<RuntimeConnection.Answer>?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        waiting = exchange.answer
        context.write(wrapOutboundOut(.head(exchange.head)), promise: nil)
        if exchange.body.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(exchange.body))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let response = unwrapInboundIn(data)
        let body = response.body.map { [UInt8](buffer: $0) } ?? []
        finish(.success(.init(status: Int(response.head.status.code), headers: response.head.headers, body: body)))
        if !response.head.isKeepAlive { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(.failure(error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.failure(ConnectionLost()))
        context.fireChannelInactive()
    }

    private func finish(_ result: Result<RuntimeConnection.Answer, any Error>) {
        waiting?.completeWith(result)
        waiting = nil
    }
}
