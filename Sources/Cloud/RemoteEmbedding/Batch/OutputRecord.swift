import Basics
import JSON

/// One line of a job's output: `{"recordId", "modelInput", "modelOutput": {"embedding": […]}}`, or an `error` instead of the
/// output.
struct OutputRecord {
    /// The place of the record in its job, from 0; nil for an id that is not of our making.
    var index: Int?
    /// The vector, empty where there is none.
    var vector: [Float] = []
    /// What went wrong, in the service's words.
    var problem: String?

    /// Reads a line; throws `malformedInput` where it is not JSON, as the last one of an output that was cut.
    init(_ line: UnsafeRawBufferPointer) throws {
        var reader = JSONReader(line)
        var vector: [Float] = []
        var (index, problem): (Int?, String?)
        try reader.readObject { reader, key in
            switch key {
            case "recordId" where try reader.peek() == .string: index = Self.index(try reader.readString())
            case "modelOutput" where try reader.peek() == .object:
                try reader.readObject { reader, key in
                    if key.matches("embedding"), try reader.peek() == .array { vector = try reader.readVector() }
                }
            case "error" where try reader.peek() == .object:
                let error = try reader.readValue()
                let code = error["errorCode"].map { $0.string ?? "\($0)" } ?? ""
                problem = "\(code): \(error["errorMessage"]?.string ?? "")".printable(onOneLine: true)
            default: break
            }
        }
        try reader.finish()
        (self.index, self.vector, self.problem) = (index, vector, problem)
    }

    private static func index(_ id: String) -> Int? {
        guard id.utf8.count == 11, id.hasPrefix("R"), let number = Int(id.dropFirst()), number > 0 else { return nil }
        return number - 1
    }
}
