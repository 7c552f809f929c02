import Basics
public import Tables

extension CompactionRun {
    /// The item as it is put into the table.
    public var item: Item {
        var item: Item = [
            "PK": .string(receipt.partition), "SK": .string(EntityKey.run(receipt, id: id).sort),
            "GSI1PK": .string(Self.indexPartition), "GSI1SK": .string(Self.indexSort(created)),
            "TYPE": "COMPACTION_RUN", "run_id": .string(id), "image_id": .string(receipt.imageID),
            "receipt_id": .int(receipt.receiptID), "created_at": .string(created.text),
            "updated_at": .time(updated),
        ]
        for collection in CollectionName.allCases {
            let (names, progress) = (AttributeNames(collection), self[collection])
            item[names.prefix] = .string(progress.prefix ?? Self.prefix(of: id, in: collection))
            item[names.state] = .string(progress.state.rawValue)
            item[names.mergedVectors] = .int(progress.mergedVectors)
            item[names.started] = .time(progress.started)
            item[names.finished] = .time(progress.finished)
            item[names.error] = progress.error.map { .string($0) } ?? .null
        }
        return item
    }

    /// Reads an item, its ids from the keys where the attributes are missing. Throws `malformedInput` for an item that is not a
    /// run, and for attributes of a wrong kind.
    public init(_ item: Item) throws {
        guard case .run(let receipt, let id) = EntityKey(item) else {
            throw FdnixError(.malformedInput, "an item is not a CompactionRun: its key is another")
        }
        let created = try Self.time(item, "created_at") ?? ReceiptTime(microseconds: 0)
        self.init(receipt, id: item["run_id"]?.string ?? id, created: created)
        updated = try Self.time(item, "updated_at")
        for collection in CollectionName.allCases {
            let names = AttributeNames(collection)
            var progress = Progress(prefix: item[names.prefix]?.string.flatMap(Self.withSlash))
            if let word = item[names.state]?.string {
                guard let state = State(rawValue: word) else { throw Self.invalid(names.state) }
                progress.state = state
            }
            progress.mergedVectors = item[names.mergedVectors]?.int ?? 0
            guard progress.mergedVectors >= 0 else { throw Self.invalid(names.mergedVectors) }
            progress.started = try Self.time(item, names.started)
            progress.finished = try Self.time(item, names.finished)
            progress.error = item[names.error]?.string
            self[collection] = progress
        }
    }

    /// The partition of the index that all runs lie in, the newest last.
    public static let indexPartition = "RUNS"
    /// The index that runs are found by when they were made.
    public static let index = "GSI1"

    /// The sort key of the index for runs that were made then.
    public static func indexSort(_ created: ReceiptTime) -> String { "CREATED_AT#\(created.text)" }

    /// The runs of a receipt, read consistently.
    public static func query(of receipt: ReceiptKey) -> ItemQuery {
        let prefix = "\(receipt.sortPrefix)#COMPACTION_RUN#"
        return ItemQuery(.string(receipt.partition), .beginsWith(.string(prefix)), consistent: true)
    }

    /// All runs that were made since a moment, nil for ever; the newest first.
    public static func query(since: ReceiptTime?) -> ItemQuery {
        ItemQuery(
            .string(indexPartition), since.map { .greaterOrEqual(.string(indexSort($0))) }, index: index,
            descending: true)
    }

    private static func withSlash(_ prefix: String) -> String? {
        prefix.isEmpty ? nil : prefix.hasSuffix("/") ? prefix : prefix + "/"
    }

    private static func time(_ item: Item, _ name: String) throws -> ReceiptTime? {
        guard let text = item[name]?.string else { return nil }
        guard let time = ReceiptTime(text) else { throw invalid(name) }
        return time
    }

    private static func invalid(_ name: String) -> FdnixError {
        FdnixError(.malformedInput, "invalid \(name) in a CompactionRun")
    }
}

extension AttributeValue {
    /// A moment as text; `NULL` where there is none.
    static func time(_ time: ReceiptTime?) -> AttributeValue { time.map { .string($0.text) } ?? .null }
}
