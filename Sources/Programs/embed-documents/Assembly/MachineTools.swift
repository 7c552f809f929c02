import DocumentReaders
import DocumentRecognition
import Documents
import TransformerEmbedding

/// What a machine has beyond the program.
enum MachineTools {
    /// What is found. The model is looked for only where `environment` names none.
    static func found(_ environment: [String: String]) -> LocalTools {
        let isModelOpen = (environment["EMBEDDINGS_SAGEMAKER_MODELS"] ?? "").isEmpty
        return LocalTools(
            hasTransformer: isModelOpen && (try? LocalModel.minilm.check()) != nil,
            hasTesseract: RecognitionSupport.isInstalled, hasWhisper: WhisperTranscriber.isInstalled)
    }
}
