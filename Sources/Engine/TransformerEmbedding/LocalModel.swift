public import Basics
public import Embedding
import Synchronization
import Text

/// A transformer that set-up fetches and that this machine runs, by its name.
///
/// It is an embedder that opens the model when the first text comes:
///
/// ```swift
/// let batch = try await LocalModel.minilm.embed(["A fast search tool"], purpose: .document)
/// ```
public struct LocalModel: Embedder, Hashable {
    /// Names the model in settings, indexes and caches.
    public let modelID: String
    /// How many numbers a vector has.
    public let dimension: Int
    /// How many tokens of a text it reads, `[CLS]` and `[SEP]` included; what follows does not count.
    public let maximumTokens: Int
    /// The variable that states the folder of its files.
    let variable: String

    /// all-MiniLM-L6-v2 with weights of 8 bits: 384 numbers a vector; English.
    public static let minilm = LocalModel(
        modelID: "minilm-l6-v2-int8", dimension: 384, maximumTokens: 256, variable: "FDNIX_MINILM_MODEL")
    /// All models there are.
    public static let known = [minilm]

    /// The model of this name, nil where there is none.
    public static func named(_ modelID: String) -> LocalModel? { known.first { $0.modelID == modelID } }

    /// Embeds with the model that the whole process shares, which the first call opens. Throws as `shared` and
    /// `TransformerModel.embed` do.
    public func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
        let model = try await BlockingWork.run { try shared() }
        return try await model.embed(texts, purpose: purpose)
    }

    /// The model, opened at the first call and shared by the whole process, on as many threads as there are processors.
    ///
    /// Throws `notFound` where the model or ONNX Runtime is not there, and says how to get it; the same at each call.
    public func shared() throws -> TransformerModel {
        try Self.opened.withLock { opened in
            if let result = opened[modelID] { return result }
            let result = Result { try open() }
            opened[modelID] = result
            return result
        }.get()
    }

    private static let opened = Mutex<[String: Result<TransformerModel, any Error>]>([:])

    /// Opens the model for itself, with `threads` threads. Takes tenths of a second and some 150 MB; `shared` does it once.
    public func open(threads: Int = CPU.count) throws -> TransformerModel {
        try TransformerModel(self, directory: directory(), threads: threads)
    }

    /// Throws what `open` would throw where a part is missing, without opening the model.
    public func check() throws {
        _ = try OnnxRuntime.load()
        _ = try directory()
    }

    /// The folder that holds the model's files. Throws `notFound`, with the remedy, where one is not there.
    func directory(_ search: PartSearch = .documents)
        throws -> String
    {
        let directory = search.model("models/\(modelID)", statedBy: variable)
        guard let directory, ["model.onnx", "vocab.txt"].allSatisfy({ FileSystem.exists("\(directory)/\($0)") }) else {
            let place = directory.map { " in \($0)" } ?? ""
            throw FdnixError(
                .notFound,
                "the embedding model \(modelID) is not there\(place): run Scripts/setup documents, or set \(variable) to a "
                    + "folder with its model.onnx and vocab.txt")
        }
        return directory
    }

    /// The vocabulary in a file of one token a line.
    static func vocabulary(_ path: String) throws -> Vocabulary {
        let file = try MappedFile(path: path)
        let end = file.bytes.last == 0x0A ? file.bytes.count - 1 : file.bytes.count
        let lines = UnsafeRawBufferPointer(rebasing: file.bytes[..<end])
        return try Vocabulary(validating: ByteView(copying: Vocabulary.build(lines: lines)))
    }
}
