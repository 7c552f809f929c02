public import Basics
public import JSON

/// A document with which something went wrong, while others went on.
public struct DocumentFailure: Sendable, Equatable {
    /// The document's address, as its row has it.
    public let uri: String
    /// What went wrong with it, and what to do.
    public let error: FdnixError

    /// A failure with the document `uri`.
    public init(_ uri: String, _ error: FdnixError) {
        self.uri = uri
        self.error = error
    }

    /// The failure as reports tell it.
    public var json: JSONObject { ["FileURI": .string(uri), "Error": .string(error.description)] }

    /// Whether both tell the same of one document.
    public static func == (left: DocumentFailure, right: DocumentFailure) -> Bool { left.json == right.json }
}
