import Basics
import JSON
import Logging
import ObjectStorage

/// What is done with the stores.
extension BatchRunner {
    /// Writes what a job is made of; the job file comes last, and says that all is there.
    func prepare(_ job: inout ActiveJob) async throws -> BatchJob.Event {
        guard let texts = job.texts else { return .failed }
        let keys = job.file.keys
        let files = RecordFiles(model: model, dimension: dimension)
        let path = "\(directory)/\(keys.id)"
        defer {
            // Nothing to remove where writing failed early.
            try? FileSystem.remove("\(path).records")
            try? FileSystem.remove("\(path).input")
        }
        try await BlockingWork.run {
            try files.writeRecords(texts, to: "\(path).records")
            try files.writeInput(texts, to: "\(path).input")
        }
        let lines = PutOptions(contentType: "application/x-ndjson")
        try await input.put(keys.records, .file("\(path).records"), lines)
        try await input.put(keys.input, .file("\(path).input"), lines)
        try await write(job.file)
        return .prepared
    }

    func write(_ file: JobFile) async throws {
        try await input.put(
            file.keys.job, .bytes(file.json.encoded), PutOptions(contentType: "application/json"))
    }

    /// All job files, also of other models; what is not one is told of and left alone.
    func jobFiles() async throws -> [JobFile] {
        var files: [JobFile] = []
        for key in try await keys(in: input, below: BatchKeys.jobs) {
            guard let job = BatchKeys(jobFile: key) else { continue }
            do {
                let bytes = try await input.get(key, GetOptions()).collect(upTo: 1 << 20)
                files.append(try JobFile(bytes, keys: job))
            } catch let error as FdnixError where [.corrupt, .notFound, .incompatible].contains(error.code) {
                logger.warning("\(input.location)/\(key) is passed over: \(error)")
            }
        }
        return files
    }

    /// Deletes lists of records without a job, and their input, after a day: a kill came before the job file was written, or
    /// after it was deleted. Younger ones may be those of a run that is about to write it.
    func removeOrphans() async throws {
        let objects = try await input.objects(prefix: BatchKeys.jobs).reduce(into: [ObjectInfo]()) { $0.append($1) }
        let jobs = Set(objects.compactMap { BatchKeys(jobFile: $0.key) })
        let yesterday = (clock.time() - 86_400) * 1000
        for object in objects where object.modified < yesterday {
            guard let job = BatchKeys(records: object.key), !jobs.contains(job) else { continue }
            try await input.delete([job.records, job.input])
        }
    }

    /// Whether a job's vectors are ones that this run wants.
    func belongs(_ file: JobFile) -> Bool {
        file.modelID == model.id && file.dimension == dimension && file.templateVersion == templateVersion
    }

    /// The hashes of a job's texts, in the order of its records.
    func hashes(of job: ActiveJob) async throws -> [String] {
        if let texts = job.texts { return texts.map(\.hash) }
        let key = job.file.keys.records
        let bytes = try await input.get(key, GetOptions()).collect(upTo: 1 << 30)
        return try RecordFiles.hashes(bytes, keys: job.file.keys)
    }

    /// As `hashes(of:)`; none, and a warning, where nobody knows them any more.
    func knownHashes(of job: ActiveJob) async throws -> [String] {
        do { return try await hashes(of: job) } catch let error as FdnixError
            where [.notFound, .corrupt].contains(error.code)
        {
            logger.warning("nobody knows the texts of job \(job.file.keys.id) any more: \(error)")
            return []
        }
    }

    /// Takes all output that there is, whole or in part.
    func harvest(_ job: inout ActiveJob, into sink: any VectorSink) async throws -> BatchJob.Event {
        let keys = job.file.keys
        var harvest = Harvest(hashes: try await knownHashes(of: job), dimension: dimension)
        var expected: Int?
        for key in try await self.keys(in: output, below: keys.outputPrefix) {
            if key.hasSuffix("manifest.json.out") {
                let bytes = try await output.get(key, GetOptions()).collect(upTo: 1 << 20)
                expected = (try? JSONValue.parse(bytes))?["successRecordCount"]?.int.map(Int.init)
            } else if key.hasSuffix(".jsonl.out") {
                try await harvest.take(output.get(key, GetOptions()).body, into: sink)
            }
        }
        harvest.report(keys, expected: expected, to: logger)
        try await sink.save()
        job.missing = harvest.missing
        return .harvested
    }

    /// Marks a job as harvested, which is what counts, and deletes what nobody needs any more.
    func close(_ job: inout ActiveJob) async throws -> BatchJob.Event {
        job.file.isHarvested = true
        try await write(job.file)
        try await clean(job.file.keys)
        return .closed
    }

    /// Deletes output and input, the input last: as long as it is there, something may be left to delete.
    private func clean(_ job: BatchKeys) async throws {
        try await output.delete(try await keys(in: output, below: job.outputPrefix))
        try await input.delete([job.input])
    }

    /// Goes on where a kill came between marking and deleting.
    func finishCleaning(_ file: JobFile) async throws {
        if try await input.head(file.keys.input) != nil { try await clean(file.keys) }
    }

    /// Deletes a job that the service will never have, the job file first: without it nothing counts.
    func discard(_ job: ActiveJob) async throws -> BatchJob.Event {
        let keys = job.file.keys
        try await input.delete([keys.job])
        try await input.delete([keys.records, keys.input])
        return .discarded
    }

    private func keys(in store: any ObjectStore, below prefix: String) async throws -> [String] {
        try await store.objects(prefix: prefix).reduce(into: []) { $0.append($1.key) }
    }
}
