import Basics
public import JSON

/// The file beside a document that describes it: `report.pdf.metadata.json` beside `report.pdf`.
public enum Sidecar {
    /// What a sidecar's key ends with.
    public static let suffix = ".metadata.json"

    /// The key of the sidecar of the document at `key`.
    public static func key(of key: String) -> String { key + suffix }

    /// The key of the document that the sidecar at `key` describes; nil where `key` is not a sidecar's. A sidecar is never
    /// a document.
    public static func parent(of key: String) -> String? {
        guard key.hasSuffix(suffix), key != suffix, !key.hasSuffix("/" + suffix) else { return nil }
        return String(key.dropLast(suffix.count))
    }

    /// What a sidecar says. Throws `malformedInput` where it is not a JSON object; the document is ingested without it
    /// then.
    public static func parse(_ bytes: [UInt8]) throws -> JSONObject {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let value = try JSONValue.parse(Array(bytes[start...]))
        guard case .object(let members) = value else {
            throw FdnixError(.malformedInput, "the sidecar is not a JSON object; write its members within { and }")
        }
        return members
    }
}
