import Basics
import Platform
import TestSupport

/// A file in the place of standard output.
enum FileReply {
    /// What `body` writes.
    static func of(_ body: (inout StandardOutput) async throws -> Void) async throws -> [UInt8] {
        try await withTemporaryDirectory { folder in
            let path = "\(folder)/output"
            try AtomicFile.write([], to: path)
            let descriptor = open(path, O_WRONLY)
            defer { close(descriptor) }
            var output = StandardOutput(descriptor: descriptor)
            try await body(&output)
            try output.flush()
            return try FileSystem.read(path)
        }
    }
}
