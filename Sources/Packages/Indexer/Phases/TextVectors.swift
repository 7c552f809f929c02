import Basics
import Catalog
import DuckDB
import Embedding
import Logging
import RemoteEmbedding

/// One vector a distinct text: what the cache has is not embedded again.
struct TextVectors {
    /// How many numbers a vector has.
    let dimension: Int
    /// One row a distinct text, zeros where it has no vector.
    private(set) var values: [Float]
    /// Whether a row is a vector.
    private(set) var isValid: [Bool]

    /// The vector of a row, nil where it has none.
    subscript(row: Int) -> ArraySlice<Float>? {
        isValid[row] ? values[row * dimension..<(row + 1) * dimension] : nil
    }

    /// Takes vectors from the cache, embeds the texts that have none there, and keeps these vectors in it.
    static func of(
        _ texts: DistinctTexts, _ model: EmbeddingModel, _ run: IndexingRun, _ storage: RunStorage?,
        _ report: inout RunReport
    ) async throws -> TextVectors {
        let isForced = run.configuration.forceEmbeddings
        let cache = try VectorCache(path: run.configuration.cachePath, key: model.key)
        let bucket = storage.map { CacheStorage($0) }
        try await bucket?.load(into: cache)
        let sink = CacheSink(cache, bucket, replacing: isForced, progress: run.progress)
        let embedder = try bulkEmbedder(model, run)
        let pending = try await embedder.resume(into: sink)
        let known = try await sink.work { try cache.lookup(texts.hashes) }
        let missing = isForced ? Array(texts.hashes.indices) : known.missing
        var vectors = TextVectors(
            dimension: model.dimension, values: known.vectors, isValid: texts.hashes.map { _ in true })
        for row in missing { vectors.isValid[row] = false }
        report.textsCached = texts.hashes.count - missing.count
        report.textsRequested = missing.count
        func count(_ vectors: TextVectors) {
            report.embeddings = texts.packages.count { vectors.isValid[$0.row] }
            report.textsFailed = missing.count { !vectors.isValid[$0] }
        }
        let wanted = missing.filter { !pending.contains(texts.hashes[$0]) }
            .map { KeyedText(hash: texts.hashes[$0], text: texts.texts[$0]) }
        if case .bedrock(let setup) = model.place, !wanted.isEmpty {
            let estimate = EmbeddingEstimate(wanted, price: run.configuration.tokenPrice)
            Logger.embedding.info("\(estimate.line(model: setup.model.id))")
        }
        run.progress.begin("Embedding", total: wanted.count)
        sink.beginCounting()
        do {
            _ = try await embedder.embed(wanted, into: sink)
        } catch {
            // What came until then is in the cache, and counts.
            for row in missing { vectors.isValid[row] = sink.kept.contains(texts.hashes[row]) }
            count(vectors)
            // What is paid for is worth keeping; why it ended tells more than why it could not be kept.
            try? await sink.save()
            throw error
        }
        run.progress.end()
        try await sink.save()
        // Taken as the cache keeps them: the next run, which reads them there, writes the same rows.
        let rows = missing.filter { sink.kept.contains(texts.hashes[$0]) }
        let fresh = try await sink.work { try cache.lookup(rows.map { texts.hashes[$0] }).vectors }
        for (position, row) in rows.enumerated() {
            vectors.take(fresh[position * model.dimension..<(position + 1) * model.dimension], as: row)
        }
        count(vectors)
        Logger.embedding.info(
            """
            \(rows.count) texts embedded, \(report.textsCached) taken from the cache, \(report.textsFailed) failed
            """)
        return vectors
    }

    private mutating func take(_ vector: ArraySlice<Float>, as row: Int) {
        values.replaceSubrange(row * dimension..<(row + 1) * dimension, with: vector)
        isValid[row] = true
    }

    private static func bulkEmbedder(_ model: EmbeddingModel, _ run: IndexingRun) throws -> BulkEmbedder {
        switch model.place {
        case .local(let embedder, let count):
            return BulkEmbedder(embedder, textsAtOnce: count, logger: .embedding)
        case .bedrock(let setup):
            guard let remote = run.remote else {
                throw FdnixError(.usage, "this program cannot ask Bedrock: set FDNIX_EMBEDDER=static")
            }
            let directory = FileSystem.directory(of: run.configuration.cachePath)
            return try remote(setup, model.template.version, directory, .embedding)
        }
    }
}

/// The vector cache as a place for vectors that come.
final class CacheSink: VectorSink {
    private let cache: VectorCache
    private let bucket: CacheStorage?
    private let isReplacing: Bool
    private let progress: any ProgressReporter
    /// The hashes of the texts whose vectors came since counting began.
    private(set) var kept: Set<String> = []

    init(_ cache: VectorCache, _ bucket: CacheStorage?, replacing: Bool, progress: any ProgressReporter) {
        self.cache = cache
        self.bucket = bucket
        isReplacing = replacing
        self.progress = progress
    }

    func beginCounting() { kept = [] }

    func keep(_ hashes: [String], _ vectors: [Float]) async throws {
        let invalid = try await work { try cache.insert(hashes, vectors: vectors, replacing: isReplacing) }
        kept.formUnion(hashes)
        for position in invalid { kept.remove(hashes[position]) }
        progress.update(kept.count)
    }

    func save() async throws {
        _ = try await work { try cache.save() }
        try await bucket?.save(cache)
    }

    /// Works with the cache on a thread of its own; its statements end when the task is cancelled.
    func work<T>(_ body: () throws -> T) async throws -> T {
        try await BlockingWork.run { try await cache.interrupter.stoppingOnCancellation(body) }
    }
}
