import AWS
import AWSServices
import Basics
import ObjectStorage

/// Moves objects to and from a bucket as `object_throughput.py` asks, and prints how long it took and how much memory.
///
///     object-throughput BUCKET up FILE | down FILE | put COUNT SIZE | get COUNT
@main
enum ObjectThroughput {
    static func main() async throws {
        let words = CommandLine.arguments.dropFirst().map(\.self)
        guard words.count >= 3 else { return print("see object_throughput.py") }
        let count = Int(words[2]) ?? 1
        let store = S3ObjectStore(words[0], try AWSConfiguration(environment: ProcessEnvironment.current))
        let clock = ContinuousClock()
        let start = clock.now
        switch words[1] {
        case "up": try await store.put("large", .file(words[2]))
        case "down": try await ObjectTransfer().download("large", from: store, to: words[2])
        case "put":
            let bytes = [UInt8](repeating: 0x61, count: Int(words[3]) ?? 1_024)
            try await all(count) { _ = try await store.put("small/\($0)", .bytes(bytes)) }
        default: try await all(count) { _ = try await store.get("small/\($0)").collect(upTo: 1 << 20) }
        }
        let seconds = (clock.now - start).seconds
        print("{\"seconds\": \(seconds), \"peak_memory\": \(ResourceUsage.peakMemory)}")
    }

    /// Runs `body` for each number, 64 at once.
    private static func all(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                if number >= 64 { try await group.next() }
                group.addTask { try await body(number) }
            }
            try await group.waitForAll()
        }
    }
}
