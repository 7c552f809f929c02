import Basics
import CTesseract

/// Reads text off pictures, with the languages it was made for.
final class TesseractEngine {
    private let api: UnsafePointer<fdnix_tesseract_api>
    private let engine: fdnix_tesseract_engine

    /// An engine for `languages`, names of tesseract's data files joined by `+`. Throws `usage` for other names,
    /// `notFound` where the library or a language is missing.
    init(languages: String) throws(FdnixError) {
        guard !languages.isEmpty, languages.utf8.count < 256, languages.utf8.allSatisfy(Self.isInName) else {
            throw FdnixError(
                .usage,
                "OCR_LANGUAGES must be names of languages joined by +, such as eng+deu; see tesseract --list-langs")
        }
        api = try TesseractLibrary.load().api
        guard let engine = api.pointee.Create() else { throw FdnixError(.io, "cannot start tesseract: out of memory") }
        // It would print what it thinks of every picture.
        _ = api.pointee.SetVariable(engine, "debug_file", "/dev/null")
        guard api.pointee.Init3(engine, nil, languages) == 0 else {
            api.pointee.Delete(engine)
            throw FdnixError(
                .notFound,
                "tesseract has no data for the languages \(languages); install them (Debian: apt-get install "
                    + "tesseract-ocr-eng), or name others in OCR_LANGUAGES")
        }
        self.engine = engine
    }

    deinit { api.pointee.Delete(engine) }

    /// The text of a picture as UTF-8; nil where tesseract gives up.
    func text(of picture: PagePicture) -> [UInt8]? {
        picture.pixels.withUnsafeBufferPointer { pixels in
            api.pointee.SetImage(
                engine, pixels.baseAddress, Int32(picture.width), Int32(picture.height), 1, Int32(picture.width))
            api.pointee.SetSourceResolution(engine, Int32(picture.resolution))
            defer { api.pointee.Clear(engine) }
            guard let text = api.pointee.GetUTF8Text(engine) else { return nil }
            defer { api.pointee.DeleteText(text) }
            return Array(String(cString: text).trimmed.utf8)
        }
    }

    private static func isInName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
            true
        default: false
        }
    }
}
