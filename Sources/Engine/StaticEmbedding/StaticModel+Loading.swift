import Basics
import CModel
import JSON
import Text

extension StaticModel {
    /// The model that is part of the program: 256 numbers a vector. Throws `corrupt` where the program's
    /// copy of it is damaged.
    public static func bundled() throws -> StaticModel { try bundledModel.get() }

    /// Opened once: the hash table of the vocabulary is built from the token list, which takes some milliseconds.
    private static let bundledModel = Result {
        let bytes = UnsafeRawBufferPointer(start: fdnix_model_bytes(), count: fdnix_model_size())
        return try StaticModel(safetensors: ByteView(static: bytes), name: "in this program")
    }

    /// Opens the one-file form: tensors `embeddings` (I8, or F16 or F32), `scales` (F32, with I8), `vocabulary` (U8,
    /// tokens joined by line feeds), and the metadata `model_id`.
    public init(safetensors view: ByteView, name: String) throws {
        let file = try Safetensors(view, name: name)
        guard let modelID = file.metadata["model_id"] else {
            throw Safetensors.damaged(name, "its metadata lack model_id")
        }
        let tokens = try file.tensor("vocabulary", rank: 1, types: [.uint8])
        try self.init(
            modelID: modelID, file: file, vocabulary: ByteView(copying: Vocabulary.build(lines: tokens.bytes.bytes)))
    }

    /// Opens the one-file form at `path`.
    public init(safetensors path: String) throws {
        try self.init(safetensors: ByteView(try MappedFile(path: path)), name: path)
    }

    /// Opens a model2vec directory: `model.safetensors` with the tensor `embeddings`, and `tokenizer.json`.
    ///
    /// Where the file's metadata name no model, its id is the directory's name.
    public init(directory: String) throws {
        let path = "\(directory)/model.safetensors"
        let file = try Safetensors(ByteView(try MappedFile(path: path)), name: path)
        let tokens = try TokenizerFile.tokens(path: "\(directory)/tokenizer.json")
        try self.init(
            modelID: file.metadata["model_id"] ?? FileSystem.name(of: directory), file: file,
            vocabulary: ByteView(copying: Vocabulary.build(tokens: tokens)))
    }

    private init(modelID: String, file: Safetensors, vocabulary: ByteView) throws {
        let embeddings = try file.tensor("embeddings", rank: 2, types: [.int8, .float16, .float32])
        let dimension = embeddings.shape[1]
        let rows: ByteView
        var scales = ByteView(copying: [])
        switch embeddings.type {
        case .float16: rows = Self.widened(embeddings.bytes)
        case .float32: rows = embeddings.aligned
        default:
            rows = embeddings.bytes
            scales = try file.tensor("scales", rank: 1, types: [.float32]).aligned
        }
        try self.init(modelID: modelID, dimension: dimension, vocabulary: vocabulary, rows: rows, scales: scales)
    }

    private static func widened(_ halves: ByteView) -> ByteView {
        let count = halves.count / 2
        let bytes = [UInt8](unsafeUninitializedCapacity: 4 * count) { bytes, size in
            if let source = halves.bytes.baseAddress, let target = bytes.baseAddress, count > 0 {
                UnsafeMutableRawPointer(target).withMemoryRebound(to: Float.self, capacity: count) {
                    fdnix_widen_float16(source, count, $0)
                }
            }
            size = 4 * count
        }
        return ByteView(copying: bytes)
    }
}

/// The `tokenizer.json` of the Hugging Face `tokenizers` library.
enum TokenizerFile {
    /// The tokens in the order of their ids; throws when the file asks for anything but what `WordPiece` does.
    static func tokens(path: String) throws -> [String] {
        let file = try MappedFile(path: path)
        func unusable(_ what: String) -> FdnixError {
            FdnixError(.incompatible, "cannot use the tokenizer \(path): \(what)")
        }
        let json: JSONValue
        do { json = try JSONValue.parse(file.bytes) } catch {
            throw FdnixError(.corrupt, "the tokenizer \(path) is not JSON; fetch the model again", underlying: error)
        }
        let normalizer = json["normalizer"]
        guard normalizer?["type"]?.string == "BertNormalizer", normalizer?["clean_text"]?.bool == true,
            normalizer?["handle_chinese_chars"]?.bool == true, normalizer?["lowercase"]?.bool == true,
            normalizer?["strip_accents"]?.bool ?? true, json["pre_tokenizer"]?["type"]?.string == "BertPreTokenizer"
        else { throw unusable("it is not that of an uncased BERT model") }
        let model = json["model"]
        guard model?["type"]?.string == "WordPiece", model?["unk_token"]?.string == "[UNK]",
            model?["continuing_subword_prefix"]?.string == "##",
            model?["max_input_chars_per_word"]?.int == 100, let entries = model?["vocab"]?.object?.members
        else { throw unusable("its model is not WordPiece with [UNK], ## and 100 characters a word") }
        var tokens = [String?](repeating: nil, count: entries.count)
        for entry in entries {
            guard let id = entry.value.int, entries.indices.contains(Int(clamping: id)), tokens[Int(id)] == nil else {
                throw unusable("the id of the token \(entry.key) is out of range or taken")
            }
            tokens[Int(id)] = entry.key
        }
        return tokens.compactMap { $0 }
    }
}
