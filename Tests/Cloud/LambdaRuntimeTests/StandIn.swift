import Basics
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

@testable import LambdaRuntime

/// A runtime API in this process: hands out the invocations it was given, notes what comes back, then refuses.
struct StandIn {
    /// What it is to do.
    struct Script: Sendable {
        /// What `next` answers, one after the other; 500 when there are no more.
        var invocations: [Invocation] = []
        /// Whether deadlines count from the moment an invocation is handed out.
        var countsDeadlinesFromNow = false
        /// What POSTs answer, one after the other; 202 when there are no more.
        var statuses: [HTTPResponseStatus] = []
        /// Whether the connection is closed after each answer, and whether the answer says so.
        var closes = false
        var saysItCloses = true
    }

    struct Request: Sendable {
        var method: HTTPMethod
        var path: String
        var headers: HTTPHeaders
        var body: [UInt8]

        /// The last part of the path.
        var name: String { String(path.split(separator: "/").last ?? "") }
    }

    let record: Record
    private let channel: any Channel

    /// Serves on a free port of this machine.
    init(_ script: Script) async throws {
        let record = Record(script)
        self.record = record
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    record.connected()
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(NIOHTTPServerRequestAggregator(maxContentLength: 64 << 20))
                    try pipeline.addHandler(RequestHandler(record))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var endpoint: String { "127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    func stop() async { try? await channel.close() }

    /// Runs the loop until the script is over; returns what ended it.
    func run(
        _ function: some LambdaFunction, trace: @escaping @Sendable (String?) -> Void = { _ in }
    ) async throws -> any Error {
        let environment = ["AWS_LAMBDA_RUNTIME_API": endpoint]
        // The loop blocks its thread, which must not be one of those that tasks run on.
        let ending = try await NIOThreadPool.singleton.runIfActive { () -> any Error in
            do {
                try RuntimeLoop(environment: environment, exportTrace: trace).run(function)
            } catch {
                return error
            }
        }
        await stop()
        return ending
    }
}

/// What the stand-in was asked.
final class Record: Sendable {
    private struct State {
        var script: StandIn.Script
        var requests: [StandIn.Request] = []
        var connections = 0
    }
    private let state: Mutex<State>

    init(_ script: StandIn.Script) { state = Mutex(State(script: script)) }

    var requests: [StandIn.Request] { state.withLock { $0.requests } }
    var posts: [StandIn.Request] { requests.filter { $0.method == .POST } }
    var connections: Int { state.withLock { $0.connections } }
    var closing: (closes: Bool, saysSo: Bool) { state.withLock { ($0.script.closes, $0.script.saysItCloses) } }

    func connected() { state.withLock { $0.connections += 1 } }

    /// Notes a request; returns the answer.
    func answer(_ request: StandIn.Request) -> (HTTPResponseStatus, HTTPHeaders, [UInt8]) {
        state.withLock { state in
            state.requests.append(request)
            guard request.name == "next" else {
                let status = state.script.statuses.isEmpty ? .accepted : state.script.statuses.removeFirst()
                return (status, [:], Array("{\"status\":\"OK\"}".utf8))
            }
            guard !state.script.invocations.isEmpty else { return (.internalServerError, [:], Array("over".utf8)) }
            let invocation = state.script.invocations.removeFirst()
            var headers: HTTPHeaders = ["Lambda-Runtime-Aws-Request-Id": invocation.requestID]
            if let deadline = invocation.deadline {
                let time = state.script.countsDeadlinesFromNow ? Timestamp.milliseconds + deadline : deadline
                headers.add(name: "lambda-runtime-deadline-ms", value: "\(time)")
            }
            if let trace = invocation.traceID { headers.add(name: "Lambda-Runtime-Trace-Id", value: trace) }
            headers.add(name: "Lambda-Runtime-Invoked-Function-Arn", value: invocation.functionARN)
            return (.ok, headers, invocation.event)
        }
    }
}

private final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = NIOHTTPServerRequestFull
    typealias OutboundOut = HTTPServerResponsePart
    private let record: Record

    init(_ record: Record) { self.record = record }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let request = unwrapInboundIn(data)
        let (status, answerHeaders, body) = record.answer(
            .init(
                method: request.head.method, path: request.head.uri, headers: request.head.headers,
                body: request.body.map { [UInt8](buffer: $0) } ?? []))
        var headers = answerHeaders
        let (closes, saysSo) = record.closing
        if closes && saysSo { headers.add(name: "Connection", value: "close") }
        headers.add(name: "Content-Length", value: "\(body.count)")
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        let sent = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
        if closes { sent.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) } }
    }
}
