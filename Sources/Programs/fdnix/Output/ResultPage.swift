import Basics
import JSON

/// A page of results as the search API's envelope tells it: the same text for an index here and a server elsewhere.
struct ResultPage {
    /// Package objects, best first.
    var packages: [JSONValue]
    /// How many answers there are, variants of one thing counted once unless they were asked for apart.
    var total: Int
    /// How many packages these are.
    var totalPackages: Int
    /// Whether no word of the query occurs anywhere.
    var isByMeaningOnly: Bool
    var note: String?

    /// Throws `malformedInput` for what is not an envelope of the search API.
    init(envelope: [UInt8]) throws {
        guard let json = try? JSONValue.parse(envelope), let packages = json["packages"]?.array,
            let total = json["total_count"]?.int
        else { throw FdnixError(.malformedInput, "the server's answer is not the search API's; check --remote") }
        self.packages = packages
        self.total = Int(clamping: total)
        totalPackages = json["total_packages"]?.int.map { Int(clamping: $0) } ?? self.total
        isByMeaningOnly = json["search_type"]?.string == "semantic"
        note = json["note"]?.string
    }
}
