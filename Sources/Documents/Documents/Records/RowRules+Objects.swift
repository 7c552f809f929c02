/// A version of an object, as an event tells of it.
struct ObjectVersion: Sendable, Hashable {
    /// The object's address.
    var uri: String
    /// The media type; nil where documents of its type are not read.
    var contentType: String?
    /// Tells the version from others, without quotes.
    var etag: String
    /// Length in bytes.
    var size: Int
    /// The event's place among those of the object.
    var sequencer: String?
}

/// What came of an event.
enum EventAnswer: Sendable, Hashable {
    /// The row is another now.
    case applied
    /// The row knew it already, or has no use for it.
    case unchanged
    /// A later event of the object came before.
    case outdated
}

/// What objects do.
extension RowRules {
    /// The object was written.
    func created(_ row: CacheRow?, _ version: ObjectVersion) -> Step<EventAnswer> {
        if isOutdated(version.sequencer, row) { return (row, .outdated) }
        guard let contentType = version.contentType else {
            // What a document of before has stored is not the object's any more.
            return row == nil ? (nil, .unchanged) : removed(row, version.uri, version.sequencer)
        }
        let sequencer = version.sequencer ?? row?.sequencer
        if var row, row.etag == version.etag, row.status != .readyDelete {
            row.sequencer = sequencer
            return (row, .unchanged)
        }
        var new = CacheRow(
            uri: version.uri, contentType: contentType, etag: version.etag, size: version.size, updatedAt: now)
        (new.sidecarETag, new.sequencer) = (row?.sidecarETag, sequencer)
        // Nobody stores the object anew before what was stored of it is removed.
        if let row, row.status == .readyDelete { new.claim = row.claim }
        return (new, .applied)
    }

    /// The object was removed. A row is made where there is none: an event of before that comes late finds it.
    func removed(_ row: CacheRow?, _ uri: String, _ sequencer: String?) -> Step<EventAnswer> {
        if isOutdated(sequencer, row) { return (row, .outdated) }
        var new = row ?? CacheRow(uri: uri, contentType: "", etag: "", size: 0, updatedAt: now)
        if new.status != .readyDelete {
            new.settle(.readyDelete)
            new.updatedAt = now
        }
        new.sequencer = sequencer ?? new.sequencer
        return (new, row?.status == .readyDelete ? .unchanged : .applied)
    }

    /// The object's sidecar was written, or removed for nil. Its events are not in one order with those of the object.
    func sidecarChanged(_ row: CacheRow?, to etag: String?) -> Step<EventAnswer> {
        guard var row, row.status != .readyDelete, row.sidecarETag != etag else { return (row, .unchanged) }
        let remover = row.status == .updated ? row.claim : nil
        row.begin(at: now)
        (row.sidecarETag, row.claim) = (etag, remover)
        return (row, .applied)
    }

    private func isOutdated(_ sequencer: String?, _ row: CacheRow?) -> Bool {
        guard let sequencer, let last = row?.sequencer else { return false }
        return Sequencer.isBefore(sequencer, last)
    }
}

/// The order of events of one object (docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html):
/// hexadecimal numbers, of which the shorter one is padded with zeros on the left.
enum Sequencer {
    /// Whether the event of `a` happened before that of `b`.
    static func isBefore(_ a: String, _ b: String) -> Bool {
        let (left, right) = (digits(a), digits(b))
        return left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
    }

    private static func digits(_ text: String) -> [UInt8] {
        Array(text.uppercased().utf8.drop { $0 == UInt8(ascii: "0") })
    }
}
