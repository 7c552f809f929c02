import Basics
import JSON
import TestSupport
import Testing

@testable import Publishing

@Suite("Manifests and pointers")
struct ManifestTests {
    private static let digest = String(repeating: "ab", count: 32)
    private static func text(key: String = "fdnix.idx", _ change: (inout JSONObject) -> Void = { _ in }) -> [UInt8] {
        var object: JSONObject = [
            "run_id": .string(runID(1)), "packages": 3,
            "artifacts": [["key": .string(key), "bytes": 5, "sha256": .string(digest)]],
        ]
        change(&object)
        return JSONValue.object(object).encoded
    }

    @Test("The name of an artifact counts, wherever the publisher had it")
    func names() throws {
        let manifest = try RunManifest(Self.text(key: "a/b/fdnix.idx"), from: "x")
        #expect(manifest.artifact(named: "fdnix.idx")?.bytes == 5)
        #expect(try RunManifest(manifest.published(in: "c/"), from: "x").artifacts == manifest.artifacts)
    }

    @Test(
        "A name that would lead out of the directory, or hide in it, is refused",
        arguments: [
            "", "..", ".", "a/..", "a/", ".bashrc", "a/.x", "a\\b", "ü.idx", "a b", "a\nb",
        ])
    func badNames(_ key: String) {
        #expect(throws: FdnixError.self) { try RunManifest(Self.text(key: key), from: "x") }
    }

    @Test("Members that readers rely on must be there and sound")
    func badMembers() {
        let changes: [(inout JSONObject) -> Void] = [
            { $0["run_id"] = nil }, { $0["run_id"] = "latest" }, { $0["run_id"] = "../../../../etc/passwd-x" },
            { $0["packages"] = nil }, { $0["packages"] = -1 }, { $0["artifacts"] = [] }, { $0["artifacts"] = nil },
            { $0["artifacts"] = [["key": "a", "bytes": -1, "sha256": .string(Self.digest)]] },
            { $0["artifacts"] = [["key": "a", "bytes": 1, "sha256": .string(Self.digest.uppercased())]] },
            { object in
                let entry: JSONValue = ["key": "a", "bytes": 1, "sha256": .string(Self.digest)]
                object["artifacts"] = [entry, entry]
            },
        ]
        for change in changes {
            #expect(throws: FdnixError.self) { try RunManifest(Self.text(change), from: "x") }
        }
    }

    @Test("Any bytes give a manifest or an error, never a crash")
    func fuzz() {
        var random = SplitMix(7)
        let good = Self.text()
        for _ in 0..<3000 {
            var bytes = good
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0 ... .max, using: &random)
                case 1: bytes.remove(at: Int.random(in: 0..<bytes.count, using: &random))
                default: bytes = Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &random)))
                }
                if bytes.isEmpty { bytes = [0] }
            }
            if let manifest = try? RunManifest(bytes, from: "x") {
                #expect(RunID.isValid(manifest.runID))
                #expect(manifest.artifacts.allSatisfy { !$0.name.contains("/") && !$0.name.hasPrefix(".") })
            }
            if let pointer = try? LatestPointer(bytes, from: "x") { #expect(RunID.isValid(pointer.runID)) }
        }
    }

    @Test("Only the form of a run's name is one")
    func runNames() {
        #expect(RunID.isValid("20260101T000000Z-0123abcd"))
        for text in [
            "", "20260101T000000Z", "20260101T000000Z-0123ABCD", "20260101T000000Z-0123abcde",
            "x0260101T000000Z-0123abcd",
            "20260101t000000Z-0123abcd", "../../../../../etc/passwd",
        ] { #expect(!RunID.isValid(text)) }
    }
}
