import Basics
import Foundation
import JSON
import TestSupport
import Testing

/// Recorded events, in the shapes that the AWS documentation shows.
enum Fixture {
    static let gateways = ["rest-v1", "rest-v1-mapped", "http-v1", "http-v2", "function-url"]
    static let batches = ["sqs", "sqs-fifo", "dynamodb"]

    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = try #require(Bundle.module.resourcePath)
        return try FileSystem.read("\(folder)/Fixtures/\(name).json")
    }

    static func json(_ name: String) throws -> JSONValue { try JSONValue.parse(try bytes(name)) }
}

extension JSONValue {
    /// The object with one member replaced, or removed.
    func setting(_ key: String, _ value: JSONValue?) -> JSONValue {
        var object = object ?? JSONObject()
        object[key] = value
        return .object(object)
    }

    /// The batch with its first record changed.
    func changingRecord(_ change: (JSONValue) -> JSONValue) throws -> JSONValue {
        var records = try #require(self["Records"]?.array)
        records[0] = change(try #require(records.first))
        return setting("Records", .array(records))
    }
}

/// Damages events in every way, and gives each to `decode`: it must return, or throw `malformedInput`. Returns how often
/// it did which.
func fuzz(
    _ events: [[UInt8]], seed: UInt64, _ decode: ([UInt8]) throws -> Void
) -> (values: Int, errors: Int) {
    let words = [
        "null", "[]", "{}", "\"\"", "-1e999", "[[", "\\ud800", "{\"a\":", "true", "/{", "$default", "%zz", "==",
    ]
    var random = SplitMix(seed)
    var (values, errors) = (0, 0)
    func run(_ bytes: [UInt8]) {
        do {
            try decode(bytes)
            values += 1
        } catch {
            #expect((error as? FdnixError)?.code == .malformedInput, "\(error)")
            errors += 1
        }
    }
    for round in 0..<TestSettings.fuzzIterations(2000) {
        var bytes = events[round % events.count]
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(at..<min(bytes.count - 1, at + Int.random(in: 1...40, using: &random)))
            case 2: bytes.insert(contentsOf: words[Int.random(in: 0..<words.count, using: &random)].utf8, at: at)
            default:
                let other = Int.random(in: 0..<bytes.count, using: &random)
                bytes.insert(contentsOf: bytes[min(at, other)..<max(at, other)].prefix(200), at: at)
            }
        }
        run(bytes)
    }
    // Sound JSON with a value of the wrong kind somewhere.
    for event in events {
        guard let value = try? JSONValue.parse(event) else { continue }
        for _ in 0..<TestSettings.fuzzIterations(300) { run(value.damaged(&random).encoded) }
    }
    for count in 0..<300 { run((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }) }
    return (values, errors)
}

extension JSONValue {
    /// The value with another one somewhere inside.
    func damaged(_ random: inout SplitMix) -> JSONValue {
        let others: [JSONValue] = [
            .null, true, 0, -1.5, "", "x", "\u{0}\n\u{FFFF}", [], ["a", 1], .object([:]), .object(["S": "x"]),
        ]
        switch self {
        case .object(var object) where !object.members.isEmpty && Int.random(in: 0..<6, using: &random) > 0:
            let index = Int.random(in: 0..<object.members.count, using: &random)
            object.members[index].value = object.members[index].value.damaged(&random)
            return .object(object)
        case .array(var array) where !array.isEmpty && Int.random(in: 0..<6, using: &random) > 0:
            let index = Int.random(in: 0..<array.count, using: &random)
            array[index] = array[index].damaged(&random)
            return .array(array)
        default: return others[Int.random(in: 0..<others.count, using: &random)]
        }
    }
}
