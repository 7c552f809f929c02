import Basics
import CWhisper

/// A model that hears speech; for one thread at a time.
final class WhisperModel {
    private let api: UnsafePointer<fdnix_whisper_api>
    private let model: fdnix_whisper_model

    /// Opens the model of this machine, some 200 MB with what it works in. Throws `notFound` where a part is missing,
    /// `corrupt` where the file is not a model.
    init() throws(FdnixError) {
        api = try WhisperLibrary.load().api
        let path = try WhisperLibrary.model()
        guard let model = api.pointee.init_from_file(path) else {
            throw FdnixError(.corrupt, "\(path) is not a model of whisper.cpp: run Scripts/setup documents")
        }
        self.model = model
    }

    deinit { api.pointee.free(model) }

    /// What is said in `samples` of 16 kHz, by its times in milliseconds from their start. Throws `corrupt` where the
    /// library fails.
    func hear(_ samples: [Float]) throws(FdnixError) -> [(start: Int, text: String)] {
        guard !samples.isEmpty else { return [] }
        let status = samples.withUnsafeBufferPointer { samples in
            samples.baseAddress.map { fdnix_whisper_hear(api, model, $0, Int32(samples.count), Int32(CPU.count)) } ?? 0
        }
        guard status == 0 else {
            throw FdnixError(.corrupt, "whisper.cpp cannot hear \(samples.count) samples (it says \(status))")
        }
        return (0..<api.pointee.full_n_segments(model)).compactMap { segment in
            guard let text = api.pointee.full_get_segment_text(model, segment) else { return nil }
            let start = Int(clamping: api.pointee.full_get_segment_t0(model, segment))
            return (max(start, 0) * 10, String(cString: text).printable(onOneLine: true).trimmed)
        }
    }
}
