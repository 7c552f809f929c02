import Basics

/// The parameters of a query string, in order; a name may occur several times.
public struct QueryParameters: Sendable, Equatable {
    private var items: [Item] = []

    private struct Item: Sendable, Equatable {
        var name: String
        var value: String
    }

    /// Parameters with nothing in them.
    public init() {}

    /// Parses `application/x-www-form-urlencoded` text (WHATWG URL §5.1). Every text means something; none is an error.
    public init(parsing query: some StringProtocol) {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            append(
                PercentEncoding.decode(parts[0], plusIsSpace: true),
                parts.count > 1 ? PercentEncoding.decode(parts[1], plusIsSpace: true) : "")
        }
    }

    /// Adds a parameter; both parts are taken as they are, not as percent-encoded.
    public mutating func append(_ name: String, _ value: String) { items.append(Item(name: name, value: value)) }

    /// The first value of a parameter, nil where it is missing.
    public func first(_ name: String) -> String? { items.first { $0.name == name }?.value }

    /// Every value of a parameter, in order.
    public func all(_ name: String) -> [String] { items.lazy.filter { $0.name == name }.map(\.value) }

    /// Whether there is no parameter at all.
    public var isEmpty: Bool { items.isEmpty }

    /// The parameters as a query string, without those named in `replaced`, whose new values follow.
    public func encoded(replacing replaced: KeyValuePairs<String, String?> = [:]) -> String {
        var pairs = items.filter { item in !replaced.contains { $0.key == item.name } }
            .map { ($0.name, $0.value) }
        for (name, value) in replaced { if let value { pairs.append((name, value)) } }
        return pairs.map { "\(PercentEncoding.encode($0))=\(PercentEncoding.encode($1))" }.joined(separator: "&")
    }
}
