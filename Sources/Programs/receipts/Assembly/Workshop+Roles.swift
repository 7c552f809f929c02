import Basics
import Places
import Queues
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Receipts
import Settings

extension Workshop {
    // MARK: The worker

    /// What embeds receipts.
    func worker() async throws -> EmbedWorker {
        let cloud = try await cloud()
        let bounds = try bounds()
        var collections: [CollectionName: any CollectionReader] = [:]
        for name in CollectionName.allCases { collections[name] = try await collection(name, cloud) }
        let embedder = try await embedder()
        let merchants = MerchantResolver(
            cloud.table, places: try await places(cloud), settings: MerchantSettings(bounds))
        return EmbedWorker(
            cloud, collections: collections, embedder: embedder, merchants: merchants,
            settings: WorkerSettings(
                retryBaseSeconds: bounds.retryBaseSeconds, temporaryDirectory: temporaryDirectory),
            events: events)
    }

    /// What asks Google Places; nil without a key.
    private func places(_ cloud: ReceiptCloud) async throws -> (any PlaceSearch)? {
        let settings = PlacesSettings(Settings(environment))
        guard let key = try await secret(settings.key) else { return nil }
        return try GooglePlaces(key: Secret(key), base: settings.base, table: cloud.table, events: events)
    }

    /// Polls the worker's queue; `waiting` hears of what comes again.
    func workerPoller(_ waiting: WaitingMessages? = nil) async throws -> QueuePoller {
        let queue = try await cloud(.embedQueue).needed(.embed)
        let worker = try await worker()
        return QueuePoller(
            queue, PollingSettings(concurrency: 4), events: events, noteReturned: { waiting?.note($0, of: .embed) }
        ) { await worker.handle($0) }
    }

    // MARK: The stream

    /// What tells the compactor of changes.
    func streamProcessor() async throws -> StreamProcessor {
        let places = try places(.collectionQueues)
        return StreamProcessor(
            queues: try await cloud().collectionQueues, region: places.region, events: events)
    }

    /// What reads the table's changes where no Lambda does.
    func feeder() async throws -> ChangeFeeder {
        let places = try places(.collectionQueues)
        // A container may have nothing but its temporary folder; one that is lost has the stream told again, which is harmless.
        let keepsData = places.backend == .local || environment["EMBED_DATA_DIR"] != nil
        let directory = keepsData ? places.dataDirectory : temporaryDirectory
        try FileSystem.createDirectories(directory)
        return ChangeFeeder(
            try await cloud().table, try await streamProcessor(),
            cursorPath: "\(directory)/stream-\(places.table).cursor",
            // A stream's shard may be read five times a second, and has no more after four empty answers.
            pause: places.backend == .local ? .milliseconds(50) : .seconds(1), events: events)
    }

    // MARK: The compactor

    /// What merges bundles and changes into the collections.
    func compactor() async throws -> Compactor {
        let (cloud, bounds) = (try await cloud(), try bounds())
        let lock =
            bounds.usesLock
            ? LockSettings(
                minutes: bounds.lockMinutes, heartbeatSeconds: bounds.heartbeatSeconds,
                maxHeartbeatFailures: bounds.maxHeartbeatFailures, holders: cloud.holders) : nil
        var compactions: [CollectionName: Compaction] = [:]
        for name in CollectionName.allCases {
            compactions[name] = Compaction(
                try await collection(name, cloud), runs: cloud.runs, table: cloud.table, bundles: cloud.collections,
                bucketName: cloud.collectionsBucket, lock: lock, limits: .init(rebases: bounds.maxRebases),
                updatesStatus: bounds.updatesStatus,
                events: events,
                temporaryDirectory: temporaryDirectory)
        }
        return Compactor(queues: cloud.collectionQueues, retryBase: bounds.retryBaseSeconds, events: events) {
            [compactions] name, messages in
            guard let ending = try await compactions[name]?.run(messages) else {
                throw FdnixError(.usage, "there is no collection \(name.rawValue)")
            }
            return ending
        }
    }

    /// Polls both compaction queues; `waiting` hears of what comes again.
    func compactorPollers(_ waiting: WaitingMessages? = nil) async throws -> CompactorPollers {
        let (cloud, bounds, compactor) = (
            try await cloud(.collectionQueues), try bounds(), try await compactor()
        )
        let isRemote = try places().backend == .aws
        let settings = PollingSettings(
            batchSize: bounds.maxMessages, gatherWait: isRemote ? .seconds(1) : .milliseconds(5))
        return CompactorPollers(
            pollers: try [QueueName.lines, .words].map { name in
                QueuePoller(
                    try cloud.needed(name), settings, events: events, noteReturned: { waiting?.note($0, of: name) }
                ) { await compactor.handle($0) }
            })
    }

    // MARK: The sweeper

    /// What sends forgotten work again.
    func sweeper() async throws -> Sweeper {
        Sweeper(
            try await cloud(), staleMinutes: try bounds().staleMinutes, region: try places().region, events: events)
    }
}
