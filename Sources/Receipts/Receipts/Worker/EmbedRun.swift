import Basics
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Segments

/// One run of the worker, step by step; what is written comes in an order in which nothing points at what is not there yet.
struct EmbedRun {
    let id: String
    let created: ReceiptTime
    let rows: ReceiptRows
    let worker: EmbedWorker
    let events: ReceiptEvents

    private var receipt: ReceiptKey { rows.receipt }

    func perform() async throws -> EmbedOutcome {
        async let ready = prepared()
        let (existing, refused) = try await existingBundles()
        let vectors = try await embedded(without: existing)
        let facts = ReceiptFacts(rows)
        let similar = await ready.map { SimilarLines($0, vectors: vectors.byLine) }
        let merchant = await worker.merchants.resolve(facts, of: receipt, similar: similar, events: events)
        try await write(vectors.naming(merchant?.candidate.name ?? ""), insteadOf: refused)
        if let merchant { try await worker.merchants.put(merchant, of: receipt, facts) }
        let run = CompactionRun(receipt, id: id, created: created)
        let isNew = try await worker.cloud.runs.put(run)
        if isNew { events.info("Wrote CompactionRun \(id)") }
        events.count(isNew ? .runsCreated : .runsDuplicate)
        return EmbedOutcome(run, isDuplicate: !isNew)
    }

    /// The collection of lines, ready to be read; nil where it cannot be, which costs no more than a way to find the merchant.
    private func prepared() async -> (any CollectionReader)? {
        await withTaskGroup(of: CollectionName?.self) { group in
            for (name, collection) in worker.collections {
                group.addTask {
                    do {
                        try await collection.prepare()
                        return name
                    } catch {
                        events.of(name).warning("the collection cannot be read: \(error)")
                        return nil
                    }
                }
            }
            var ready: Set<CollectionName> = []
            for await name in group { if let name { ready.insert(name) } }
            guard ready.contains(.lines), let lines = worker.collections[.lines] else { return nil }
            return await isComparable(lines) ? lines : nil
        }
    }

    /// Whether the model's vectors can be compared with those of the collection. Where they cannot, that is told once: every
    /// receipt would say the same.
    private func isComparable(_ lines: any CollectionReader) async -> Bool {
        do {
            try await lines.checkComparable(model: worker.space.model, dimension: worker.space.dimension)
            return true
        } catch {
            let isKnown = (error as? FdnixError)?.code == .incompatible
            if !isKnown || worker.foreignLines.take() {
                events.of(.lines).warning("no merchant is found by similar receipts: \(error)")
            }
            return false
        }
    }

    /// The whole bundles of the run that are there, from a time when it did not come to its end, and those that are to be
    /// made anew, as they contradict themselves.
    private func existingBundles() async throws -> (
        whole: [CollectionName: OpenBundle], refused: [CollectionName: DeltaManifest]
    ) {
        var existing: [CollectionName: OpenBundle] = [:]
        var refused: [CollectionName: DeltaManifest] = [:]
        for collection in CollectionName.allCases {
            let prefix = CompactionRun.prefix(of: id, in: collection)
            guard let manifest = try await worker.bundles.existing(prefix) else { continue }
            try check(manifest, prefix)
            do {
                existing[collection] = try await worker.bundles.open(prefix, for: collection)
                events.of(collection).info("using the bundle that is there already: \(prefix)")
            } catch let error as FdnixError where [.corrupt, .notFound].contains(error.code) {
                events.of(collection).warning("a bundle that is there already is made anew: \(error)")
                refused[collection] = manifest
            }
        }
        return (existing, refused)
    }

    /// Throws `incompatible` for a bundle with vectors of another size: the run's name does not tell sizes apart.
    private func check(_ manifest: DeltaManifest, _ prefix: String) throws {
        do {
            try worker.space.check(manifest.space, of: "the bundle \(prefix)")
        } catch { throw error.adding("; send the message with a reprocess_token") }
    }

    /// The vectors of what is not in a bundle yet, in as few calls of the model as they need.
    private func embedded(without existing: [CollectionName: OpenBundle]) async throws -> EmbeddedReceipt {
        let records = ReceiptRecords(rows)
        var receipt = try EmbeddedReceipt(existing: existing[.lines])
        let wanted = CollectionName.allCases.filter { existing[$0] == nil }.map { collection in
            (collection, collection == .lines ? records.lines(merchant: "") : records.words(merchant: ""))
        }
        let vectors = try await worker.embedder.vectors(of: wanted.flatMap { $0.1 })
        var rest = vectors[...]
        for (collection, records) in wanted {
            receipt.add(zip(records, rest).map { ($0.record, $1) }, to: collection)
            rest = rest.dropFirst(records.count)
        }
        return receipt
    }

    /// Writes both bundles, then sends both, in the place of those that were refused.
    private func write(_ receipt: EmbeddedReceipt, insteadOf refused: [CollectionName: DeltaManifest]) async throws {
        let now = ReceiptTime.now(worker.time)
        var folders: [(collection: CollectionName, folder: WorkingFolder, manifest: DeltaManifest)] = []
        for collection in CollectionName.allCases {
            guard let records = receipt.records[collection] else { continue }
            let folder = try WorkingFolder(
                in: worker.settings.temporaryDirectory, prefix: EmbedWorker.folderPrefix)
            let manifest = try DeltaBundle.write(
                records, run: id, rows.receipt, collection, worker.space, created: now, in: folder.path)
            folders.append((collection, folder, manifest))
        }
        guard !folders.isEmpty else { return }
        events.info("Upserted embeddings into delta mode")
        for (collection, folder, manifest) in folders {
            let prefix = CompactionRun.prefix(of: id, in: collection)
            let kept = try await worker.bundles.upload(
                folder.path, prefix: prefix, insteadOf: refused[collection])
            try check(kept, prefix)
            guard kept == manifest else {
                events.of(collection).info("using the bundle that is there already: \(prefix)")
                continue
            }
            events.of(collection).info(
                "Uploaded \(collection.rawValue) delta bundle to s3://\(worker.cloud.collectionsBucket)/\(prefix)")
        }
    }
}
