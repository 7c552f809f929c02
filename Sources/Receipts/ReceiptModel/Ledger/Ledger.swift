public import Basics
public import JSON

/// What a collection knows of each receipt: which run its vectors are of, or that it was removed.
///
/// It is published together with the vectors, so that whoever is told of a run again, or of an older one too late, can see
/// that there is nothing left to do.
public struct Ledger: Sendable, Hashable {
    /// What is known of one receipt.
    public enum Entry: Sendable, Hashable {
        /// Its vectors are those of a run, so many of them.
        case applied(run: String, created: ReceiptTime, count: Int)
        /// It was removed; runs that were made until then are not applied any more.
        case deleted(ReceiptTime)
    }

    /// What is to be done with a run.
    public enum Decision: Sendable, Hashable {
        /// Its bundle replaces what there is.
        case apply
        /// It is completed already, with this many vectors.
        case skip(mergedVectors: Int)
    }

    /// The entries by the receipts' names.
    public private(set) var entries: [String: Entry]

    /// A ledger of these entries.
    public init(_ entries: [String: Entry] = [:]) { self.entries = entries }

    /// What several ledgers know together, of which no two know of one receipt.
    public init(_ parts: [Ledger]) {
        entries = parts.reduce(into: [:]) { all, part in all.merge(part.entries) { $1 } }
    }

    /// What is known of a receipt, nil where nothing is.
    public subscript(receipt: ReceiptKey) -> Entry? { entries[receipt.ledgerName] }

    /// What is to be done with a run of a receipt.
    public func decision(_ receipt: ReceiptKey, run: String, created: ReceiptTime) -> Decision {
        switch self[receipt] {
        case nil: .apply
        case .applied(run, _, let count)?: .skip(mergedVectors: count)
        case .applied(let other, let time, _)?: (time, other) < (created, run) ? .apply : .skip(mergedVectors: 0)
        case .deleted(let time)?: time < created ? .apply : .skip(mergedVectors: 0)
        }
    }

    /// Writes down that a run's vectors are the receipt's.
    public mutating func apply(_ receipt: ReceiptKey, run: String, created: ReceiptTime, count: Int) {
        entries[receipt.ledgerName] = .applied(run: run, created: created, count: count)
    }

    /// Writes down that the receipt was removed. False, and nothing changes, where that is known, and where its vectors are of a
    /// run that was made later.
    @discardableResult
    public mutating func delete(_ receipt: ReceiptKey, at time: ReceiptTime) -> Bool {
        switch self[receipt] {
        case .applied(_, let created, _)? where time < created: return false
        case .deleted(let known)? where time <= known: return false
        default:
            entries[receipt.ledgerName] = .deleted(time)
            return true
        }
    }

    /// What is known once all records were replaced by others, of which `new` is known.
    ///
    /// Of records that come from elsewhere nobody can say which run they are of: the run that was known may come again then, the
    /// ones before it may not.
    public func replaced(by new: Ledger) -> Ledger {
        Ledger(entries.mapValues(\.reopened).merging(new.entries) { $1.time >= $0.time ? $1 : $0 })
    }

    /// Takes over an entry as it is, as when shards are split; nil removes it.
    public mutating func set(_ name: String, _ entry: Entry?) { entries[name] = entry }
}

extension Ledger {
    /// The entries as the header of a segment has them.
    public var json: JSONValue {
        .object(
            JSONObject(
                entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, entry in
                    switch entry {
                    case .applied(let run, let created, let count):
                        .init(
                            name,
                            [
                                "count": .integer(Int64(count)), "created_at": .string(created.text),
                                "run_id": .string(run),
                            ])
                    case .deleted(let time): .init(name, ["deleted_at": .string(time.text)])
                    }
                }))
    }

    /// Reads what `json` writes. Throws `corrupt` for an entry of another form.
    public init(_ json: JSONValue) throws(FdnixError) {
        entries = [:]
        for member in json.object?.members ?? [] {
            if let time = member.value["deleted_at"]?.string.flatMap({ ReceiptTime($0) }) {
                entries[member.key] = .deleted(time)
            } else if let run = member.value["run_id"]?.string, let count = member.value["count"]?.int, count >= 0,
                let created = member.value["created_at"]?.string.flatMap({ ReceiptTime($0) })
            {
                entries[member.key] = .applied(run: run, created: created, count: Int(count))
            } else {
                throw FdnixError(.corrupt, "the ledger has an entry that says neither a run nor a removal")
            }
        }
    }
}

extension Ledger.Entry {
    /// When the run was made, or the receipt removed.
    fileprivate var time: ReceiptTime {
        switch self {
        case .applied(_, let created, _): created
        case .deleted(let time): time
        }
    }

    /// The same of a run without a name, which comes before all that were made in the same moment.
    fileprivate var reopened: Self {
        if case .applied(_, let created, let count) = self {
            .applied(run: "", created: created, count: count)
        } else {
            self
        }
    }
}
