import Basics
import DocumentReaders
import Platform
import TextSplitting

/// Measures splitting and reading, for the scripts in Benchmarks/documents, which measure peers beside it.
///
///     document-benchmark split FILE SIZE OVERLAP     seconds for strings and for their places, and how many
///     document-benchmark read FILE…                  seconds for each file, the best of seven, and bytes of text
///     document-benchmark embed THREADS FILE VECTORS  seconds for the texts in FILE, peak of memory, and their vectors
///     document-benchmark postgres TEXTS VECTORS DIMENSION          writes rows to DATABASE_URL: seconds, and how many
///     document-benchmark fill STORE TEXTS VECTORS DIMENSION        writes rows to a file of SQLite: seconds
///     document-benchmark search STORE VECTORS DIMENSION            seconds and rows found of each question
@main
enum DocumentBenchmark {
    static func main() async throws {
        let words = CommandLine.arguments.dropFirst()
        switch words.first {
        case "split" where words.count == 4: try split(Array(words.dropFirst()))
        case "read": for path in words.dropFirst() { try read(path) }
        case "embed" where words.count == 4: try await embed(Array(words.dropFirst()))
        case "postgres" where words.count == 4: try await writePostgres(Array(words.dropFirst()))
        case "fill" where words.count == 5: try await writeEmbedded(Array(words.dropFirst()))
        case "search" where words.count == 4: try await searchEmbedded(Array(words.dropFirst()))
        default: print("usage: document-benchmark split | read | embed | postgres | fill | search; see its source")
        }
    }

    private static func split(_ words: [String]) throws {
        let text = String(decoding: try FileSystem.read(words[0]), as: UTF8.self)
        let splitter = try RecursiveTextSplitter(size: Int(words[1]) ?? 0, overlap: Int(words[2]) ?? 0)
        var count = 0
        let strings = best { count = splitter.split(text).count }
        // What a pipeline needs, which sends a chunk on as it comes.
        let ranges = best { count = splitter.ranges(in: text).count }
        print("\(strings) \(ranges) \(count)")
    }

    private static func read(_ path: String) throws {
        let file = ByteView(copying: try FileSystem.read(path))
        guard let type = DocumentType(contentType: "", key: path), ![.pdf, .video].contains(type) else { return }
        let sink = Sink()
        var refused = false
        let seconds = best {
            sink.bytes = 0
            do { try DocumentReading.read(file, as: type, ReadingOptions(), into: sink) } catch { refused = true }
        }
        print("\(seconds) \(refused ? -1 : sink.bytes) \(path)")
    }

    /// Seconds on the processor: others use it, too.
    private static func best(_ body: () -> Void) -> Double {
        var best = Double.infinity
        for _ in 0..<7 {
            let start = processorTime()
            body()
            best = min(best, processorTime() - start)
        }
        return best
    }

    private static func processorTime() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
}

/// Counts what readers give.
private final class Sink: DocumentOutput {
    var bytes = 0

    func append(_ text: UnsafeRawBufferPointer) { bytes += text.count }

    func append(_ picture: ExtractedPicture) {}

    func endDocument(_ details: DocumentDetails) {}
}
