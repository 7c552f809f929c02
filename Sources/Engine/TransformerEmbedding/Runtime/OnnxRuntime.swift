import Basics
import COnnxRuntime

/// ONNX Runtime, loaded when the first model is.
///
/// Looked for at `FDNIX_ONNXRUNTIME_LIBRARY`, and where `PartSearch` looks: in `FDNIX_DOCUMENTS_PREFIX`, beside the
/// program, in the checkout's `.fdnix`.
struct OnnxRuntime: Sendable {
    // Safe to share: both are made once before they are shared, never changed and never freed; the functions may be called
    // by several threads.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_onnxruntime_api>
    nonisolated(unsafe) let environment: fdnix_onnxruntime_environment
    // The same holds for it; it says of memory that it is the processor's.
    nonisolated(unsafe) let memory: fdnix_onnxruntime_memory

    #if os(macOS)
        static let fileName = "libonnxruntime.1.dylib"
    #else
        static let fileName = "libonnxruntime.so.1"
    #endif

    private static let loaded = Result<OnnxRuntime, FdnixError> { () throws(FdnixError) in
        try OnnxRuntime(
            path: PartSearch.documents.library(fileName, statedBy: "FDNIX_ONNXRUNTIME_LIBRARY"))
    }

    /// The library, or why there is none; loaded once a process.
    static func load() throws(FdnixError) -> OnnxRuntime { try loaded.get() }

    /// Loads the library at `path`; a bare name is left to the system's loader.
    init(path: String) throws(FdnixError) {
        let advice =
            "cannot load ONNX Runtime, which runs embedding models: run Scripts/setup documents, or set "
            + "FDNIX_ONNXRUNTIME_LIBRARY to that of version \(FDNIX_ONNXRUNTIME_VERSION)"
        func unusable(_ reason: String) -> FdnixError { FdnixError(.notFound, "\(advice); \(reason)") }
        api = try LibraryTable.load([path], advice: advice, by: fdnix_onnxruntime_load)
        var environment: fdnix_onnxruntime_environment?
        var memory: fdnix_onnxruntime_memory?
        let failures = [
            // It writes to standard error what is not asked for; failures are told by the functions that fail.
            api.pointee.CreateEnv(Int32(FDNIX_ONNXRUNTIME_LOG_FATAL), "fdnix", &environment),
            api.pointee.CreateCpuMemoryInfo(
                Int32(FDNIX_ONNXRUNTIME_DEVICE_ALLOCATOR), Int32(FDNIX_ONNXRUNTIME_MEMORY_DEFAULT), &memory),
        ]
        for failure in failures { if let reason = Self.message(failure, api) { throw unusable(reason) } }
        guard let environment, let memory else { throw unusable("it made no environment") }
        if let reason = Self.message(api.pointee.DisableTelemetryEvents(environment), api) { throw unusable(reason) }
        self.environment = environment
        self.memory = memory
    }

    /// Throws what a function of the library failed with: `corrupt`, `what` was about to be done.
    func check(_ status: fdnix_onnxruntime_status?, _ what: @autoclosure () -> String) throws(FdnixError) {
        guard let reason = Self.message(status, api) else { return }
        throw FdnixError(.corrupt, "\(what()): \(reason)")
    }

    /// The message of a failure, nil for none; gives the status back to the library.
    private static func message(
        _ status: fdnix_onnxruntime_status?, _ api: UnsafePointer<fdnix_onnxruntime_api>
    ) -> String? {
        guard let status else { return nil }
        defer { api.pointee.ReleaseStatus(status) }
        let text = api.pointee.GetErrorMessage(status).map { String(cString: $0) } ?? "unknown reason"
        return text.printable(onOneLine: true)
    }
}
