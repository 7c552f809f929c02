public import Basics
import Digests
import HTTPTransport
import JSON

/// Brings the artifacts of a directory to what is published elsewhere: only what changed is fetched, nothing is
/// replaced before all of it is verified, and the search index is replaced last.
public struct Updater: Sendable {
    /// What a reader asks for.
    public struct Options: Sendable {
        /// Whether the databases are wanted too, not the index alone.
        public var all = false
        /// The key that manifests must be signed with; nil: the one remembered of the same source, else none.
        public var key: VerificationKey?
        /// Whether a run that is older than the one here is taken, although manifests are signed.
        public var allowsOlder = false

        /// Options of a plain update: the index, with the key that was given before.
        public init() {}
    }

    /// What an update did.
    public struct Outcome: Sendable, Equatable {
        /// The run that the directory holds now.
        public var runID: String
        /// The artifacts that were replaced, in that order.
        public var replaced: [String]
        /// Whether the manifest was signed with the key that the reader pinned.
        public var isSigned: Bool
    }

    /// The artifact that searches need.
    public static let index = "fdnix.idx"

    /// The directory of the artifacts.
    public let directory: String
    /// Where it says how far it is.
    public var progress: any ProgressReporter
    /// Opens a fetched index, and throws where this program cannot use it.
    let check: @Sendable (String) throws -> Void

    /// An updater of a directory, which is created where it is missing. `check` is given the path of a fetched index
    /// before it becomes the one that is searched.
    public init(
        _ directory: String, progress: any ProgressReporter = SilentProgress(),
        check: @escaping @Sendable (String) throws -> Void
    ) {
        self.directory = directory
        self.progress = progress
        self.check = check
    }

    /// Where the artifacts of a directory came from, nil where no update has brought them.
    public static func rememberedAddress(in directory: String) -> String? { UpdateState(in: directory)?.address }

    /// Fetches what is published at a web address and differs from what is here. Throws as `update(from:_:)` of stores
    /// does.
    public func update(from source: WebSource, _ options: Options = Options()) async throws -> Outcome {
        try await update(source, options)
    }

    /// Fetches what is published in a store and differs from what is here.
    ///
    /// Throws `notFound` where nothing is published, `denied` for a manifest without a good signature, `gate` for an
    /// older run, `corrupt` for bytes that are not those of the manifest, `incompatible` for an index of another
    /// format, `io` for the disk and while another program writes to the directory. The artifacts are as before then.
    public func update(from source: StoreSource, _ options: Options = Options()) async throws -> Outcome {
        try await update(source, options)
    }

    private func update(_ source: some PublicationSource, _ options: Options) async throws -> Outcome {
        try FileSystem.createDirectories(directory)
        let lock = try FileLock(
            path: "\(directory)/.fdnix.lock",
            busy: "another fdnix is writing to \(directory): wait for it, or choose another --output")
        defer { withExtendedLifetime(lock) {} }
        let state = UpdateState(in: directory)
        let known = state?.address == source.address ? state : nil
        let key = try options.key ?? known?.key.map { try VerificationKey($0) }
        let isKnown = known.map { isWhole($0, options, key) } ?? false
        guard let latest = try await source.latest(unless: isKnown ? known?.tag : nil) else {
            return Outcome(runID: known?.runID ?? "", replaced: [], isSigned: key != nil)
        }
        let run = try LatestPointer(latest.bytes, from: source.address).runID
        // A server without tags cannot say that nothing changed; the run can.
        if isKnown, run == known?.runID { return Outcome(runID: run, replaced: [], isSigned: key != nil) }
        let manifest = try await Self.manifest(of: run, source, key)
        if key != nil, !options.allowsOlder, let known, run < known.runID {
            throw FdnixError(
                .gate,
                "\(source.address) leads to the run \(run), which is older than \(known.runID) here: someone may be "
                    + "holding news back; to go back on purpose use --allow-older")
        }
        let wanted = try Self.wanted(manifest, options, source)
        var files = try await present(wanted, state)
        let missing = wanted.filter { files[$0.name] == nil }
        let staging = Staging(directory: directory, source: source, run: run, progress: progress)
        let staged = try await staging.fetch(missing, check)
        try await replace(staged, manifest, &files)
        try UpdateState(
            address: source.address, tag: latest.tag, runID: run, key: key?.description, all: options.all, files: files
        ).write(in: directory)
        staging.remove()
        return Outcome(runID: run, replaced: staged.map(\.artifact.name), isSigned: key != nil)
    }

    /// Whether nothing is left to ask but whether there is news: the same files were asked for, with the same key, and
    /// they are as they were.
    private func isWhole(_ state: UpdateState, _ options: Options, _ key: VerificationKey?) -> Bool {
        state.all == options.all && state.key == key?.description && state.files[Self.index] != nil
            && state.files.keys.allSatisfy { state.stillHolds($0, in: directory) }
    }

    static func manifest(
        of run: String, _ source: some PublicationSource, _ key: VerificationKey?
    ) async throws -> RunManifest {
        let place = "\(source.address)/\(run)/\(RunManifest.name)"
        let bytes = try await source.read(RunManifest.name, of: run, upTo: RunManifest.sizeLimit)
        if let key {
            let signature: [UInt8]
            do {
                signature = try await source.read(RunManifest.signatureName, of: run, upTo: Ed25519.signatureSize)
            } catch let error as FdnixError where error.code == .notFound {
                throw FdnixError(
                    .denied, "\(place) is not signed, but a key was given with --key; nothing was replaced",
                    underlying: error)
            }
            guard try key.isValid(signature, of: bytes) else {
                throw FdnixError(
                    .denied,
                    "\(place) is not signed with the key \(key); do not use it before its publisher has told you why; "
                        + "nothing was replaced")
            }
        }
        // Read after it is known who wrote it.
        let manifest = try RunManifest(bytes, from: place)
        guard manifest.runID == run else {
            throw FdnixError(.corrupt, "\(place) is the manifest of another run, \(manifest.runID)")
        }
        return manifest
    }

    private static func wanted(
        _ manifest: RunManifest, _ options: Options, _ source: some PublicationSource
    ) throws -> [RunManifest.Artifact] {
        guard let index = manifest.artifact(named: index) else {
            throw FdnixError(.notFound, "the run \(manifest.runID) at \(source.address) has no \(Self.index)")
        }
        // The index comes last, and is replaced last.
        let others = manifest.artifacts.filter { $0.name != Self.index && $0.name.hasSuffix(".duckdb") }
        return (options.all ? others : []) + [index]
    }

    /// The files that are here already, byte for byte.
    private func present(
        _ wanted: [RunManifest.Artifact], _ state: UpdateState?
    ) async throws -> [String: UpdateState.File] {
        var files: [String: UpdateState.File] = [:]
        for artifact in wanted {
            let path = "\(directory)/\(artifact.name)"
            guard let identity = FileSystem.identity(of: path), identity.size == artifact.bytes else { continue }
            let known = state?.stillHolds(artifact.name, in: directory) ?? false
            let sha256 =
                if known, let remembered = state?.files[artifact.name]?.sha256 { remembered } else {
                    try await PartialFile.sha256(of: path)
                }
            guard sha256 == artifact.sha256 else { continue }
            files[artifact.name] = .init(bytes: identity.size, sha256: sha256, modified: identity.modified)
        }
        return files
    }

    /// Puts verified files in their places, one rename each.
    private func replace(
        _ staged: [Staging.File], _ manifest: RunManifest, _ files: inout [String: UpdateState.File]
    ) async throws {
        for file in staged {
            let target = "\(directory)/\(file.artifact.name)"
            try await BlockingWork.run { try AtomicFile.replace(target, with: file.path) }
            guard let identity = FileSystem.identity(of: target) else { throw FdnixError.io("read", target) }
            files[file.artifact.name] = .init(
                bytes: identity.size, sha256: file.artifact.sha256, modified: identity.modified)
        }
        guard !staged.isEmpty else { return }
        // It tells of the files beside it, and so comes after them.
        try AtomicFile.write(manifest.published(in: ""), to: "\(directory)/\(RunManifest.name)")
    }
}
