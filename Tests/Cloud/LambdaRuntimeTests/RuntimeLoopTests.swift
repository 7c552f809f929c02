import Basics
import Dispatch
import JSON
import NIOHTTP1
import Synchronization
import Testing

@testable import LambdaRuntime

/// A function that does what the event's text says.
private struct Scripted: LambdaFunction {
    var late: [UInt8]?
    var ended: @Sendable (Invocation) -> Void = { _ in }
    let gate = Gate()

    func answer(_ invocation: Invocation) async throws -> [UInt8] {
        let parts = String(decoding: invocation.event, as: UTF8.self).split(separator: " ")
        switch parts.first {
        case "echo": return invocation.event
        case "who": return Array((Invocation.current?.requestID ?? "nobody").utf8)
        case "large": return [UInt8](repeating: 0x20, count: RuntimeLoop.maximumAnswerSize + 1)
        case "largest": return [UInt8](repeating: 0x20, count: RuntimeLoop.maximumAnswerSize)
        case "sleep":
            try await Task.sleep(for: .seconds(60))
            return []
        case "stuck":
            // Deaf to cancellation.
            await withCheckedContinuation { done in
                DispatchQueue.global().asyncAfter(deadline: .now() + 60) { done.resume() }
            }
            return []
        case "block":
            // All threads that tasks have, and more.
            for _ in 1..<Gate.width { Task { gate.wait() } }
            gate.wait()
            return []
        case "refuse": throw FdnixError(.malformedInput, "not this \"one\"")
        default: throw Unexpected()
        }
    }

    func answerWhenLate(_ invocation: Invocation) -> [UInt8]? { late }

    func invocationEnded(_ invocation: Invocation) { ended(invocation) }

    struct Unexpected: Error {}
}

/// Where calls block their threads until it opens.
private struct Gate: Sendable {
    static let width = 64
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() { semaphore.wait() }
    func open() { for _ in 0..<Self.width { semaphore.signal() } }
}

@Suite("The runtime loop")
struct RuntimeLoopTests {
    private func invocations(_ events: [String], deadline: Int? = nil) -> [Invocation] {
        events.enumerated().map { number, event in
            Invocation(
                requestID: "id-\(number)", event: Array(event.utf8), deadline: deadline, traceID: "Root=\(number)")
        }
    }

    @Test("every event is answered under its id, over one connection")
    func answers() async throws {
        let events = (0..<50).map { "echo größe \($0) 🦀" } + ["who"]
        let server = try await StandIn(.init(invocations: invocations(events)))
        let traces = Mutex<[String?]>([])
        let ending = try await server.run(Scripted()) { trace in traces.withLock { $0.append(trace) } }
        #expect((ending as? RuntimeRefusal)?.status == 500)
        let posts = server.record.posts
        #expect(posts.count == 51)
        for (number, post) in posts.prefix(50).enumerated() {
            #expect(post.path == "/2018-06-01/runtime/invocation/id-\(number)/response")
            #expect(post.body == Array(events[number].utf8))
        }
        #expect(posts.last?.body == Array("id-50".utf8))
        #expect(traces.withLock { $0 } == (0..<51).map { "Root=\($0)" })
        #expect(server.record.connections == 1)
        #expect(server.record.requests.allSatisfy { $0.headers.first(name: "User-Agent") == "fdnix/\(fdnixVersion)" })
    }

    @Test("a connection that is closed between requests is opened again", arguments: [true, false])
    func closing(saysItCloses: Bool) async throws {
        let script = StandIn.Script(
            invocations: invocations(["echo 1", "echo 2"]), closes: true, saysItCloses: saysItCloses)
        let server = try await StandIn(script)
        _ = try await server.run(Scripted())
        #expect(server.record.posts.map(\.body) == [Array("echo 1".utf8), Array("echo 2".utf8)])
        #expect(server.record.connections == 5)
    }

    @Test("an error of the function is reported, and the next event answered")
    func errors() async throws {
        let server = try await StandIn(.init(invocations: invocations(["refuse", "what", "echo on"])))
        _ = try await server.run(Scripted())
        let posts = server.record.posts
        #expect(posts.map(\.name) == ["error", "error", "response"])
        let types = posts.map { $0.headers.first(name: "Lambda-Runtime-Function-Error-Type") }
        #expect(types == ["Function.MalformedInput", "Function.Unexpected", nil])
        let body = try JSONValue.parse(try #require(posts.first?.body))
        #expect(body["errorType"]?.string == "Function.MalformedInput")
        #expect(body["errorMessage"]?.string == "not this \"one\"")
        #expect(body["stackTrace"]?.array?.isEmpty == true)
    }

    @Test("an answer of 6 MB is handed over, a larger one is an error")
    func sizes() async throws {
        let server = try await StandIn(.init(invocations: invocations(["largest", "large", "echo on"])))
        _ = try await server.run(Scripted())
        let posts = server.record.posts
        #expect(posts.map(\.name) == ["response", "error", "response"])
        #expect(posts.first?.body.count == RuntimeLoop.maximumAnswerSize)
        let type = posts.dropFirst().first?.headers.first(name: "Lambda-Runtime-Function-Error-Type")
        #expect(type == "Function.ResponseSizeTooLarge")
    }

    @Test("who is late is answered for before the deadline")
    func late() async throws {
        let events = invocations(["sleep"], deadline: 400) + invocations(["echo on"])
        let server = try await StandIn(.init(invocations: events, countsDeadlinesFromNow: true))
        _ = try await server.run(Scripted(late: Array("late".utf8)))
        #expect(server.record.posts.map(\.body) == [Array("late".utf8), Array("echo on".utf8)])
    }

    @Test("a call that blocks every thread of tasks is answered for in time", .timeLimit(.minutes(15)))
    func blocking() async throws {
        let events = invocations(["block"], deadline: 300) + invocations(["echo on"])
        let server = try await StandIn(.init(invocations: events, countsDeadlinesFromNow: true))
        var function = Scripted(late: Array("late".utf8))
        // Nothing but the loop's own thread can come here while the threads are blocked.
        function.ended = { [gate = function.gate] invocation in if invocation.requestID == "id-0" { gate.open() } }
        _ = try await server.run(function)
        #expect(server.record.posts.map(\.body).first == Array("late".utf8))
        #expect(server.record.posts.count == 2)
    }

    @Test("the end of each invocation is told after its answer, and within it")
    func ends() async throws {
        let server = try await StandIn(.init(invocations: invocations(["echo 1", "refuse", "echo 2"])))
        let seen = Mutex<[String]>([])
        var function = Scripted()
        function.ended = { invocation in
            seen.withLock { $0.append("\(invocation.requestID) \(server.record.posts.count)") }
            #expect(Invocation.current?.requestID == invocation.requestID)
        }
        _ = try await server.run(function)
        #expect(seen.withLock { $0 } == ["id-0 1", "id-1 2", "id-2 3"])
    }

    @Test("who is late without an answer for that is reported", arguments: [0, -5, Int.min, 1_000_000_000_000])
    func lateError(deadline: Int) async throws {
        let server = try await StandIn(.init(invocations: invocations(["sleep"], deadline: deadline)))
        _ = try await server.run(Scripted())
        #expect(server.record.posts.map(\.name) == ["error"])
        let type = server.record.posts.first?.headers.first(name: "Lambda-Runtime-Function-Error-Type")
        #expect(type == "Function.TimedOut")
    }

    @Test("without any time left the function is not called")
    func noTime() async throws {
        let events = invocations(["echo 1"], deadline: Timestamp.milliseconds - 1)
        let server = try await StandIn(.init(invocations: events))
        _ = try await server.run(Scripted(late: Array("late".utf8)))
        #expect(server.record.posts.map(\.body) == [Array("late".utf8)])
    }

    @Test("two calls that go on for ever end the process")
    func stuck() async throws {
        let stuck = invocations(["stuck"], deadline: 4000)
        let events = stuck + invocations(["echo 1"]) + stuck + invocations(["echo 2"])
        let server = try await StandIn(.init(invocations: events, countsDeadlinesFromNow: true))
        let ending = try await server.run(Scripted(late: Array("late".utf8)))
        #expect((ending as? FdnixError)?.code == .interrupted)
        #expect(server.record.posts.count == 3)
    }

    @Test("a tenth of the time, and no more than a tenth of a second, is kept for handing over")
    func patience() {
        #expect(RuntimeLoop.patience(nil) == nil)
        #expect(RuntimeLoop.patience(.zero) == .zero)
        #expect(RuntimeLoop.patience(.milliseconds(100)) == .milliseconds(90))
        #expect(RuntimeLoop.patience(.seconds(30)) == .milliseconds(29_900))
        #expect(Invocation(requestID: "", event: [], deadline: .max).remaining == .seconds(86_400))
    }

    @Test(
        "what the API refuses for one invocation ends the loop only where nothing else can help",
        arguments: [(.badRequest, 2), (.payloadTooLarge, 2), (.forbidden, 1), (.internalServerError, 1)]
            as [(HTTPResponseStatus, Int)])
    func refusals(status: HTTPResponseStatus, posts: Int) async throws {
        let script = StandIn.Script(invocations: invocations(["echo 1", "echo 2"]), statuses: [status])
        let server = try await StandIn(script)
        _ = try await server.run(Scripted())
        #expect(server.record.posts.count == posts)
    }

    @Test("a failed start is reported")
    func failedStart() async throws {
        let server = try await StandIn(.init())
        let environment = ["AWS_LAMBDA_RUNTIME_API": server.endpoint]
        try await withThread {
            try RuntimeLoop(environment: environment).reportFailedStart(FdnixError(.usage, "X must be Y"))
        }
        await server.stop()
        let post = try #require(server.record.posts.first)
        #expect(post.path == "/2018-06-01/runtime/init/error")
        #expect(post.headers.first(name: "Lambda-Runtime-Function-Error-Type") == "Runtime.Usage")
        #expect(try JSONValue.parse(post.body)["errorMessage"]?.string == "X must be Y")
    }

    @Test("nobody at the other end is an error", arguments: ["127.0.0.1:1", "127.0.0.1:9"])
    func nobody(endpoint: String) async throws {
        let error = await #expect(throws: FdnixError.self) {
            try await withThread { try RuntimeLoop(environment: ["AWS_LAMBDA_RUNTIME_API": endpoint]).run(Scripted()) }
        }
        #expect(error?.code == .network)
    }

    @Test("only Lambda can start it", arguments: [nil, "", "localhost", ":80", "host:", "host:0", "host:99999", "h:x"])
    func endpoint(text: String?) {
        var environment: [String: String] = [:]
        environment["AWS_LAMBDA_RUNTIME_API"] = text
        let error = #expect(throws: FdnixError.self) { _ = try RuntimeLoop(environment: environment) }
        #expect(error?.code == .usage)
    }
}
