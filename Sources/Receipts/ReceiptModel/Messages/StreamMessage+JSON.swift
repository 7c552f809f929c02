import Basics
public import JSON
import Tables

extension StreamMessage {
    /// The message as it is sent: exactly eight members.
    public var body: String {
        var writer = JSONWriter()
        writer.object {
            $0.member("source", Self.source)
            $0.member("entity_type", type.rawValue)
            $0.member("entity_data", .object(entityData))
            $0.member("changes", .object(encodedChanges))
            $0.member("event_name", event.rawValue)
            $0.member("timestamp", time.text)
            $0.member("stream_record_id", recordID)
            $0.member("aws_region", region)
        }
        return Self.queueable(writer.text)
    }

    /// JSON may have two characters that queues may not; they are parts of strings, as nothing else is beyond ASCII.
    private static func queueable(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: { $0.value & 0xFFFE == 0xFFFE && $0.value <= 0xFFFF }) else {
            return json
        }
        var text = ""
        for scalar in json.unicodeScalars {
            switch scalar {
            case "\u{FFFE}": text += "\\ufffe"
            case "\u{FFFF}": text += "\\uffff"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private var encodedChanges: JSONObject {
        JSONObject(
            changes.sorted { $0.key < $1.key }.map { name, change in
                .init(name, ["old": change.old ?? .null, "new": change.new ?? .null])
            })
    }

    private var entityData: JSONObject {
        var data = JSONObject()
        if type != .run { data["entity_type"] = .string(type.rawValue) }
        if case .run(_, let id) = entity { data["run_id"] = .string(id) }
        data["image_id"] = .string(entity.receipt.imageID)
        data["receipt_id"] = .integer(Int64(entity.receipt.receiptID))
        switch entity {
        case .line(_, let line): data["line_id"] = .integer(Int64(line))
        case .word(_, let line, let word), .label(_, let line, let word, _):
            data["line_id"] = .integer(Int64(line))
            data["word_id"] = .integer(Int64(word))
        case .run:
            for collection in CollectionName.allCases {
                data[AttributeNames(collection).prefix] = prefixes[collection].map { .string($0) }
            }
            data["delta_s3_prefix"] = prefixes[collection].map { .string($0) }
        case .receipt, .merchant, .ledger: break
        }
        if case .label(_, _, _, let label) = entity { data["label"] = .string(label) }
        return data
    }

    /// Reads a message of the table's stream. Throws `malformedInput` with what is missing or wrong.
    public init(body json: JSONValue, attributes: [String: String]) throws {
        func invalid(_ name: String) -> FdnixError {
            FdnixError(.malformedInput, "the stream message has a missing or invalid \(name)")
        }
        guard let word = json["entity_type"]?.string ?? attributes["entity_type"],
            let type = EntityType(rawValue: word)
        else { throw invalid("entity_type") }
        guard let name = attributes["collection"], let collection = CollectionName(rawValue: name) else {
            throw invalid("collection attribute")
        }
        guard let event = (json["event_name"]?.string ?? attributes["event_name"]).flatMap(ItemChange.Kind.init) else {
            throw invalid("event_name")
        }
        guard let data = json["entity_data"], data.object != nil else { throw invalid("entity_data") }
        guard let recordID = json["stream_record_id"]?.string, !recordID.isEmpty else {
            throw invalid("stream_record_id")
        }
        guard let time = json["timestamp"]?.string.flatMap({ ReceiptTime($0) }) else { throw invalid("timestamp") }
        self.init(
            try Self.entity(type, data), event: event, time: time, recordID: recordID,
            region: json["aws_region"]?.string ?? "", collection: collection)
        if type == .run {
            for each in CollectionName.allCases { prefixes[each] = data[AttributeNames(each).prefix]?.string }
            if let own = data["delta_s3_prefix"]?.string { prefixes[collection] = own }
            guard prefixes[collection] != nil else { throw invalid("delta_s3_prefix") }
        }
        for member in json["changes"]?.object?.members ?? [] {
            func value(_ name: String) -> JSONValue? { member.value[name].flatMap { $0.isNull ? JSONValue?.none : $0 } }
            changes[member.key] = Change(old: value("old"), new: value("new"))
        }
    }

    private static func entity(_ type: EntityType, _ data: JSONValue) throws -> EntityKey {
        func number(_ name: String) throws -> Int {
            guard let number = data[name].flatMap({ MetadataFilter.number($0).int }), number >= 0 else {
                throw FdnixError(.malformedInput, "the stream message has a missing or invalid \(name)")
            }
            return Int(number)
        }
        func text(_ name: String) throws -> String {
            guard let text = data[name]?.string, !text.isEmpty else {
                throw FdnixError(.malformedInput, "the stream message has a missing or invalid \(name)")
            }
            return text
        }
        let receipt = try ReceiptKey(imageID: try text("image_id"), receiptID: try number("receipt_id"))
        switch type {
        case .run: return .run(receipt, id: try text("run_id"))
        case .merchant: return .merchant(receipt)
        case .receipt: return .receipt(receipt)
        case .line: return .line(receipt, line: try number("line_id"))
        case .word: return .word(receipt, line: try number("line_id"), word: try number("word_id"))
        case .label:
            return .label(
                receipt, line: try number("line_id"), word: try number("word_id"), label: try text("label"))
        }
    }
}
