public import Settings

/// The settings that a role or a command works with, so that all that is wrong with them is told at once, before anything is
/// begun.
///
/// ```swift
/// var settings = Settings(ProcessEnvironment.current)
/// RequiredSettings.sweeper.read(&settings)
/// try settings.check()
/// ```
public struct RequiredSettings: Sendable {
    /// A part of the settings that is read as a whole.
    public enum Part: Sendable, Hashable, CaseIterable {
        /// What makes the vectors.
        case model
        /// What keeps the collections.
        case collections
        /// The address of a Chroma server, whatever keeps the collections.
        case server
        /// The bounds within which roles work.
        case bounds
    }

    /// Buckets and queues that must be named.
    public var needs: CloudSettings.Needs
    /// What else is read.
    public var parts: Set<Part>

    /// These needs, and these parts beside what everybody reads: where things are and what is told.
    public init(_ needs: CloudSettings.Needs = [], _ parts: Set<Part> = []) {
        self.needs = needs
        self.parts = parts
    }

    /// The worker, as a function or a poller: Lambda has its queue without its address.
    public static func embedWorker(polls: Bool) -> RequiredSettings {
        RequiredSettings(polls ? .embedQueue : [], [.model, .collections, .bounds])
    }

    /// What tells the compactors of changes: it sends to both queues.
    public static let streamProcessor = RequiredSettings(.collectionQueues)

    /// The compactor, as a function or a poller.
    public static func compactor(polls: Bool) -> RequiredSettings {
        RequiredSettings(polls ? .collectionQueues : [], [.model, .collections, .bounds])
    }

    /// The sweeper: it sends to every queue, and looks into the bucket of rows.
    public static let sweeper = RequiredSettings([.artifacts, .embedQueue, .collectionQueues], [.bounds])

    /// All roles in one process.
    public static let serve = RequiredSettings(sweeper.needs, [.model, .collections, .bounds])

    /// Commands that store rows and ask for receipts.
    public static let submission = RequiredSettings([.artifacts, .embedQueue])

    /// Commands that read or write a collection.
    public static let collection = RequiredSettings([], [.model, .collections])

    /// Commands that need to know no more than where things are.
    public static let places = RequiredSettings()

    /// Reads it all; what is wrong is added to the problems of `settings`, each once. Gives where things are.
    @discardableResult
    public func read(_ settings: inout Settings) -> CloudSettings {
        let cloud = CloudSettings(&settings, needs: needs)
        if parts.contains(.model) { _ = ModelSettings(&settings, cloud.backend) }
        if parts.contains(.collections) { _ = CollectionSettings(&settings, cloud) }
        if parts.contains(.server), settings.string("COLLECTION_BACKEND") != CollectionSettings.Backend.chroma.rawValue,
            settings.string("CHROMA_URL") == nil
        {
            settings.problem(CollectionSettings.withoutServer)
        }
        if parts.contains(.bounds) { _ = RoleSettings(&settings, cloud.backend) }
        _ = EventSettings(&settings)
        return cloud
    }
}
