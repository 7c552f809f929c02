public import Tables

/// The lock item of a collection: it saves wasted work and protects nothing, as the pointer's condition does that.
///
/// An owner is a new UUID at every acquisition. Heartbeat and release hold for it alone, so that an owner whose lock ran out
/// does not come back.
public struct CompactionLock: Sendable, Hashable {
    /// The collection that is worked on.
    public let collection: CollectionName
    /// Who holds it, or tries to: a UUID.
    public let owner: String
    /// How long it holds without a heartbeat, in minutes.
    public let minutes: Int
    /// The process of the owner, where others can tell whether it is gone.
    public let holder: String?

    /// A lock to be acquired by an owner.
    public init(_ collection: CollectionName, owner: String, minutes: Int, holder: String? = nil) {
        self.collection = collection
        self.owner = owner
        self.minutes = minutes
        self.holder = holder
    }

    /// The lock's key in the table.
    public var key: ItemKey { ItemKey(.string(partition), "LOCK") }

    private var partition: String { "LOCK#\(collection.rawValue)#chroma-\(collection.rawValue)-update" }

    /// Takes the lock where nobody holds it, or its time is over.
    public func acquisition(at now: ReceiptTime) -> ItemWrite {
        let isFree = ItemCondition.any([.absent("PK"), .compare("expires", .less, .string(now.text))])
        return .put(item(now), if: isFree)
    }

    /// Takes the lock from an owner whose process is gone.
    public func acquisition(from owner: String, at now: ReceiptTime) -> ItemWrite {
        .put(item(now), if: .equal("owner", .string(owner)))
    }

    private func item(_ now: ReceiptTime) -> Item {
        var item: Item = [
            "PK": .string(partition), "SK": "LOCK", "GSI1PK": .string("LOCK#\(collection.rawValue)"),
            "TYPE": "COMPACTION_LOCK", "owner": .string(owner), "collection": .string(collection.rawValue),
        ]
        item["holder"] = holder.map { .string($0) }
        item.merge(times(now)) { $1 }
        return item
    }

    /// Holds the lock for longer, where it is still this owner's.
    public func heartbeat(at now: ReceiptTime) -> ItemWrite {
        .update(key, times(now).sorted { $0.key < $1.key }.map { .set($0.key, $0.value) }, if: isMine)
    }

    /// Gives the lock back, where it is still this owner's.
    public var release: ItemWrite { .delete(key, if: isMine) }

    private var isMine: ItemCondition { .equal("owner", .string(owner)) }

    private func times(_ now: ReceiptTime) -> Item {
        let expires = now.adding(minutes: minutes)
        return [
            "expires": .time(expires), "heartbeat": .time(now), "GSI1SK": .string("EXPIRES#\(expires.text)"),
            "time_to_live": .int(expires.seconds + 86_400),
        ]
    }
}

/// Counts the heartbeats of a lock that failed in a row; with too many of them its holder must not publish.
public struct Heartbeats: Sendable, Hashable {
    private let limit: Int
    private var failures = 0

    /// Heartbeats of which `limit` may fail in a row.
    public init(limit: Int) { self.limit = limit }

    /// Whether the lock must be taken for lost.
    public var isLost: Bool { failures >= limit }

    /// Takes down how a heartbeat went.
    public mutating func add(succeeded: Bool) { failures = succeeded ? 0 : failures + 1 }
}
