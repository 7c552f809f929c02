import Basics

/// What a reading child says to its parent, in order: hello, then for each document its texts and pictures and its end, and
/// at last that all is read, or why not.
///
/// A frame is its kind in a byte, the length of its payload in four bytes, little-endian, and the payload.
enum Frame: Equatable {
    /// The child has begun; whether it has given the network away.
    case hello(isIsolated: Bool)
    /// The next piece of a document's text, valid UTF-8 without U+0000.
    case text([UInt8])
    case picture(ExtractedPicture)
    case end(DocumentDetails)
    /// All is read.
    case done
    /// The reading failed, by the code and message of an `FdnixError`.
    case failed(code: String, message: String)

    /// The most bytes of a payload.
    static let longestPayload = 128 << 20
    /// How many bytes come before a payload.
    static let headLength = 5
    /// The first byte of a hello's payload: which frames these are.
    static let version: UInt8 = 1

    enum Kind: UInt8 {
        case hello = 1
        case text, picture, end, done, failed
    }

    /// The head of a frame.
    static func head(_ kind: Kind, count: Int) -> [UInt8] {
        [kind.rawValue] + withUnsafeBytes(of: UInt32(count).littleEndian) { Array($0) }
    }

    /// The bytes of the frame. Throws `malformedInput` where the payload is too long.
    func encoded() throws -> [UInt8] {
        let (kind, payload): (Kind, [UInt8]) =
            switch self {
            case .hello(let isIsolated): (.hello, [Self.version, isIsolated ? 1 : 0])
            case .text(let bytes): (.text, bytes)
            case .picture(let picture): (.picture, PictureFrame.encode(picture))
            case .end(let details): (.end, DetailsFrame.encode(details))
            case .done: (.done, [])
            case .failed(let code, let message): (.failed, FailureFrame.encode(code, message))
            }
        guard payload.count <= Self.longestPayload else {
            throw FdnixError(
                .malformedInput, "a part of the document is longer than \(Self.longestPayload >> 20) MiB; split it")
        }
        return Self.head(kind, count: payload.count) + payload
    }

    /// The frame of a kind and payload that came from a child. Throws `malformedInput` where they are not one.
    init(_ kind: Kind, _ payload: ArraySlice<UInt8>) throws {
        switch kind {
        case .hello:
            guard payload.count == 2, payload.first == Self.version else { throw FdnixError.garbledFrame }
            self = .hello(isIsolated: payload.last == 1)
        case .text:
            let isText = payload.withUnsafeBytes { (try? StrictUTF8.check($0)) != nil }
            guard isText, !payload.contains(0) else { throw FdnixError.garbledFrame }
            self = .text(Array(payload))
        case .picture: self = .picture(try PictureFrame.decode(payload))
        case .end: self = .end(try DetailsFrame.decode(payload))
        case .done:
            guard payload.isEmpty else { throw FdnixError.garbledFrame }
            self = .done
        case .failed: self = try FailureFrame.decode(payload)
        }
    }
}

extension FdnixError {
    /// A child that says what no reader says: the file got the better of it.
    static var garbledFrame: FdnixError {
        FdnixError(.malformedInput, "the reader of this file came out with nonsense; the file is damaged or hostile")
    }
}
