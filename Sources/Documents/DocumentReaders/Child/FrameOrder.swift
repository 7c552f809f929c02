import Basics

/// Hands what a child says on to an output, as long as it is said in order and within the limits.
struct FrameOrder {
    /// Whether the child has begun with the file.
    private(set) var hasBegun = false
    /// Whether the child has given the network away.
    private(set) var isIsolated = false
    /// Whether all was read.
    private(set) var isDone = false
    private let limits: ReadingLimits
    private var textBytes = 0
    private var pictureBytes = 0
    /// Bytes of text of the document that has not ended.
    private var documentBytes = 0

    init(_ limits: ReadingLimits) { self.limits = limits }

    /// Takes the next frame. Throws what it says of a failure, `malformedInput` where it does not belong here or is over a
    /// limit, and what `output` throws.
    mutating func take(_ frame: Frame, _ output: some DocumentOutput) throws {
        guard !isDone else { throw FdnixError.garbledFrame }
        if case .hello(let isIsolated) = frame {
            guard !hasBegun else { throw FdnixError.garbledFrame }
            hasBegun = true
            self.isIsolated = isIsolated
            return
        }
        guard hasBegun else { throw FdnixError.garbledFrame }
        switch frame {
        case .hello: break
        case .text(let bytes):
            documentBytes += bytes.count
            textBytes += bytes.count
            guard textBytes <= limits.textBytes else { throw Self.tooMuch("text", limits.textBytes) }
            try output.append(bytes)
        case .picture(let picture):
            pictureBytes += picture.bytes.count
            guard pictureBytes <= limits.pictureBytes else { throw Self.tooMuch("pictures", limits.pictureBytes) }
            try output.append(picture)
        case .end(let details):
            let places = [details.pages.last?.offset, details.sections.last?.offset].compactMap(\.self)
            guard places.allSatisfy({ $0 <= documentBytes }) else { throw FdnixError.garbledFrame }
            documentBytes = 0
            try output.endDocument(details)
        case .done: isDone = true
        case .failed(let code, let message): throw FdnixError(Self.code(code), message)
        }
    }

    private static func tooMuch(_ what: String, _ limit: Int) -> FdnixError {
        FdnixError(.malformedInput, "the file has more than \(limit >> 20) MiB of \(what); split it")
    }

    /// Only what readers throw is believed.
    private static func code(_ name: String) -> FdnixError.Code {
        [.notFound, .usage, .incompatible].first { $0.rawValue == name } ?? .malformedInput
    }
}
