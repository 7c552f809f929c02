import Basics
import JSON
public import Tables

/// What a change of the table means for the collections.
public enum StreamRecognition: Sendable, Equatable {
    /// It concerns neither collection.
    case ignored
    /// It is a run that lacks the prefixes of its bundles; the sweeper finds it.
    case incompleteRun(ReceiptKey, id: String)
    /// It is told to collections, each in a copy of its own.
    case messages([StreamMessage])

    /// Recognises a change by its key, and tells it to those it concerns.
    public static func of(_ change: ItemChange, region: String, now: ReceiptTime) -> StreamRecognition {
        guard let entity = EntityKey(change.keys), let collections = collections(entity, change) else {
            return .ignored
        }
        var prefixes: [CollectionName: String] = [:]
        if case .run(let receipt, let id) = entity {
            for collection in CollectionName.allCases {
                prefixes[collection] = change.newImage?[AttributeNames(collection).prefix]?.string
            }
            guard prefixes.count == 2 else { return .incompleteRun(receipt, id: id) }
        }
        var time = now
        if case .receipt = entity, change.kind == .remove { time = removal(change, now) }
        let changes = change.kind == .insert ? [:] : changes(change, of: relevant(entity))
        return .messages(
            collections.map { collection in
                var message = StreamMessage(
                    entity, event: change.kind, time: time, recordID: change.id, region: region, collection: collection)
                message.prefixes = prefixes
                message.changes = changes
                return message
            })
    }

    /// When a receipt was removed: runs that were made later stay, however late the stream tells of it. One that tells of a time
    /// more than a day away tells nobody's: streams of DynamoDB keep changes for a day.
    private static func removal(_ change: ItemChange, _ now: ReceiptTime) -> ReceiptTime {
        // DynamoDB tells whole seconds: what was made within the same one is taken for older.
        let unit = change.time.isMultiple(of: 1000) ? 1_000_000 : 1000
        let end = ReceiptTime(microseconds: change.time * 1000 + unit - 1)
        return end.adding(minutes: 24 * 60) < now ? now : min(end, now)
    }

    /// Who is told; nil where nobody is.
    private static func collections(_ entity: EntityKey, _ change: ItemChange) -> [CollectionName]? {
        switch (entity, change.kind) {
        case (.run, .insert), (.receipt, .remove): CollectionName.allCases
        case (.line, .remove): [.lines]
        case (.word, .remove): [.words]
        case (.merchant, .insert), (.merchant, .remove): CollectionName.allCases
        case (.label, .insert), (.label, .remove): [.words]
        case (.merchant, .modify): changes(change, of: relevant(entity)).isEmpty ? nil : CollectionName.allCases
        case (.label, .modify): changes(change, of: relevant(entity)).isEmpty ? nil : [.words]
        default: nil
        }
    }

    /// The attributes whose changes count.
    private static func relevant(_ entity: EntityKey) -> [String] {
        switch entity {
        case .merchant: OwnedMerchant.keys
        case .label:
            ["label", "reasoning", "validation_status", "label_proposed_by", "label_consolidated_from"]
        default: []
        }
    }

    private static func changes(_ change: ItemChange, of names: [String]) -> [String: StreamMessage.Change] {
        var changes: [String: StreamMessage.Change] = [:]
        for name in names {
            let (old, new) = (change.oldImage?[name].flatMap(plain), change.newImage?[name].flatMap(plain))
            if old != new { changes[name] = StreamMessage.Change(old: old, new: new) }
        }
        return changes
    }

    /// A value as people write it; nil for `NULL`, which says no more than an attribute that is not there.
    private static func plain(_ value: AttributeValue) -> JSONValue? {
        switch value {
        case .null: nil
        case .string(let text): .string(text)
        case .number(let digits): (try? JSONValue.parse(digits)) ?? .string(digits)
        case .bool(let flag): .bool(flag)
        case .stringSet(let members), .numberSet(let members): .array(members.sorted().map { .string($0) })
        case .list(let elements): .array(elements.map { plain($0) ?? .null })
        case .map, .binary, .binarySet: value.json
        }
    }
}
