import Basics
import Interruption
import Receipts

/// Runs a role until it is stopped, with its log on standard output.
enum RoleLoop {
    /// Does `work` until a signal comes; metrics are written every few seconds, and at the end. Throws `usage` that
    /// names all that is wrong with the settings that are `required`, and what `work` throws.
    static func run(
        _ required: RequiredSettings, _ work: @escaping @Sendable (Workshop) async throws -> Void
    ) async throws {
        let environment = ProcessEnvironment.current
        try required.check(environment)
        let (events, metrics) = try EventSink.standardOutput.start(environment)
        let workshop = Workshop(environment, events: events, metrics: metrics)
        defer { workshop.flush() }
        try workshop.checkWritable()
        workshop.removeAbandoned()
        do {
            try await Interruptible.run(grace: .seconds(25)) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await work(workshop) }
                    group.addTask { await workshop.flushRegularly() }
                    // The work ends when it is told to, or fails; the other one never does by itself.
                    try await group.next()
                    group.cancelAll()
                }
                try Task.checkCancellation()
            }
        } catch is Interruption {
            // Whoever stops it means it.
        }
    }
}
