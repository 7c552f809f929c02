import Basics
import JSON

extension License {
    /// The label shown to people: the first of SPDX id, short name, full name; several, each once, joined with a comma;
    /// nil when nothing is known.
    public var label: String? {
        let joined = namingRecords.map(\.label).removingDuplicates().nonEmpty(", ")
        return joined.isEmpty ? nil : joined
    }

    /// The records that name it: an exception is part of its licence, not one more.
    private var namingRecords: [LicenseRecord] {
        if case .exception(let record, _) = self { [record] } else { records }
    }

    /// The words a text search finds it by.
    public var searchText: String {
        switch self {
        case .string(let text): text
        default:
            namingRecords.map { [$0.shortName, $0.fullName, $0.spdxId].nonEmpty(" ") }.removingDuplicates().nonEmpty(
                " ")
        }
    }

    /// Writes the structured form that the databases keep: an object whose `type` is `string`, `object` or `array`.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .string(let text):
                writer.member("type", "string")
                writer.member("value", text)
            case .object(let record):
                writer.member("type", "object")
                record.writeMembers(to: &writer)
            case .array(let records, let op):
                writer.member("type", "array")
                if let op { writer.member("operator", op) }
                writer.arrayMember("licenses") { writer in
                    for record in records { writer.object { record.writeMembers(to: &$0) } }
                }
            case .exception(let record, let exception):
                writer.member("type", "object")
                record.writeMembers(to: &writer)
                writer.objectMember("exception") { exception.writeMembers(to: &$0) }
            }
        }
    }

    /// Reads what `write` wrote; nil for `null` and for forms it never writes.
    public init?(json: JSONValue) {
        switch json["type"]?.string {
        case "string": self = .string(json["value"]?.string ?? "")
        case "array":
            self = .array((json["licenses"]?.array ?? []).map(LicenseRecord.init(json:)), op: json["operator"]?.string)
        case "object":
            let record = LicenseRecord(json: json)
            if let exception = json["exception"], exception.object != nil {
                self = .exception(record, exception: LicenseRecord(json: exception))
            } else {
                self = .object(record)
            }
        default: return nil
        }
    }
}

extension LicenseRecord {
    /// The first non-empty of SPDX id, short name and full name.
    public var label: String { [spdxId, shortName, fullName].first { !$0.isEmpty } ?? "" }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("shortName", shortName)
        writer.member("fullName", fullName)
        writer.member("spdxId", spdxId)
        writer.member("url", url)
        writer.member("free", free)
        writer.member("redistributable", redistributable)
        writer.member("deprecated", deprecated)
    }

    init(json: JSONValue) {
        shortName = json["shortName"]?.string ?? ""
        fullName = json["fullName"]?.string ?? ""
        spdxId = json["spdxId"]?.string ?? ""
        url = json["url"]?.string ?? ""
        free = json["free"]?.bool
        redistributable = json["redistributable"]?.bool
        deprecated = json["deprecated"]?.bool
    }
}

extension [String] {
    /// The elements that are not empty, joined.
    func nonEmpty(_ separator: String) -> String { filter { !$0.isEmpty }.joined(separator: separator) }
}
