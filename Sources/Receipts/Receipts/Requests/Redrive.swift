import Basics
public import JSON
import Queues

/// Gives messages that were put aside another chance.
public struct Redrive: Sendable {
    private let cloud: ReceiptCloud

    /// Moves messages between the queues of `cloud`.
    public init(_ cloud: ReceiptCloud) { self.cloud = cloud }

    /// How many messages went back, by queue.
    public struct Report: Sendable, Equatable {
        /// How many messages went back to each queue that was asked for.
        public var moved: [QueueName: Int] = [:]

        /// The report as it is printed.
        public var json: JSONObject {
            JSONObject(
                QueueName.allCases.compactMap { name in
                    moved[name].map { .init(name.rawValue, .integer(Int64($0))) }
                })
        }
    }

    /// Moves up to `limit` messages of each queue from its dead letters back. Throws `usage` where a queue or its dead letters
    /// are not configured, and what the queues throw; none is lost then, and one may come twice.
    public func run(_ names: [QueueName], limit: Int = .max) async throws -> Report {
        var report = Report()
        for name in names { report.moved[name] = try await cloud.needed(name).redrive(limit: limit) }
        return report
    }
}
