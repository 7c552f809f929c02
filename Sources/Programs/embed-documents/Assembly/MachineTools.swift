import DocumentReaders
import Documents
import TransformerEmbedding

/// What this machine has beyond the program.
enum MachineTools {
    /// What is found; nothing is loaded for it.
    static let found = LocalTools(
        hasTransformer: LocalModel.minilm.isInstalled, hasTesseract: PageRecognition.isInstalled, hasWhisper: false)
}
