/// The right to store a version of a document, held until its lease ends, the object changes, or another takes it over.
public struct Claim: Sendable, Hashable {
    /// The document's address, as its row has it.
    public let uri: String
    /// Names this one attempt.
    public let id: String
    /// The run whose attempt it is.
    public let run: String
    /// Which attempt at the version this is, from 1.
    public let attempt: Int
    /// Whether the row said before that the version is stored, which it is then under another model.
    let wasIngested: Bool
}

/// What came of asking for a document.
public enum ClaimOutcome: Sendable, Equatable {
    /// The document is the caller's; the row is as it is then.
    case claimed(Claim, CacheRow)
    /// There is no row; the document may be stored, and the row is made at the end. Nobody tells such a task that the object
    /// changed or went.
    case absent
    /// The object was deleted; what is stored of it goes as well.
    case deleted
    /// This version failed for good; the row says why.
    case failed(CacheRow)
    /// A task of another run is at it.
    case busy
}

/// Whether what a task is about to commit is still wanted.
public enum ClaimStanding: Sendable, Equatable {
    /// The claim is held: commit.
    case held
    /// A newer version waits and nobody is at it yet: a commit does no harm, as whoever takes it commits later.
    case changed
    /// Another task took the document over: what this one has must not be stored any more.
    case lost
    /// The object was deleted, or its row is gone: nothing must be stored.
    case deleted
}

/// What became of the row of a document whose chunks were committed.
public enum Completion: Sendable, Equatable {
    /// The row says that the version is stored under the model.
    case ingested
    /// The row tells of another version, which is stored by a later task.
    case changed
    /// The object was deleted meanwhile: the caller removes the chunks that it just wrote, with `DocumentRemoval`.
    case deleted
}
