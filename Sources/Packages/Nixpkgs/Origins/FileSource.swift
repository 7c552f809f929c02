import Basics

/// A `packages.json` or a saved output of `nix-env` in a file, plain or compressed.
public struct FileSource: PackageSource {
    /// The path of the file.
    public let path: String
    /// The nixpkgs revision, where the caller knows it.
    public let revision: String?

    /// A source of the file at `path`; `revision` wins over a `git-revision` file beside it.
    public init(path: String, revision: String? = nil) {
        self.path = path
        self.revision = revision
    }

    /// The path behind the name of the form: `packages-json:PATH`.
    public var description: String { "packages-json:\(path)" }

    /// Reads the file. Throws `io` where it cannot be read, `malformedInput` or `incompatible` for what is in it.
    public func packages(progress: any ProgressReporter) async throws -> Extraction {
        var extraction = try await readDocument(try DescriptorInput(path: path), name: path, progress: progress)
        extraction.revision = revision ?? Revision.beside(path)
        return extraction
    }
}

/// The document on standard input (or any open descriptor), plain or compressed.
public struct StandardInputSource: PackageSource {
    /// The descriptor read to its end.
    public let descriptor: Int32
    /// The nixpkgs revision, where the caller knows it.
    public let revision: String?

    /// A source of standard input.
    public init(descriptor: Int32 = 0, revision: String? = nil) {
        self.descriptor = descriptor
        self.revision = revision
    }

    /// The name of the choice, `stdin`.
    public var description: String { "stdin" }

    /// Reads to the end of the input. Throws as `FileSource` does.
    public func packages(progress: any ProgressReporter) async throws -> Extraction {
        let input = DescriptorInput(descriptor: descriptor, name: "standard input")
        var extraction = try await readDocument(input, name: "standard input", progress: progress)
        extraction.revision = revision
        return extraction
    }
}

/// A document in memory, such as the sample that ships with the program.
public struct MemorySource: PackageSource {
    /// The document, plain or compressed.
    public let bytes: [UInt8]
    /// What the databases record as the source.
    public let description: String
    /// The nixpkgs revision, where the caller knows it.
    public let revision: String?

    /// A source of `bytes`.
    public init(bytes: [UInt8], description: String, revision: String? = nil) {
        self.bytes = bytes
        self.description = description
        self.revision = revision
    }

    /// Reads the document. Throws `malformedInput` or `incompatible`.
    public func packages(progress: any ProgressReporter) async throws -> Extraction {
        var extraction = try await readDocument(MemoryInput(bytes), name: description, progress: progress)
        extraction.revision = revision
        return extraction
    }
}
