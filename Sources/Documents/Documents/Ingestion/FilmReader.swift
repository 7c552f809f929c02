/// Makes a document of a film: what is said in it, with moments and frames.
public protocol FilmReader: Sendable {
    /// Whether films are written down and that is all: nothing is kept of them, and their texts are not embedded.
    var isDryRun: Bool { get }

    /// The text of `film`; nil where nothing is said in it. Throws `FdnixError`, and `CancellationError`.
    func read(_ film: Film) async throws -> ExtractedDocument?
}

/// A film that is to be read.
public struct Film: Sendable, Hashable {
    /// The address of the document.
    public var uri: String
    /// The object, for services that read it by themselves; nil for a file of this machine.
    public var object: ObjectURI?
    /// The path of a copy on this machine.
    public var path: String

    /// The name of the bucket for what is made of it.
    public var mediaBucket: String

    /// A film with its copy on this machine.
    public init(uri: String, object: ObjectURI?, path: String, mediaBucket: String) {
        self.mediaBucket = mediaBucket
        self.uri = uri
        self.object = object
        self.path = path
    }
}
