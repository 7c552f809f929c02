import Basics
import JSON

/// A page of results as the search API's envelope tells it: the same text for an index here and a server elsewhere.
struct ResultPage {
    /// Package objects, best first.
    var packages: [JSONValue]
    var total: Int
    var note: String?

    /// Throws `malformedInput` for what is not an envelope of the search API.
    init(envelope: [UInt8]) throws {
        guard let json = try? JSONValue.parse(envelope), let packages = json["packages"]?.array,
            let total = json["total_count"]?.int
        else { throw FdnixError(.malformedInput, "the server's answer is not the search API's; check --remote") }
        self.packages = packages
        self.total = Int(clamping: total)
        note = json["note"]?.string
    }
}
