import AWSServices
import Embedding
import Logging
import ObjectStorage
import RemoteEmbedding
import Synchronization

/// How long it takes to prepare the records of a batch job, and to take in what it leaves.
///
///     batch-jobs [RECORDS]     50,000 unless told otherwise; prints seconds
@main
enum BatchJobs {
    static func main() async throws {
        let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 50_000
        let texts = (0..<count).map { number in
            KeyedText(
                hash: String(repeating: "0123456789abcdef", count: 4),
                text: "Package: package-\(number). " + String(repeating: "Some \"words\" of a package. ", count: 15))
        }
        let store = MemoryObjectStore()
        let service = InstantService(output: store, records: count)
        var settings = BatchSettings(role: "arn:aws:iam::123456789012:role/x", inputBucket: "b", outputBucket: "b")
        settings.recordsPerJob = count
        let runner = BatchRunner(
            BedrockModel("amazon.titan-embed-text-v2:0"), dimension: 256, templateVersion: 1, settings: settings,
            service: service, input: store, output: store, directory: "/tmp",
            clock: RemoteClock(
                now: RemoteClock.system.now, time: RemoteClock.system.time, sleep: { _ in }, random: { 0.5 }),
            logger: Logger(label: "batch-jobs") { _ in SwiftLogNoOpLogHandler() })
        let start = ContinuousClock.now
        let outcome = try await runner.embed(texts, into: Forgetful())
        let times = service.times.withLock { $0 }
        precondition(outcome.failed.isEmpty && outcome.left.isEmpty && outcome.refused.isEmpty)
        print("\(count) records, \(texts[0].text.utf8.count) bytes each")
        print("prepared:  \(times.created - start)")
        print("harvested: \(ContinuousClock.now - times.ended)")
    }
}

/// Where vectors are not kept.
private struct Forgetful: VectorSink {
    func keep(_ hashes: [String], _ vectors: [Float]) async throws {}
    func save() async throws {}
}

/// A service that has done a job as soon as it is asked about.
private final class InstantService: BatchService {
    let times = Mutex((created: ContinuousClock.now, ended: ContinuousClock.now))
    private let output: MemoryObjectStore
    private let records: Int

    init(output: MemoryObjectStore, records: Int) {
        self.output = output
        self.records = records
    }

    func createInvocationJob(_ job: InvocationJobRequest) async throws -> String {
        times.withLock { $0.created = .now }
        let prefix = job.output.split(separator: "/", maxSplits: 2).last.map(String.init) ?? ""
        let vector = (0..<256).map { "0.0\(10_000_000 + $0 * 7919)" }.joined(separator: ",")
        var lines: [UInt8] = []
        for number in 1...records {
            let digits = String(number)
            let id = "R" + String(repeating: "0", count: 10 - digits.count) + digits
            lines += #"{"recordId":"\#(id)","modelOutput":{"embedding":[\#(vector)]}}"#.utf8
            lines.append(0x0A)
        }
        try await output.put(prefix + "x/input.jsonl.out", .bytes(lines))
        return "arn"
    }

    func invocationJob(_ arn: String) async throws -> InvocationJob {
        times.withLock { $0.ended = .now }
        return InvocationJob(arn: arn, name: "", status: "Completed")
    }

    func stopInvocationJob(_ arn: String) async throws {}
    func invocationJobs(nameContains text: String) async throws -> [InvocationJob] { [] }
}
