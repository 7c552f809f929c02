import Basics
import Embedding

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A text (`unit` repeated `times`) with what Python makes of it.
struct ParityCase: Sendable {
    let unit: String
    let times: Int
    let ids: [Int32]
    /// The first numbers of the embedding.
    let start: [Float]

    init(_ unit: String, times: Int, ids: [Int32], start: [Float]) {
        self.unit = unit
        self.times = times
        self.ids = ids
        self.start = start
    }

    var text: String { String(repeating: unit, count: times) }
}

enum Setting {
    static func string(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// A file of the shared folder beside the repository; nil, with a line that says so, where it is not there.
    static func shared(_ path: String, file: String = #filePath) -> String? {
        let tests = FileSystem.directory(of: FileSystem.directory(of: file))
        let root = string("FDNIX_SHARED") ?? "\(FileSystem.directory(of: tests))/../shared"
        if FileSystem.exists("\(root)/\(path)") { return "\(root)/\(path)" }
        print("skipped: \(root)/\(path) is not there (set FDNIX_SHARED)")
        return nil
    }
}

extension StaticModel {
    /// The embedding of `text` as an array.
    func vector(_ text: String) -> [Float] {
        [Float](unsafeUninitializedCapacity: dimension) { vector, count in
            embed(text, into: vector)
            count = dimension
        }
    }
}

func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
