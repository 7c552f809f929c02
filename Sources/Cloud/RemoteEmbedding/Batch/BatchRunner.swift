import Basics
import Embedding
public import Logging
public import ObjectStorage

/// Embeds texts by batch jobs: writes their input, creates them, waits for them, takes their output, and goes on with what
/// an earlier run left, wherever that was killed.
///
/// What is to be remembered lies in the store of inputs, so that it is there on another machine too. One run at a time works
/// with a pair of buckets, a model and a template.
public struct BatchRunner: Sendable {
    let model: BedrockModel
    let dimension: Int
    let templateVersion: Int
    let settings: BatchSettings
    let service: any BatchService
    let input: any ObjectStore
    let output: any ObjectStore
    /// A directory of this machine for files that are about to be sent.
    let directory: String
    let clock: RemoteClock
    let logger: Logger

    /// A runner for texts of a template's version; `input` and `output` are the buckets that `settings` names.
    public init(
        _ model: BedrockModel, dimension: Int, templateVersion: Int, settings: BatchSettings,
        service: any BatchService, input: any ObjectStore, output: any ObjectStore, directory: String,
        clock: RemoteClock = .system, logger: Logger
    ) {
        self.model = model
        self.dimension = dimension
        self.templateVersion = templateVersion
        self.settings = settings
        self.service = service
        self.input = input
        self.output = output
        self.directory = directory
        self.clock = clock
        self.logger = logger
    }

    /// What became of texts.
    public struct Outcome: Sendable, Hashable {
        /// Hashes of texts that no job embedded, and none will.
        public internal(set) var failed: [String] = []
        /// Hashes of texts whose jobs the service did not take on.
        public internal(set) var refused: [String] = []
        /// Hashes of texts whose jobs did not end: another run may get their vectors, and pay for them once.
        public internal(set) var left: Set<String> = []
    }

    /// Sees jobs through that earlier runs left, for this model, dimension and template. Vectors go to `sink`.
    ///
    /// Throws what the store, the service and the sink throw where no other try would do, and `CancellationError`.
    public func resume(into sink: any VectorSink) async throws -> Outcome {
        var jobs: [ActiveJob] = []
        for file in try await jobFiles() where belongs(file) {
            if file.isHarvested {
                try await finishCleaning(file)
            } else {
                logger.info("job \(file.keys.id) of an earlier run: \(file.records.grouped) texts")
                jobs.append(ActiveJob(file, maximumWait: settings.maximumWait))
            }
        }
        try await removeOrphans()
        return try await finish(jobs, into: sink)
    }

    /// Embeds `texts`, in as few jobs as the limits allow. Throws as `resume` does.
    public func embed(_ texts: [KeyedText], into sink: any VectorSink) async throws -> Outcome {
        let sizes = texts.map { RecordFiles.largestLine(of: $0.text) }
        let ranges = JobSizes.split(
            sizes, maximumRecords: settings.recordsPerJob, maximumBytes: settings.bytesPerJob)
        let jobs = ranges.map { range in
            let file = JobFile(
                keys: BatchKeys(time: clock.time(), random: clock.random()), arn: nil, status: JobFile.prepared,
                modelID: model.id, dimension: dimension, templateVersion: templateVersion, submitted: clock.time(),
                records: range.count)
            return ActiveJob(new: file, texts[range], maximumWait: settings.maximumWait)
        }
        return try await finish(jobs, into: sink)
    }

    /// Turn by turn, until all jobs are over.
    private func finish(_ jobs: [ActiveJob], into sink: any VectorSink) async throws -> Outcome {
        var jobs = jobs
        while true {
            for index in jobs.indices {
                jobs[index].life.beginTurn()
                try await turn(&jobs, index, sink)
            }
            guard let pause = pause(jobs) else { break }
            try await clock.sleep(pause)
        }
        var outcome = Outcome()
        for job in jobs {
            switch job.life.state {
            // Those of an earlier run are missing texts again.
            case .over(.refused): outcome.refused += job.texts?.map(\.hash) ?? []
            case .over(.left): outcome.left.formUnion(try await knownHashes(of: job))
            default: outcome.failed += job.missing
            }
        }
        return outcome
    }

    /// Does with one job what can be done now.
    private func turn(_ jobs: inout [ActiveJob], _ index: Int, _ sink: any VectorSink) async throws {
        while true {
            let unfinished = jobs.count { $0.life.isUnfinished }
            let action = jobs[index].life.next(at: clock.time(), hasRoom: unfinished < settings.unfinishedJobs)
            if action == .wait { return }
            let event = try await perform(action, &jobs[index], sink)
            jobs[index].life.take(event, at: clock.time())
        }
    }

    /// Until the next turn; nil where all jobs are over.
    private func pause(_ jobs: [ActiveJob]) -> Duration? {
        let open = jobs.map(\.life).filter { !$0.isOver }
        guard !open.isEmpty else { return nil }
        var pause = settings.pollInterval
        if open.contains(where: \.isStopping) { pause = min(pause, .seconds(10)) }
        if let deadline = open.compactMap(\.deadline).min() {
            pause = min(pause, max(.seconds(deadline - clock.time()), .seconds(1)))
        }
        return pause
    }
}

/// A job with what it is made of.
struct ActiveJob {
    var life: BatchJob
    var file: JobFile
    /// The texts, of a job of this run.
    let texts: ArraySlice<KeyedText>?
    /// The hashes of those that have no vector, after the harvest.
    var missing: [String] = []

    init(new file: JobFile, _ texts: ArraySlice<KeyedText>, maximumWait: Duration) {
        self.file = file
        self.texts = texts
        life = BatchJob(maximumWait: Int(maximumWait.components.seconds))
    }

    init(_ file: JobFile, maximumWait: Duration) {
        self.file = file
        texts = nil
        life = BatchJob(
            submitted: file.submitted, hasARN: file.arn != nil, maximumWait: Int(maximumWait.components.seconds))
    }
}
