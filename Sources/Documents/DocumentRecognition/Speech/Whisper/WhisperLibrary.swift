import Basics
import CWhisper

/// whisper.cpp and a model of it, loaded when the first film is heard.
///
/// The library is looked for at `FDNIX_WHISPER_LIBRARY`, the folder of the model at `FDNIX_WHISPER_MODEL`, and both where
/// `PartSearch` looks: in `FDNIX_DOCUMENTS_PREFIX`, beside the program, in the checkout's `.fdnix`.
struct WhisperLibrary: Sendable {
    // Safe to share: the table is written once before it is shared and never freed.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_whisper_api>

    #if os(macOS)
        private static let fileName = "libwhisper.1.dylib"
    #else
        private static let fileName = "libwhisper.so.1"
    #endif
    private static let search = PartSearch.documents

    private static let loaded = Result<WhisperLibrary, FdnixError> { () throws(FdnixError) in
        WhisperLibrary(
            api: try LibraryTable.load(
                [search.library(fileName, statedBy: "FDNIX_WHISPER_LIBRARY")],
                advice: "cannot load whisper.cpp, which writes down what is said: run Scripts/setup documents, or set "
                    + "FDNIX_WHISPER_LIBRARY to that of version 1.8.5",
                by: fdnix_whisper_load))
    }

    /// The library, loaded once a process. Throws `notFound` where the system has none of this version.
    static func load() throws(FdnixError) -> WhisperLibrary { try loaded.get() }

    /// The path of the model. Throws `notFound`, with the remedy, where there is none.
    static func model() throws(FdnixError) -> String {
        let folder = search.model("models/whisper-tiny-en", statedBy: "FDNIX_WHISPER_MODEL")
        guard let path = folder.map({ "\($0)/ggml-model.bin" }), FileSystem.exists(path) else {
            throw FdnixError(
                .notFound,
                "the speech model whisper-tiny-en is not there: run Scripts/setup documents, or set "
                    + "FDNIX_WHISPER_MODEL to a folder with its ggml-model.bin")
        }
        return path
    }
}
