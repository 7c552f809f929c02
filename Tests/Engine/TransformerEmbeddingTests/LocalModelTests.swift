import Basics
import TestSupport
import Testing

@testable import TransformerEmbedding

@Suite("Local models")
struct LocalModelTests {
    private func search(_ environment: [String: String]) -> PartSearch {
        PartSearch(
            folder: "documents", prefixVariable: "FDNIX_DOCUMENTS_PREFIX", environment: environment,
            executableFolder: nil)
    }

    @Test("models are known by name")
    func names() {
        #expect(LocalModel.named("minilm-l6-v2-int8") == .minilm)
        #expect(LocalModel.named("static") == nil)
    }

    @Test("a missing library is one line that names the remedy")
    func missingLibrary() {
        for path in ["libno-such-onnxruntime.so", "/no/such/libonnxruntime.so.1"] {
            let error = #expect(throws: FdnixError.self) { try OnnxRuntime(path: path) }
            #expect(error?.code == .notFound)
            #expect(error?.message.contains("Scripts/setup documents") == true)
            #expect(error?.message.contains(path) == true)
            #expect(error?.message.contains("\n") == false)
        }
    }

    @Test("another library is refused")
    func wrongLibrary() {
        let error = #expect(throws: FdnixError.self) { try OnnxRuntime(path: "libc.so.6") }
        #expect(error?.message.contains("lacks the function OrtGetApiBase") == true)
    }

    @Test("a missing model is one line that names the remedy, and the folder that was stated")
    func missingModel() {
        let nowhere = #expect(throws: FdnixError.self) { try LocalModel.minilm.directory(search([:])) }
        #expect(nowhere?.code == .notFound)
        #expect(nowhere?.message.contains("Scripts/setup documents") == true)
        let stated = #expect(throws: FdnixError.self) {
            try LocalModel.minilm.directory(search(["FDNIX_MINILM_MODEL": "/no/such"]))
        }
        #expect(stated?.message.contains("/no/such") == true)
    }

    @Test("a damaged model is an error that names the file")
    func damaged() throws {
        guard (try? OnnxRuntime.load()) != nil else {
            return Skips.note("damaged models", "ONNX Runtime is not there; run Scripts/setup documents")
        }
        try withTemporaryDirectory { directory in
            try AtomicFile.write(Array("not a model".utf8), to: "\(directory)/model.onnx")
            try AtomicFile.write(Array("[PAD]\n[UNK]\n".utf8), to: "\(directory)/vocab.txt")
            let vocabulary = #expect(throws: FdnixError.self) {
                try TransformerModel(.minilm, directory: directory, threads: 1)
            }
            #expect(vocabulary?.message.contains("[CLS]") == true)
            try AtomicFile.write(Array("[PAD]\n[UNK]\n[CLS]\n[SEP]\n".utf8), to: "\(directory)/vocab.txt")
            let model = #expect(throws: FdnixError.self) {
                try TransformerModel(.minilm, directory: directory, threads: 1)
            }
            #expect(model?.code == .corrupt)
            #expect(model?.message.contains("\(directory)/model.onnx") == true)
        }
    }
}
