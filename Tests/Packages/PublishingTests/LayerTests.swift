import Basics
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Publishing

/// Lambda in memory, which fails at the call with a number: before it does anything, or after, so that the answer is
/// lost.
private final class FakeLambda: LayerService {
    struct State: Equatable {
        var layers: [Int: String] = [:]
        var functionLayers = ["arn:other:1"]
        var revision = 0
        var published: [String: [String]] = ["1": ["arn:other:1"]]
        var alias = "1"
    }

    private struct Box {
        var state = State()
        var calls = 0
    }

    private let box = Mutex(Box())
    let failing: Int
    let isDone: Bool
    let searchTotal: Int
    /// The archive that is published.
    let code: String

    init(_ state: State, code: String, failing: Int = .max, isDone: Bool = false, searchTotal: Int = 1) {
        (self.code, self.failing, self.isDone, self.searchTotal) = (code, failing, isDone, searchTotal)
        box.withLock { $0.state = state }
    }

    var state: State { box.withLock { $0.state } }
    var calls: Int { box.withLock { $0.calls } }

    private func call<T>(_ body: (inout State) throws -> T) throws -> T {
        try box.withLock { box in
            defer { box.calls += 1 }
            let failure = FdnixError(.service, "call \(box.calls) failed")
            guard box.calls != failing || isDone else { throw failure }
            let result = try body(&box.state)
            if box.calls == failing { throw failure }
            return result
        }
    }

    static func version(_ number: Int, _ code: String) -> LayerVersion {
        LayerVersion(arn: "arn:fdnix:\(number)", number: number, codeSha256: code)
    }

    func newestLayer() throws -> LayerVersion? {
        try call { state in state.layers.max { $0.key < $1.key }.map { Self.version($0.key, $0.value) } }
    }
    func layerVersions() throws -> [Int] { try call { Array($0.layers.keys) } }
    func publishLayer() throws -> LayerVersion {
        try call { state in
            let number = (state.layers.keys.max() ?? 0) + 1
            state.layers[number] = code
            return Self.version(number, code)
        }
    }
    func deleteLayer(_ number: Int) throws { try call { $0.layers[number] = nil } }
    func function(_ qualifier: String?) throws -> FunctionState {
        try call { state in
            FunctionState(
                layers: qualifier.map { state.published[$0] ?? [] } ?? state.functionLayers,
                revision: "\(state.revision)")
        }
    }
    func setLayers(_ arns: [String], revision: String?) throws {
        try call { state in
            if let revision, revision != "\(state.revision)" { throw FdnixError(.conflict, "another revision") }
            state.functionLayers = arns
            state.revision += 1
        }
    }
    func get(_ path: String, _ query: String) throws -> (status: Int, body: [UInt8]) {
        try call { _ in (200, Array("{\"total_count\":\(searchTotal)}".utf8)) }
    }
    func publishFunction() throws -> String {
        try call { state in
            let name = "\(state.published.count + 1)"
            state.published[name] = state.functionLayers
            return name
        }
    }
    func aliasVersion() throws -> String { try call { $0.alias } }
    func moveAlias(to version: String) throws { try call { $0.alias = version } }
}

@Suite("The Lambda layer")
struct LayerTests {
    private static var old: FakeLambda.State {
        var state = FakeLambda.State()
        for number in 1...7 { state.layers[number] = "code \(number)" }
        state.functionLayers = ["arn:other:1", "arn:fdnix:7", "arn:more:3"]
        state.published = ["1": state.functionLayers]
        return state
    }

    private func publish(_ lambda: FakeLambda, hasFunction: Bool = true) async throws -> (LayerVersion, Bool) {
        let time = TimeSource(now: { 0 }, sleep: { _ in })
        let publisher = LayerPublisher(lambda, hasFunction: hasFunction, keep: 5, logger: quiet, time: time)
        return try await publisher.publish(codeSha256: lambda.code)
    }

    @Test("The new layer takes the place of the old one, the alias moves, old versions go")
    func released() async throws {
        let lambda = FakeLambda(Self.old, code: "new")
        let (version, isNew) = try await publish(lambda)
        #expect(version.number == 8 && isNew)
        #expect(lambda.state.functionLayers == ["arn:other:1", "arn:fdnix:8", "arn:more:3"])
        #expect(lambda.state.alias == "2" && lambda.state.published["2"] == lambda.state.functionLayers)
        #expect(lambda.state.layers.keys.sorted() == [4, 5, 6, 7, 8])
    }

    @Test("A version that the alias used until now is not removed, however old")
    func oldInUse() async throws {
        var state = Self.old
        state.published = ["1": ["arn:fdnix:2"]]
        let lambda = FakeLambda(state, code: "new")
        _ = try await publish(lambda)
        #expect(lambda.state.layers.keys.sorted() == [2, 4, 5, 6, 7, 8])
    }

    @Test("The same archive is not published twice, but a function that does not have it yet gets it")
    func unchanged() async throws {
        let lambda = FakeLambda(Self.old, code: "code 7")
        let (version, isNew) = try await publish(lambda)
        #expect(version.number == 7 && !isNew && lambda.state == Self.old)
        // A run that was killed after publishing the layer.
        var state = Self.old
        state.layers[8] = "new"
        let killed = FakeLambda(state, code: "new")
        #expect(try await publish(killed).1)
        #expect(killed.state.layers[9] == nil && killed.state.alias == "2")
        #expect(killed.state.functionLayers.contains("arn:fdnix:8"))
    }

    @Test("Without a function the layer is published, and that is all")
    func alone() async throws {
        let lambda = FakeLambda(Self.old, code: "new")
        #expect(try await publish(lambda, hasFunction: false).0.number == 8)
        #expect(lambda.state.functionLayers == Self.old.functionLayers && lambda.state.alias == "1")
        let first = FakeLambda(FakeLambda.State(), code: "new")
        #expect(try await publish(first, hasFunction: false).0.number == 1)
    }

    @Test("Whatever call fails, before or after it took effect: all is as before, or all is as it should be")
    func failures() async throws {
        let whole = FakeLambda(Self.old, code: "new")
        _ = try await publish(whole)
        for failing in 0..<whole.calls {
            for isDone in [false, true] {
                let lambda = FakeLambda(Self.old, code: "new", failing: failing, isDone: isDone)
                do {
                    _ = try await publish(lambda)
                    // A lost answer to the publishing of the layer is found out.
                    #expect(lambda.state.alias == "2" && lambda.state.functionLayers.contains("arn:fdnix:8"))
                    #expect(lambda.state.layers.keys.sorted() == [4, 5, 6, 7, 8])
                } catch let error as FdnixError {
                    #expect(error.code == .service)
                    let state = lambda.state
                    if error.message.contains("is live") {
                        #expect(state.alias == "2" && state.functionLayers.contains("arn:fdnix:8"))
                    } else {
                        #expect(state.layers == Self.old.layers, "call \(failing), done \(isDone)")
                        #expect(state.functionLayers == Self.old.functionLayers)
                        #expect(state.alias == "1")
                    }
                }
            }
        }
    }

    @Test("A function that finds nothing with the new layer keeps the old one")
    func findsNothing() async throws {
        let lambda = FakeLambda(Self.old, code: "new", searchTotal: 0)
        await #expect(throws: FdnixError.self) { _ = try await publish(lambda) }
        #expect(lambda.state.layers == Self.old.layers && lambda.state.alias == "1")
        #expect(lambda.state.functionLayers == Self.old.functionLayers)
    }

    @Test("Whatever is answered, the machine comes to an end, and never leaves a layer without having tried to mend it")
    func anyAnswers() {
        var random = SplitMix(11)
        let error = FdnixError(.service, "no")
        for _ in 0..<5000 {
            var release = LayerRelease(
                codeSha256: "new", hasFunction: Bool.random(using: &random), keep: Int.random(in: 1...3, using: &random)
            )
            var answer: LayerRelease.Answer?
            var count = 0
            var (published, deleted) = (false, false)
            while true {
                let action = release.next(after: answer)
                count += 1
                if case .finish(let outcome) = action {
                    if case .rolledBack = outcome { #expect(!published || deleted) }
                    break
                }
                #expect(count < 50)
                if count >= 50 { break }
                if case .deleteLayers(let numbers) = action, numbers.contains(9) { deleted = true }
                let fails = Double.random(in: 0..<1, using: &random) < 0.15
                answer =
                    switch action {
                    case .findNewest: .layer(published ? FakeLambda.version(9, "new") : FakeLambda.version(8, "old"))
                    case .publishLayer: .layer(FakeLambda.version(9, "new"))
                    case .readFunction, .readLive: .function(FunctionState(layers: ["arn:fdnix:8"], revision: "1"))
                    case .readAlias, .publishFunction: .version("3")
                    case .listLayers: .layers([1, 2, 8, 9])
                    default: .done
                    }
                if case .publishLayer = action, !fails { published = true }
                if fails { answer = .failed(error) }
            }
        }
    }

    @Test("Layers of others keep their places")
    func layerLists() {
        let version = FakeLambda.version(9, "new")
        #expect(LayerRelease.replacing(version, in: []) == ["arn:fdnix:9"])
        #expect(LayerRelease.replacing(version, in: ["a:1", "arn:fdnix:3", "b:2"]) == ["a:1", "arn:fdnix:9", "b:2"])
        #expect(
            LayerRelease.restoring(version, in: ["a:1", "arn:fdnix:9"], from: ["arn:fdnix:3"]) == [
                "a:1", "arn:fdnix:3",
            ])
        #expect(LayerRelease.restoring(version, in: ["a:1", "arn:fdnix:9"], from: []) == ["a:1"])
    }

    @Test("The archive has the same bytes for the same artifacts, and too large ones are refused before any call")
    func archive() throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.write([1, 2, 3], to: "\(directory)/i")
            try AtomicFile.write([4, 5], to: "\(directory)/d")
            func build(_ contents: LayerContents, _ name: String) throws -> LayerArchive {
                try LayerArchive.build(
                    at: "\(directory)/\(name)", contents, index: "\(directory)/i", database: "\(directory)/d",
                    logger: quiet)
            }
            let (first, second) = (try build(.both, "a"), try build(.both, "b"))
            #expect(first.sha256 == second.sha256 && first.bytes == second.bytes)
            #expect(try build(.index, "c").bytes < first.bytes && build(.duckdb, "d2").bytes < first.bytes)
            #expect(Base64.decode(first.codeSha256)?.hexadecimal == first.sha256)
        }
        #expect(throws: Never.self) { try LayerArchive.check(LayerArchive.sizeLimit, quiet) }
        #expect(throws: FdnixError.self) { try LayerArchive.check(LayerArchive.sizeLimit + 1, quiet) }
    }
}
