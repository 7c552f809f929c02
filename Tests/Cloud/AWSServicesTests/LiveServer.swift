import AWS
import AWSServices
import Basics
import HTTPTransport
import ObjectStorageConformance
import QueueConformance
import TableConformance
import TestSupport

/// A server that stands in for AWS, named by an environment variable (Tests/System/aws/with-servers).
enum LiveServer: String, CaseIterable, Sendable, CustomStringConvertible {
    case swift = "FDNIX_TEST_SWIFT"
    case miniStack = "FDNIX_TEST_MINISTACK"
    case moto = "FDNIX_TEST_MOTO"

    var description: String {
        switch self {
        case .swift: "OpenStack Swift"
        case .miniStack: "MiniStack"
        case .moto: "moto"
        }
    }

    /// Those of `servers` that run; the others are noted.
    static func running(_ servers: [LiveServer] = allCases, for check: String) -> [LiveServer] {
        servers.filter { server in
            if server.address != nil { return true }
            Skips.note("\(check) on \(server)", "\(server.rawValue) does not name a running \(server)")
            return false
        }
    }

    /// Those that have tables and queues; the third has objects alone.
    static let ofTables = [LiveServer.miniStack, .moto]

    /// What it does otherwise than S3.
    var traits: StoreTraits {
        var traits = StoreTraits()
        // None of them knows what S3 knows since 2025.
        (traits.copiesOnCondition, traits.manyObjects) = (false, 1_100)
        if self == .swift { (traits.isAtomic, traits.knowsIfMatches) = (false, false) }
        return traits
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

    /// How it is reached, with the keys that it knows.
    var configuration: AWSConfiguration {
        var endpoints = EndpointRules()
        endpoints.overrides[""] = address
        let key =
            self == .swift ? AccessKey(id: "test:tester", secret: "testing") : AccessKey(id: "test", secret: "test")
        return AWSConfiguration(region: "us-east-1", credentials: FixedCredentials(key), endpoints: endpoints)
    }

    /// A name that nothing on the server has yet.
    static func newName() -> String { "fdnix-test-\(UInt64.random(in: 0 ... .max).hexadecimal)" }
}
