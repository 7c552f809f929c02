import AWS
import AWSServices
import Basics
import HTTPTransport
import HTTPTypes
import ObjectStorage
import ObjectStorageConformance
import Synchronization
import TestSupport

@testable import AWSServices

/// A server that speaks S3, named by an environment variable.
enum Emulator: String, CaseIterable, CustomStringConvertible {
    case swift = "FDNIX_TEST_SWIFT"
    case miniStack = "FDNIX_TEST_MINISTACK"
    case moto = "FDNIX_TEST_MOTO"

    var description: String { "\(self == .swift ? "OpenStack Swift" : self == .miniStack ? "MiniStack" : "moto")" }

    /// What it cannot do.
    var traits: StoreTraits {
        var traits = StoreTraits()
        // None of them knows what S3 knows since 2025.
        (traits.copiesOnCondition, traits.manyObjects) = (false, 1_100)
        if self == .swift { (traits.isAtomic, traits.knowsIfMatches) = (false, false) }
        return traits
    }

    /// Those that run; the others are noted.
    static let running = allCases.filter { emulator in
        if emulator.address != nil { return true }
        Skips.note("S3ObjectStore on \(emulator)", "\(emulator.rawValue) does not name a running \(emulator)")
        return false
    }

    private var address: URLParts? { ProcessEnvironment.current[rawValue].flatMap { try? URLParts($0) } }

    /// How it is reached.
    var configuration: AWSConfiguration {
        var endpoints = EndpointRules()
        endpoints.overrides["S3"] = address
        let key =
            self == .swift ? AccessKey(id: "test:tester", secret: "testing") : AccessKey(id: "test", secret: "test")
        return AWSConfiguration(region: "us-east-1", credentials: FixedCredentials(key), endpoints: endpoints)
    }

    /// A store in a bucket of its own.
    func store() async throws -> S3ObjectStore {
        let name = "fdnix-test-\(UInt64.random(in: 0 ... .max).hexadecimal)"
        _ = try await AWSClient(.s3, configuration).answer(to: AWSRequest("CreateBucket", .put, bucket: name))
        var store = S3ObjectStore(name, configuration)
        // Small, so that objects of a few megabytes are sent in parts.
        (store.singlePutLimit, store.partSize) = (12 << 20, PartPlan.least)
        return store
    }
}
