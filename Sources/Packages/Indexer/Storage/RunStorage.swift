import Basics
import Compression
import Logging
import ObjectStorage
import Publishing

/// The bucket's part in a run: what phases need is fetched, what they made is uploaded to the run's folder, and at the
/// end readers are led there.
struct RunStorage {
    let run: IndexingRun
    let settings: PublishingSettings
    let store: any ObjectStore
    private var configuration: IndexerConfiguration { run.configuration }

    /// The bucket of a run, nil where it writes local files only. Throws what making the client throws.
    init?(_ run: IndexingRun) throws {
        guard let settings = run.configuration.publishing else { return nil }
        guard let cloud = run.cloud else {
            throw FdnixError(.usage, "this program cannot write to S3: unset ARTIFACTS_BUCKET")
        }
        self.run = run
        self.settings = settings
        store = try cloud.objects(settings.bucket)
    }

    private var publisher: Publisher {
        Publisher(publication, progress: run.progress, logger: .writer)
    }

    /// The publication in the bucket, with the contract's keys for what is not found by the pointer.
    var publication: Publication {
        let minified = FileSystem.name(of: configuration.minifiedPath)
        return Publication(
            store,
            PublicationLayout(
                folder: settings.folder,
                aliases: Dictionary(
                    [
                        (FileSystem.name(of: configuration.outputPath), settings.dataKey),
                        (FileSystem.name(of: configuration.databasePath), settings.dataKey),
                        (minified, settings.minifiedKey),
                        (minified + LayerArchive.suffix, settings.minifiedKey + LayerArchive.suffix),
                    ]) { first, _ in first }))
    }

    // MARK: Input

    /// Fetches the full database where it is missing here. Where the bucket has none either, the phase says so.
    func fetchDatabase(to path: String) async throws {
        guard !FileSystem.exists(path) else { return }
        try await fetch(settings.dataKey, to: path)
    }

    /// Throws `gate` where too few packages are left against the run that readers are led to; the database here, where
    /// there is one, has been compared already.
    func checkShrink(_ packages: Int) async throws {
        guard !FileSystem.exists(configuration.outputPath),
            let previous = try await publication.publishedPackages()
        else { return }
        try ShrinkLimit(share: configuration.maximumShrink)
            .check(packages, previous: previous, of: store.location)
    }

    /// Fetches an object to a file, all at once; returns what it was, nil where there is none.
    @discardableResult
    func fetch(_ key: String, to path: String) async throws -> ObjectInfo? {
        let object: StoredObject
        do { object = try await store.get(key) } catch let error as FdnixError where error.code == .notFound {
            return nil
        }
        Logger.writer.info("fetching \(store.location)/\(key)")
        run.progress.begin("fetching \(FileSystem.name(of: key))", total: object.info.size)
        defer { run.progress.end() }
        let temporary = AtomicFile.temporaryPath(for: path)
        // After a success there is nothing to remove, and after a failure the failure tells more.
        defer { try? FileSystem.remove(temporary) }
        let writer = try FileWriter(creating: temporary)
        for try await piece in object.body {
            try piece.withUnsafeBytes { try writer.write($0) }
            run.progress.update(writer.offset)
        }
        try writer.close()
        try await BlockingWork.run { try AtomicFile.replace(path, with: temporary) }
        return object.info
    }

    // MARK: Output

    /// Uploads files of a phase to the run's folder and verifies them; `isAliased`: then they can be fetched under
    /// their own keys too.
    func upload(_ paths: [String], isAliased: Bool) async throws {
        let layout = publication.layout
        var files: [PublishedFile] = []
        for path in paths {
            files.append(try await Publisher.file(FileSystem.name(of: path), path, layout.folder(of: run.id)))
        }
        let aliases =
            isAliased ? Dictionary(uniqueKeysWithValues: files.map { ($0.name, layout.alias(of: $0.name)) }) : [:]
        _ = try await publisher.perform(PublicationPlan(files: files, aliases: aliases), run.id)
    }

    /// Uploads the file `temporary` to the run's folder, under the name that it would have had at `path`.
    func keep(_ temporary: String, as path: String) async throws {
        let file = try await Publisher.file(
            FileSystem.name(of: path), temporary, publication.layout.folder(of: run.id))
        _ = try await publisher.perform(PublicationPlan(files: [file], aliases: [:]), run.id)
    }

    /// Ends the run: its manifest is written, everything verified once more, and where the run made an index readers
    /// are led to it.
    func finish(_ report: RunReport) async throws {
        guard !report.artifacts.isEmpty else { return }
        let path = configuration.manifestPath
        let manifest = try RunManifest(try FileSystem.read(path), from: path)
        var paths = Dictionary(report.artifacts.map { (FileSystem.name(of: $0), $0) }) { $1 }
        let isWhole = report.artifacts.contains(configuration.indexPath)
        let copy = AtomicFile.temporaryPath(for: configuration.indexPath + ".gz")
        // Never there, or not needed any more.
        defer { try? FileSystem.remove(copy) }
        if isWhole {
            try await BlockingWork.run { try Gzip.compress(configuration.indexPath, to: copy) }
            paths[FileSystem.name(of: configuration.indexPath) + ".gz"] = copy
        }
        // The phases moved the aliases, and the first of them looked at what is gone.
        let outcome = try await publisher.publish(
            manifest, paths: paths, limit: ShrinkLimit(share: 1), part: isWhole ? .withoutAliases : .folderOnly)
        Logger.writer.info(
            "\(store.location) has the run \(outcome.runID); \(outcome.removedRuns.count) old ones removed")
    }
}
