import Basics
import JSON
import LambdaEvents
import LambdaRuntime
import Observability
import Receipts

/// The roles that answer events of Lambda.
enum ReceiptFunctions {
    /// Every role of the kind.
    static let all = [embedWorker, streamProcessor, compactor, sweeper]

    /// Messages of the worker's queue, or one by itself.
    static let embedWorker = function("embed-worker", .embedWorker(polls: false)) { workshop in
        let worker = try await workshop.worker()
        return { try await worker.answer(event: $0.event, deadline: $0.deadline) }
    }

    /// Records of the table's stream.
    static let streamProcessor = function("stream-processor", .streamProcessor) { workshop in
        let processor = try await workshop.streamProcessor()
        return { try await processor.answer($0.event).encoded }
    }

    /// Messages of both compaction queues.
    static let compactor = function("compactor", .compactor(polls: false)) { workshop in
        let compactor = try await workshop.compactor()
        return { await compactor.answer(try SQSEvent($0.event)).encoded }
    }

    /// Whatever asks for a look, as a schedule does; `{"enqueue_missing": true}` asks for the longer one.
    static let sweeper = function("sweeper", .sweeper) { workshop in
        let sweeper = try await workshop.sweeper()
        return { invocation in
            let event = try JSONValue.parse(invocation.event)
            let report = try await sweeper.sweep(enqueueMissing: event["enqueue_missing"]?.bool ?? false)
            return JSONValue.object(report.json).encoded
        }
    }

    private static func function(
        _ name: String, _ required: RequiredSettings,
        _ start: @escaping @Sendable (Workshop) async throws -> @Sendable (Invocation) async throws -> [UInt8]
    ) -> RoleFunction {
        RoleFunction(name) {
            let environment = ProcessEnvironment.current
            try required.check(environment)
            let (events, metrics) = try EventSink.inLambda(environment)
            let workshop = Workshop(environment, events: events, metrics: metrics)
            workshop.removeAbandoned()
            return CountedFunction(answer: try await start(workshop), metrics: metrics)
        }
    }
}

/// A function whose metrics are written when an invocation ends.
private struct CountedFunction: LambdaFunction {
    let answer: @Sendable (Invocation) async throws -> [UInt8]
    let metrics: EMFMetrics?

    func answer(_ invocation: Invocation) async throws -> [UInt8] { try await answer(invocation) }
    func invocationEnded(_ invocation: Invocation) { metrics?.flush(properties: ["requestId": invocation.requestID]) }
}
