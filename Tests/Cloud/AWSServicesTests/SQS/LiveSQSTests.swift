import AWS
import AWSServices
import Basics
import JSON
import QueueConformance
import Queues
import Testing

@Suite("An SQS queue on a server that stands in for it", .timeLimit(.minutes(15)))
struct LiveSQSTests {
    /// A new queue with a dead-letter queue.
    private static func queue(_ server: LiveServer) async throws -> SQSQueue {
        let client = AWSClient(.sqs, server.configuration)
        func make(_ name: String, _ attributes: JSONObject) async throws -> String {
            let answer = try await client.call(
                "CreateQueue", ["QueueName": .string(name), "Attributes": .object(attributes)])
            return try #require(answer["QueueUrl"]?.string)
        }
        let name = LiveServer.newName()
        let deadLetters = try await make("\(name)-dead", [:])
        let attributes = try await client.call(
            "GetQueueAttributes", ["QueueUrl": .string(deadLetters), "AttributeNames": ["QueueArn"]])
        let arn = try #require(attributes["Attributes"]?["QueueArn"])
        let policy: JSONValue = [
            "deadLetterTargetArn": arn, "maxReceiveCount": .integer(Int64(QueueCheck.maxReceiveCount)),
        ]
        let url = try await make(name, ["RedrivePolicy": .string(policy.description)])
        return SQSQueue(url, deadLetterURL: deadLetters, server.configuration)
    }

    @Test(
        "does what every queue does", arguments: LiveServer.running(LiveServer.ofTables, for: "SQSQueue"),
        QueueCheck.all)
    func conforms(server: LiveServer, check: QueueCheck) async throws {
        guard check.needs.isDisjoint(with: server.lacksOfQueues) else { return }
        try await check.run(QueueUnderTest(try await Self.queue(server)) { try await Task.sleep(for: $0) })
    }
}
