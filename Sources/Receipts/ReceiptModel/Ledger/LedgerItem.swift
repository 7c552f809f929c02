import Basics
public import Tables

/// The ledger's entry of one receipt in one collection as an item of the table, for collections that a server keeps: it cannot
/// publish under a condition, so who changes a receipt's records holds a lease on this item meanwhile.
///
/// A lease is taken before the records are written, and given back together with what they are then. Who dies in between
/// leaves it to run out, and the message comes again.
public struct LedgerItem: Sendable, Hashable {
    /// What is known of the receipt, nil where nothing is.
    public var entry: Ledger.Entry?
    /// Who holds the lease; nil where nobody does.
    public var owner: String?
    /// When the lease runs out.
    public var expires: ReceiptTime?

    /// Reads an item; one that is not there knows nothing. Throws `malformedInput` for times that are not times.
    public init(_ item: Item?) throws(FdnixError) {
        func time(_ name: String) throws(FdnixError) -> ReceiptTime? {
            guard let text = item?[name]?.string else { return nil }
            guard let time = ReceiptTime(text) else {
                throw FdnixError(.malformedInput, "invalid \(name) in a ledger item")
            }
            return time
        }
        owner = item?["lease_owner"]?.string
        expires = try time("lease_expires")
        if let deleted = try time("deleted_at") {
            entry = .deleted(deleted)
        } else if let run = item?["run_id"]?.string, let created = try time("created_at") {
            entry = .applied(run: run, created: created, count: item?["count"]?.int ?? 0)
        }
    }

    /// A ledger that has this entry alone, to decide by.
    public func ledger(of receipt: ReceiptKey) -> Ledger {
        entry.map { Ledger([receipt.ledgerName: $0]) } ?? Ledger()
    }

    /// Asks for the items of all receipts, of both collections.
    public static var all: ItemQuery {
        ItemQuery(.string(type), index: "GSITYPE")
    }

    private static let type = "RECEIPT_LEDGER"

    /// Takes the lease where nobody holds it, or its time is over; the item as it is then tells what is known.
    public static func acquisition(
        _ receipt: ReceiptKey, _ collection: CollectionName, owner: String, minutes: Int, at now: ReceiptTime
    ) -> ItemWrite {
        let updates: [ItemUpdate] = [
            .set("TYPE", .string(type)), .set("lease_owner", .string(owner)),
            .set("lease_expires", .time(now.adding(minutes: minutes))),
        ]
        let isFree = ItemCondition.any([
            .absent("lease_owner"), .compare("lease_expires", .less, .string(now.text)),
        ])
        return .update(EntityKey.ledger(receipt, collection).itemKey, updates, if: isFree)
    }

    /// Holds the lease for longer, where it is still this owner's.
    public static func renewal(
        _ receipt: ReceiptKey, _ collection: CollectionName, owner: String, minutes: Int, at now: ReceiptTime
    ) -> ItemWrite {
        .update(
            EntityKey.ledger(receipt, collection).itemKey, [.set("lease_expires", .time(now.adding(minutes: minutes)))],
            if: .equal("lease_owner", .string(owner)))
    }

    /// Gives the lease back with what is known now, where it is still this owner's; nil leaves that as it was.
    public static func completion(
        _ receipt: ReceiptKey, _ collection: CollectionName, owner: String, _ entry: Ledger.Entry?
    ) -> ItemWrite {
        var updates: [ItemUpdate] = [.remove("lease_owner"), .remove("lease_expires")]
        switch entry {
        case .applied(let run, let created, let count)?:
            updates += [
                .set("run_id", .string(run)), .set("created_at", .time(created)), .set("count", .int(count)),
                .remove("deleted_at"),
            ]
        case .deleted(let time)?:
            updates += [
                .set("deleted_at", .time(time)), .remove("run_id"), .remove("created_at"), .remove("count"),
            ]
        case nil: break
        }
        return .update(
            EntityKey.ledger(receipt, collection).itemKey, updates, if: .equal("lease_owner", .string(owner)))
    }
}
