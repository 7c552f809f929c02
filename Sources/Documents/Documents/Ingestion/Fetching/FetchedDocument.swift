import JSON

/// A document that lies on this machine's disk, with what its store says of it.
struct FetchedDocument: Sendable {
    /// Where the bytes are.
    var path: String
    /// Tells this version from others, without quotes.
    var etag: String
    /// How many bytes there are.
    var size: Int
    /// What the file beside it says.
    var sidecar = FetchedSidecar()
}

/// The file beside a document that describes it.
struct FetchedSidecar: Sendable {
    /// What it says; nothing where there is none, or where it cannot be read.
    var members: JSONObject = [:]
    /// Tells its version from others, without quotes; nil where there is none.
    var etag: String?
}
