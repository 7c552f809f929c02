/// What publishing a run comes to, step by step. After any number of steps the publication that was there is whole: the
/// run's folder is new, and readers are led to it by the last step but those that remove what nobody is led to.
public struct PublicationPlan: Sendable, Equatable {
    /// One step; none of them can be half done.
    public enum Step: Sendable, Equatable {
        /// Uploads a file of the run.
        case upload(PublishedFile)
        /// Writes the manifest or its signature.
        case write(key: String, bytes: [UInt8], sha256: String, type: String)
        /// Asks the store for an object's length and SHA-256, and stops where they are others.
        case verify(key: String, bytes: Int, sha256: String)
        /// Copies an object of the run to the key that is always the same.
        case alias(from: String, to: String)
        /// Leads readers to the run, unless someone else has moved the pointer meanwhile.
        case point(key: String, bytes: [UInt8], over: String?)
        /// Removes the objects of an old run.
        case remove(run: String, keys: [String])
    }

    /// The steps in their order.
    public private(set) var steps: [Step] = []

    /// The plan for the files of one phase: they are uploaded and verified, and those in `aliases` (by name) can be
    /// fetched under their own keys from then on.
    public init(files: [PublishedFile], aliases: [String: String]) {
        steps = files.map { .upload($0) } + files.map { .verify(key: $0.key, bytes: $0.bytes, sha256: $0.sha256) }
        steps += files.compactMap { file in aliases[file.name].map { .alias(from: file.key, to: $0) } }
    }

    /// The plan for a whole run.
    ///
    /// - Parameters:
    ///   - files: the artifacts and their compressed copies
    ///   - documents: the manifest and its signature
    ///   - aliases: the keys of artifacts that are always the same, by name
    ///   - latest: the pointer to write, nil where nobody is to be led to the run
    ///   - pointer: the tag of the pointer that is there, nil where there is none
    ///   - expired: the keys of the runs that are to go, by run
    public init(
        files: [PublishedFile], documents: [PublishedDocument], aliases: [String: String],
        latest: (key: String, bytes: [UInt8])?, over pointer: String?, expired: [(run: String, keys: [String])]
    ) {
        self.init(files: files, aliases: [:])
        for document in documents {
            steps.append(
                .write(key: document.key, bytes: document.bytes, sha256: document.sha256, type: document.type))
        }
        for document in documents {
            steps.append(.verify(key: document.key, bytes: document.bytes.count, sha256: document.sha256))
        }
        steps += files.compactMap { file in aliases[file.name].map { .alias(from: file.key, to: $0) } }
        if let latest { steps.append(.point(key: latest.key, bytes: latest.bytes, over: pointer)) }
        steps += expired.map { .remove(run: $0.run, keys: $0.keys) }
    }
}

/// A file that becomes an object of a run.
public struct PublishedFile: Sendable, Equatable {
    /// The artifact's name, which is the last part of the key.
    public var name: String
    /// Where the file is on this machine.
    public var path: String
    /// The key in the run's folder.
    public var key: String
    /// The length in bytes.
    public var bytes: Int
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    public var sha256: String

    /// A file with what is known of it.
    public init(name: String, path: String, key: String, bytes: Int, sha256: String) {
        self.name = name
        self.path = path
        self.key = key
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// A small object of a run that is made while publishing.
public struct PublishedDocument: Sendable, Equatable {
    /// The key in the run's folder.
    public var key: String
    /// All the bytes that it holds.
    public var bytes: [UInt8]
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    public var sha256: String
    /// The media type that it is served with.
    public var type: String
}
