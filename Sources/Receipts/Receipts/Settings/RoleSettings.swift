public import Logging
public import Settings

/// The bounds within which the roles work.
public struct RoleSettings: Sendable, Hashable {
    /// Whether compactors keep out of each other's way by a lock: `COMPACTION_LOCK`.
    public var usesLock: Bool
    /// Minutes for which a lock is held unless its owner says that it works on: `LOCK_DURATION_MINUTES`.
    public var lockMinutes: Int
    /// Seconds between two such signs of life: `HEARTBEAT_INTERVAL_SECONDS`.
    public var heartbeatSeconds: Int
    /// Signs in a row that may fail before a compactor gives up: `MAX_HEARTBEAT_FAILURES`.
    public var maxHeartbeatFailures: Int
    /// Tries after a lost race for the pointer: `PUBLISH_MAX_REBASE`.
    public var maxRebases: Int
    /// Messages that a poller gathers for one version: `MAX_MESSAGES_PER_COMPACTION`.
    public var maxMessages: Int
    /// Fields that make a merchant `MATCHED`: `MIN_FIELDS_FOR_MATCH`.
    public var fieldsForMatch: Int
    /// Fields that make a merchant `UNSURE`: `MIN_FIELDS_FOR_UNSURE`.
    public var fieldsForUnsure: Int
    /// The least confidence, in hundredths, with which a merchant counts: `MERCHANT_MIN_CONFIDENCE`.
    public var merchantConfidence: Int
    /// Whether items of lines and words learn that they are embedded: `UPDATE_EMBEDDING_STATUS`.
    public var updatesStatus: Bool
    /// Minutes after which work that was begun and not ended is sent again: `RUN_STALE_MINUTES`.
    public var staleMinutes: Int
    /// Seconds before the second try of a message; each later pause is twice as long: `RETRY_BASE_SECONDS`.
    public var retryBaseSeconds: Int

    /// Reads the variables; what is wrong is added to the problems of `settings`.
    public init(_ settings: inout Settings, _ backend: CloudSettings.Backend) {
        usesLock = settings.bool("COMPACTION_LOCK", default: true)
        lockMinutes = settings.int("LOCK_DURATION_MINUTES", default: 3, 1...60)
        heartbeatSeconds = settings.int("HEARTBEAT_INTERVAL_SECONDS", default: 30, 1...1800)
        maxHeartbeatFailures = settings.int("MAX_HEARTBEAT_FAILURES", default: 3, 1...100)
        maxRebases = settings.int("PUBLISH_MAX_REBASE", default: 5, 0...1000)
        maxMessages = settings.int("MAX_MESSAGES_PER_COMPACTION", default: 500, 1...10_000)
        fieldsForMatch = settings.int("MIN_FIELDS_FOR_MATCH", default: 2, 1...3)
        fieldsForUnsure = settings.int("MIN_FIELDS_FOR_UNSURE", default: 1, 1...3)
        merchantConfidence = settings.int("MERCHANT_MIN_CONFIDENCE", default: 70, 0...100)
        updatesStatus = settings.bool("UPDATE_EMBEDDING_STATUS", default: true)
        staleMinutes = settings.int("RUN_STALE_MINUTES", default: 15, 0...40_320)
        retryBaseSeconds = settings.int("RETRY_BASE_SECONDS", default: backend == .local ? 1 : 30, 0...900)
        if heartbeatSeconds >= 60 * lockMinutes {
            settings.problem(
                "HEARTBEAT_INTERVAL_SECONDS is \(heartbeatSeconds): a lock of \(lockMinutes) minutes would run out "
                    + "between two of them")
        }
    }
}

/// What is asked about shops.
public struct PlacesSettings: Sendable, Hashable {
    /// `GOOGLE_PLACES_API_KEY`, or the secret that `GOOGLE_PLACES_API_KEY_SECRET_ARN` names; nil where nothing is asked.
    public var key: SecretPlace?
    /// Where the API is: `PLACES_BASE_URL`.
    public var base: String

    /// Reads the variables, none of which can be wrong.
    public init(_ settings: Settings) {
        key = SecretPlace("GOOGLE_PLACES_API_KEY", settings)
        base = settings.string("PLACES_BASE_URL") ?? "https://maps.googleapis.com/maps/api/place"
    }
}

/// What is told of the work.
public struct EventSettings: Sendable, Hashable {
    /// Whether metrics are written among the log lines: `ENABLE_METRICS`.
    public var hasMetrics: Bool
    /// The least severity that is told: `LOG_LEVEL`.
    public var level: Logger.Level
    /// Whether somebody chose it. In Lambda that counts more than the function's own level, which Lambda gives to every function
    /// that logs JSON, also where nobody chose one; lines below its own level Lambda drops by itself.
    public var isLevelChosen: Bool

    /// Reads the variables; what is wrong is added to the problems of `settings`.
    public init(_ settings: inout Settings) {
        hasMetrics = settings.bool("ENABLE_METRICS", default: true)
        isLevelChosen = settings.string("LOG_LEVEL") != nil
        level = settings.choice(
            "LOG_LEVEL", default: .info, { Logger.Level(rawValue: $0.lowercased()) },
            accepted: Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
    }
}
