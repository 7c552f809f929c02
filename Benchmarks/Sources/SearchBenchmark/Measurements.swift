import Dispatch
import Foundation
import PackageSearch
import SearchEngine

/// Microseconds of one call.
func microseconds(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try work()
    let (seconds, attoseconds) = (clock.now - start).components
    return Double(seconds) * 1e6 + Double(attoseconds) / 1e12
}

/// The processor time of this process.
func processorMicroseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
}

/// A distribution over queries: the value of a query is the median of its repetitions.
struct Distribution: Codable, Sendable {
    var queries: Int
    var median: Double
    var p90: Double
    var p99: Double
    var max: Double
    /// The median over queries of each query's best repetition: the least noisy number on a busy machine.
    var bestMedian: Double
    /// The 99th percentile of the same.
    var bestP99: Double

    /// Of the repetitions (in microseconds) of each query.
    init(_ samples: [[Double]]) {
        let medians = samples.map { $0.sorted()[$0.count / 2] }.sorted()
        let best = samples.compactMap { $0.min() }.sorted()
        queries = samples.count
        median = Self.percentile(medians, 50)
        p90 = Self.percentile(medians, 90)
        p99 = Self.percentile(medians, 99)
        max = medians.last ?? 0
        bestMedian = Self.percentile(best, 50)
        bestP99 = Self.percentile(best, 99)
    }

    /// The smallest value that `percent` of the values do not exceed.
    static func percentile(_ sorted: [Double], _ percent: Int) -> Double {
        guard !sorted.isEmpty else { return 0 }
        return sorted[Swift.min(sorted.count - 1, (sorted.count * percent + 99) / 100 - 1)]
    }
}

/// The times of one mode, overall and for each class, in microseconds.
struct ModeReport: Codable, Sendable {
    var mode: Mode
    var overall: Distribution
    var classes: [String: Distribution]

    /// Runs the stream `repetitions` times after one run to warm up; a query's repetitions lie a whole run apart.
    init(_ mode: Mode, _ stream: QueryStream, repetitions: Int, _ engine: Engine) {
        let queries = stream.queries.filter { mode.covers($0.kind) }
        let vectors = mode == .semantic ? queries.map { engine.embed($0.text) } : []
        var samples = [[Double]](repeating: [], count: queries.count)
        var checksum = 0
        for round in 0...repetitions {
            for (i, query) in queries.enumerated() {
                let vector = vectors.isEmpty ? nil : vectors[i]
                let time = microseconds { checksum &+= engine.run(mode, query.text, vector: vector) }
                if round > 0 { samples[i].append(time) }
            }
        }
        precondition(checksum != -1, "the work must not be optimised away")
        self.mode = mode
        overall = Distribution(samples)
        classes = [:]
        for kind in stream.kinds where mode.covers(kind) {
            classes[kind] = Distribution(zip(queries, samples).filter { $0.0.kind == kind }.map(\.1))
        }
    }
}

/// What it costs to open the index and to answer the first query on it, in microseconds (medians).
struct Opening: Codable, Sendable {
    var open: Double
    var searcher: Double
    var firstQuery: Double
    var secondQuery: Double

    /// Opens the index afresh for every query of a few; the file is in the page cache, the mapping is new.
    static func measure(path: String, _ stream: QueryStream, limit: Int) throws -> Opening {
        let step = max(1, stream.queries.count / 21)
        var times: [[Double]] = [[], [], [], []]
        for i in Swift.stride(from: 0, to: stream.queries.count, by: step) {
            var index: SearchIndex?
            times[0].append(try microseconds { index = try SearchIndex(path: path, schema: .packages) })
            guard let index else { continue }
            var engine: Engine?
            times[1].append(try microseconds { engine = try Engine(index, limit: limit) })
            for query in 2...3 {
                times[query].append(
                    microseconds { _ = engine?.search(stream.queries[i].text, limit: limit, isHybrid: true) })
            }
        }
        let medians = times.map { Distribution.percentile($0.sorted(), 50) }
        return Opening(open: medians[0], searcher: medians[1], firstQuery: medians[2], secondQuery: medians[3])
    }
}

/// Something that is handed over to a thread and used there only.
struct Handed<Value>: @unchecked Sendable {
    // Sendable by proof: the maker gives it to one thread, and does not touch it any more.
    let value: Value
    init(_ value: Value) { self.value = value }
}

/// Throughput of the whole stream as a batch of hybrid queries.
struct Batch: Codable, Sendable {
    var threads: Int
    var queriesPerSecond: Double
    /// Processor time of a query in microseconds, all threads together: the same for any number of threads unless they
    /// hinder each other, however busy the machine is.
    var processorTime: Double

    /// The best of three runs; every thread has a searcher of its own on the shared index.
    static func measure(_ index: SearchIndex, _ stream: QueryStream, threads: Int, limit: Int) throws -> Batch {
        let clock = ContinuousClock()
        var best = Duration.seconds(1_000_000)
        var bestTime = Double.infinity
        for _ in 0..<3 {
            let engines = try (0..<threads).map { _ in Handed(try Engine(index, limit: limit)) }
            let start = clock.now
            let startTime = processorMicroseconds()
            let done = DispatchGroup()
            for (thread, engine) in engines.enumerated() {
                done.enter()
                // A thread of our own: a pool would be slow to grow.
                Thread.detachNewThread {
                    for i in Swift.stride(from: thread, to: stream.queries.count, by: threads) {
                        _ = engine.value.search(stream.queries[i].text, limit: limit, isHybrid: true)
                    }
                    done.leave()
                }
            }
            done.wait()
            best = min(best, clock.now - start)
            bestTime = min(bestTime, processorMicroseconds() - startTime)
        }
        let seconds = Double(best.components.seconds) + Double(best.components.attoseconds) / 1e18
        let count = Double(stream.queries.count)
        return Batch(threads: threads, queriesPerSecond: count / seconds, processorTime: bestTime / count)
    }
}

/// Memory of this process in bytes; mapped pages of the index count as resident, but can be dropped at any time.
struct MemoryUse: Codable, Sendable {
    var peakResident = 0
    var anonymous = 0

    static func current() -> MemoryUse {
        var use = MemoryUse()
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return use }
        for line in status.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 2, let kilobytes = Int(words[1]) else { continue }
            if words[0] == "VmHWM:" { use.peakResident = kilobytes * 1024 }
            if words[0] == "RssAnon:" { use.anonymous = kilobytes * 1024 }
        }
        return use
    }
}
