import Basics
import Embedding
import JSON

/// The two files of a job: the lines that the model is called with, and which line has which text.
struct RecordFiles {
    let model: BedrockModel
    let dimension: Int

    /// The number of a record as the service gets it: eleven letters and digits.
    static func id(_ number: Int) -> String {
        let digits = String(number)
        return "R" + String(repeating: "0", count: max(10 - digits.count, 0)) + digits
    }

    /// Writes the input of `texts` to `path`, lines with a line feed between them. Throws `io`.
    func writeInput(_ texts: ArraySlice<KeyedText>, to path: String) throws {
        try write(texts, to: path) { json, number, text in
            json.object {
                $0.member("recordId", Self.id(number))
                $0.key("modelInput")
                model.write([text.text], dimension: dimension, purpose: .document, to: &$0)
            }
        }
    }

    /// Writes which record has which text to `path`. Throws `io`.
    func writeRecords(_ texts: ArraySlice<KeyedText>, to path: String) throws {
        try write(texts, to: path) { json, number, text in
            json.object {
                $0.member("recordId", Self.id(number))
                $0.member("textHash", text.hash)
            }
        }
    }

    private func write(
        _ texts: ArraySlice<KeyedText>, to path: String, line: (inout JSONWriter, Int, KeyedText) -> Void
    ) throws {
        let file = try FileWriter(creating: path)
        var json = JSONWriter(capacity: Self.buffer + 1 << 16)
        for (index, text) in texts.enumerated() {
            if index > 0 { json.newline() }
            line(&json, index + 1, text)
            guard json.bytes.count >= Self.buffer else { continue }
            try json.bytes.withUnsafeBytes { try file.write($0) }
            json.removeAll()
        }
        try json.bytes.withUnsafeBytes { try file.write($0) }
        try file.close()
    }

    private static let buffer = 1 << 20

    /// At most how many bytes the line of a text has: escapes make six of one.
    static func largestLine(of text: String) -> Int {
        var size = 128
        for byte in text.utf8 {
            size += byte < 0x20 ? 6 : byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return size
    }

    /// The hashes of a job's texts in the order of its records; throws `corrupt` where the file is not one of ours.
    static func hashes(_ bytes: [UInt8], keys: BatchKeys) throws -> [String] {
        var hashes: [String] = []
        try bytes.withUnsafeBytes { bytes in
            for line in bytes.split(separator: 0x0A) {
                var reader = JSONReader(UnsafeRawBufferPointer(rebasing: line))
                var (id, hash) = ("", "")
                try reader.readObject { reader, key in
                    switch key {
                    case "recordId": id = try reader.readString()
                    case "textHash": hash = try reader.readString()
                    default: break
                    }
                }
                guard id == Self.id(hashes.count + 1), !hash.isEmpty else {
                    throw FdnixError(.corrupt, "\(keys.records) is not a list of records at line \(hashes.count + 1)")
                }
                hashes.append(hash)
            }
        }
        return hashes
    }
}
