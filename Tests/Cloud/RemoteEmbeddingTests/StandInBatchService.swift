import AWSServices
import Basics
import HTTPTypes
import JSON
import ObjectStorage
import TestSupport

@testable import AWS
@testable import RemoteEmbedding

/// Bedrock's jobs in this process: it reads inputs and writes outputs in stores, in another order, and moves jobs on when
/// it is asked about them.
final class StandInBatchService: BatchService {
    enum Operation: String, Sendable, CaseIterable { case create, get, stop, list }

    /// What goes wrong with a call.
    enum Fault: Sendable {
        /// It is refused with an error of AWS.
        case error(Int, String)
        /// It is acted on, and the answer does not come.
        case lostAnswer
    }

    struct Job: Sendable {
        var request: InvocationJobRequest
        var polls = 0
        var status = "Submitted"
        /// What follows at each poll; the last one stays.
        var course: [String]
        var isWritten = false
    }

    struct State: Sendable {
        var jobs: [String: Job] = [:]
        var calls: [Operation: Int] = [:]
        /// How often each text was embedded.
        var embedded: [String: Int] = [:]
        var random = SplitMix(99)
    }

    let input: any ObjectStore
    let output: any ObjectStore
    let state = Shared(State())
    private let plan = Shared(Plan())

    /// What jobs go through, what goes wrong, which texts fail: set by tests.
    struct Plan: Sendable {
        /// What jobs go through, by the number of the job.
        var course: @Sendable (Int) -> [String] = { _ in ["Validating", "InProgress", "Completed"] }
        /// What goes wrong, by the operation and how often it was called before.
        var fault: @Sendable (Operation, Int) -> Fault? = { _, _ in nil }
        /// Which texts fail.
        var fails: @Sendable (String) -> Bool = { _ in false }
        /// Which texts have no line at all.
        var isLeftOut: @Sendable (String) -> Bool = { _ in false }
        /// How many jobs may be unfinished.
        var quota = Int.max
        /// How many lists come before one that shows anything.
        var listLag = 0
        /// What the manifest says of so many successes.
        var manifestCount: @Sendable (Int) -> Int = { $0 }
    }

    func set(_ body: @Sendable (inout Plan) -> Void) { plan.change(body) }

    init(input: any ObjectStore, output: any ObjectStore) {
        self.input = input
        self.output = output
    }

    static func error(_ status: Int, _ code: String, _ operation: Operation) -> FdnixError {
        FdnixError(
            AWSError(
                service: .bedrock, operation: operation.rawValue,
                head: HTTPResponse(status: .init(code: status), headerFields: [.amzErrorType: code]), body: []))
    }

    /// Counts a call and fails it as `fault` says; a lost answer is thrown after `body`.
    private func call<T>(_ operation: Operation, _ body: () async throws -> T) async throws -> T {
        let number = state.change { state in
            defer { state.calls[operation, default: 0] += 1 }
            return state.calls[operation, default: 0]
        }
        switch plan.value.fault(operation, number) {
        case .error(let status, let code): throw Self.error(status, code, operation)
        case .lostAnswer:
            _ = try await body()
            throw FdnixError(.network, "the connection broke")
        case nil: return try await body()
        }
    }

    func createInvocationJob(_ request: InvocationJobRequest) async throws -> String {
        try await call(.create) {
            let known = state.value.jobs
            if let same = known.first(where: { $0.value.request.token == request.token }) { return same.key }
            guard !known.values.contains(where: { $0.request.name == request.name }) else {
                throw Self.error(400, "ConflictException", .create)
            }
            guard known.values.count(where: { BatchJobStatus($0.status) == .underway }) < plan.value.quota else {
                throw Self.error(400, "ServiceQuotaExceededException", .create)
            }
            let arn = "arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/\(known.count)"
            let job = Job(request: request, course: plan.value.course(known.count))
            state.change { $0.jobs[arn] = job }
            return arn
        }
    }

    func invocationJob(_ arn: String) async throws -> InvocationJob {
        try await call(.get) {
            guard var job = state.value.jobs[arn] else { throw Self.error(404, "ResourceNotFoundException", .get) }
            job.status = job.course[min(job.polls, job.course.count - 1)]
            job.polls += 1
            if BatchJobStatus(job.status) == .ended, !job.isWritten {
                job.isWritten = true
                try await write(job)
            }
            let moved = job
            state.change { $0.jobs[arn] = moved }
            return InvocationJob(arn: arn, name: job.request.name, status: job.status, message: "as told")
        }
    }

    func stopInvocationJob(_ arn: String) async throws {
        try await call(.stop) {
            guard let job = state.value.jobs[arn] else { throw Self.error(404, "ResourceNotFoundException", .stop) }
            guard BatchJobStatus(job.status) == .underway else { throw Self.error(400, "ConflictException", .stop) }
            state.change {
                $0.jobs[arn]?.course = ["Stopping", "Stopped"]; $0.jobs[arn]?.polls = 0
            }
        }
    }

    func invocationJobs(nameContains text: String) async throws -> [InvocationJob] {
        try await call(.list) {
            let isLagging = state.value.calls[.list, default: 0] <= plan.value.listLag
            return isLagging
                ? []
                : state.value.jobs.filter { $0.value.request.name.contains(text) }.map {
                    InvocationJob(arn: $0.key, name: $0.value.request.name, status: $0.value.status)
                }
        }
    }

    private static func key(_ uri: String) -> String {
        uri.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).last.map(String.init) ?? ""
    }

    /// Writes what a job leaves: everything, or half of it where it did not come to its own end.
    private func write(_ job: Job) async throws {
        let bytes = try await input.get(Self.key(job.request.input)).collect(upTo: 1 << 30)
        var texts: [(String, String)] = try bytes.split(separator: 0x0A).map { line in
            let json = try JSONValue.parse(Array(line))
            return (json["recordId"]?.string ?? "", json["modelInput"]?["inputText"]?.string ?? "")
        }
        texts = state.change { [texts] in texts.shuffled(using: &$0.random) }
        if job.status != "Completed" { texts = Array(texts.prefix(texts.count / 2)) }
        if job.status == "Failed" { return }
        var lines = [#"{"recordId":"R9999999999","modelOutput":{"embedding":[1,2,3]}}"#]
        var successes = 0
        for (id, text) in texts where !plan.value.isLeftOut(text) {
            if plan.value.fails(text) {
                lines.append(#"{"recordId":"\#(id)","error":{"errorCode":400,"errorMessage":"bad text"}}"#)
                continue
            }
            successes += 1
            state.change { $0.embedded[text, default: 0] += 1 }
            let vector = StandInModel.vector(text).map { "\($0)" }.joined(separator: ",")
            lines.append(#"{"recordId":"\#(id)","modelOutput":{"embedding":[\#(vector)]}}"#)
        }
        let folder = Self.key(job.request.output) + "abcdefghijkl"
        let half = lines.count / 2
        try await output.put(
            "\(folder)/input.jsonl.out", .bytes(Array(lines[..<half].joined(separator: "\n").utf8)))
        try await output.put(
            "\(folder)/deeper/more.jsonl.out", .bytes(Array((lines[half...].joined(separator: "\n") + "\n").utf8)))
        let manifest =
            #"{"totalRecordCount":\#(texts.count),"successRecordCount":\#(plan.value.manifestCount(successes))}"#
        try await output.put("\(folder)/manifest.json.out", .bytes(Array(manifest.utf8)))
    }
}
