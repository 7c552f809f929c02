import Basics
import Digests
import HTTPTypes

/// The one form of a request that signer and server agree on
/// (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
struct CanonicalRequest {
    /// The names of the fields that are signed, joined: `host;x-amz-date`.
    let signedFields: String
    let text: String

    init(_ request: HTTPRequest, pathRule: PathRule, payloadHash: String) {
        var fields: [(name: String, value: String)] = [("host", request.authority ?? "")]
        var values: [String: [String]] = [:]
        for field in request.headerFields where !Self.unsigned.contains(field.name.canonicalName) {
            values[field.name.canonicalName, default: []].append(Self.singleSpaced(field.value))
        }
        fields += values.map { ($0.key, $0.value.joined(separator: ",")) }
        fields.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        signedFields = fields.map(\.name).joined(separator: ";")
        let target = request.path ?? "/"
        let path = target.prefix { $0 != "?" }
        text = """
            \(request.method.rawValue)
            \(pathRule.canonical(path))
            \(Self.canonicalQuery(target[path.endIndex...].dropFirst()))
            \(fields.map { "\($0.name):\($0.value)\n" }.joined())
            \(signedFields)
            \(payloadHash)
            """
    }

    func hash() throws(FdnixError) -> String { try Digest.hash(.sha256, Array(text.utf8)).hexadecimal }

    /// What is added or changed on the way, or by the transport after signing.
    private static let unsigned: Set<String> = [
        "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id",
    ]

    /// Runs of spaces count as one, and none around.
    private static func singleSpaced(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }

    /// Names and values encoded by one rule, sorted by their encoded bytes.
    private static func canonicalQuery(_ query: Substring) -> String {
        let pairs = query.split(separator: "&").map { pair -> (name: String, value: String) in
            let name = pair.prefix { $0 != "=" }
            let value = pair[name.endIndex...].dropFirst()
            return (encoded(name), encoded(value))
        }
        return pairs.sorted {
            $0.name == $1.name
                ? $0.value.utf8.lexicographicallyPrecedes($1.value.utf8)
                : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    private static func encoded(_ text: Substring) -> String { PercentEncoding.encode(PercentEncoding.decode(text)) }
}

/// How the path of a request stands in what is signed.
public enum PathRule: Sendable, Hashable {
    /// As it is sent: S3, whose keys may hold dots and slashes of their own.
    case asSent
    /// Encoded once more than it is sent.
    case encodedAgain
    /// Encoded once more, with `.`, `..` and repeated slashes resolved before: every other service.
    case normalised

    func canonical(_ path: Substring) -> String {
        switch self {
        case .asSent: path.isEmpty ? "/" : String(path)
        case .encodedAgain: PercentEncoding.encode(path.isEmpty ? "/" : path, keeping: "/")
        case .normalised: PercentEncoding.encode(Self.resolved(path), keeping: "/")
        }
    }

    private static func resolved(_ path: Substring) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") {
            switch segment {
            case ".": continue
            case "..": _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        let isFolder = path.hasSuffix("/") && !segments.isEmpty
        return "/" + segments.joined(separator: "/") + (isFolder ? "/" : "")
    }
}
