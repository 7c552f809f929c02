import DocumentReaders
import DocumentRecognition
import Documents
import TransformerEmbedding

/// What a machine has beyond the program.
enum MachineTools {
    /// Whether the transformer is there; looked for only where `environment` names no model.
    static func forModels(_ environment: [String: String]) -> LocalTools {
        let isOpen = (environment["EMBEDDINGS_SAGEMAKER_MODELS"] ?? "").isEmpty
        return LocalTools(hasTransformer: isOpen && (try? LocalModel.minilm.check()) != nil)
    }

    /// All that is there; what writes films down is looked for only where `environment` does not say who does.
    static func found(_ environment: [String: String]) -> LocalTools {
        var tools = forModels(environment)
        tools.hasTesseract = RecognitionSupport.isInstalled
        tools.hasWhisper = (environment["TRANSCRIBER"] ?? "").isEmpty && WhisperTranscriber.isInstalled
        return tools
    }
}
