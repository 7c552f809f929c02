import AWS
import Basics
import HTTPTransport
import JSON
import QueueConformance
import TableConformance
import TestSupport

/// A server that stands in for DynamoDB and SQS, named by an environment variable (Tests/System/aws/with-servers).
enum LiveServer: String, CaseIterable, Sendable, CustomStringConvertible {
    case miniStack = "FDNIX_TEST_MINISTACK"
    case moto = "FDNIX_TEST_MOTO"

    var description: String { self == .miniStack ? "MiniStack" : "moto" }

    /// Those that run; the others are noted.
    static func running(for check: String) -> [LiveServer] {
        allCases.filter { server in
            if server.address != nil { return true }
            Skips.note("\(check) on \(server)", "\(server.rawValue) does not name a running \(server)")
            return false
        }
    }

    /// What it does otherwise than DynamoDB. moto takes no notice of a transaction's token, does several at once, and fails
    /// where it compares values of different types; MiniStack refuses to compare them, and adds as binary fractions.
    var lacksOfTables: Set<TableCheck.Need> {
        self == .moto ? [.idempotency, .isolation, .mixedTypes] : [.mixedTypes, .exactNumbers]
    }

    /// What it does otherwise than SQS. moto gives one message to two who receive at the same time; MiniStack refuses the
    /// receipt of a message that is gone.
    var lacksOfQueues: Set<QueueCheck.Need> { self == .moto ? [.oneReceiver] : [.repeatedDelete] }

    private var address: URLParts? { ProcessEnvironment.current[rawValue].flatMap { try? URLParts($0) } }

    /// How it is reached, with the keys that the servers know.
    var configuration: AWSConfiguration {
        var endpoints = EndpointRules()
        endpoints.overrides[""] = address
        return AWSConfiguration(
            region: "us-east-1", credentials: FixedCredentials(AccessKey(id: "test", secret: "test")),
            endpoints: endpoints)
    }

    /// A name that nothing on the server has yet.
    static func newName() -> String { "fdnix-test-\(UInt64.random(in: 0 ... .max).hexadecimal)" }
}
