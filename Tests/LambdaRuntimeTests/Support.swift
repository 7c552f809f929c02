import Basics
import Foundation
import JSON
import NIOPosix
import Testing

/// Recorded events, in the shapes that the AWS documentation shows.
enum Fixture {
    static let events = ["rest-v1", "rest-v1-mapped", "http-v1", "http-v2", "function-url"]

    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = try #require(Bundle.module.resourcePath)
        return try FileSystem.read("\(folder)/Fixtures/\(name).json")
    }
}

extension JSONValue {
    /// The object with one member replaced.
    func setting(_ key: String, _ value: JSONValue) -> JSONValue {
        var object = object ?? JSONObject()
        object[key] = value
        return .object(object)
    }
}

/// Runs `body` on a thread that may block.
func withThread(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await NIOThreadPool.singleton.runIfActive(body)
}
