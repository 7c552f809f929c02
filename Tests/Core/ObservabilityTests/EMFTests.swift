import CoreMetrics
import JSON
import Synchronization
import Testing

@testable import Observability

/// Keeps the lines.
private final class Lines: Sendable {
    private let lines = Mutex<[[UInt8]]>([])
    var texts: [String] { lines.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }
    func values() throws -> [JSONValue] { try lines.withLock { try $0.map { try JSONValue.parse($0) } } }

    func metrics(units: [String: EMFMetrics.Unit] = [:], maximumSeries: Int = 1000) -> EMFMetrics {
        EMFMetrics(namespace: "fdnix/test", units: units, maximumSeries: maximumSeries, now: { 1_773_100_000_123 }) {
            [self] line in lines.withLock { $0.append(line) }
        }
    }
}

@Suite("Metrics for CloudWatch")
struct EMFTests {
    @Test("a flush writes one line for each set of dimensions")
    func literal() {
        let lines = Lines()
        let metrics = lines.metrics(units: ["size": .bytes])
        for milliseconds: Int64 in [5, 7] {
            Timer(label: "duration", dimensions: [("route", "search"), ("function", "api")], factory: metrics)
                .recordNanoseconds(milliseconds * 1_000_000 + 250_000)
        }
        Counter(label: "requests", dimensions: [("function", "api"), ("route", "search")], factory: metrics)
            .increment(by: 2)
        Recorder(label: "size", factory: metrics).record(1024)
        metrics.flush(properties: ["requestId": "r-1"])
        #expect(
            lines.texts == [
                #"{"_aws":{"Timestamp":1773100000123,"CloudWatchMetrics":[{"Namespace":"fdnix/test","Dimensions":[[]],"#
                    + #""Metrics":[{"Name":"size","Unit":"Bytes"}]}]},"size":1024,"requestId":"r-1"}"# + "\n",
                #"{"_aws":{"Timestamp":1773100000123,"CloudWatchMetrics":[{"Namespace":"fdnix/test","#
                    + #""Dimensions":[["function","route"]],"Metrics":[{"Name":"duration","Unit":"Milliseconds"},"#
                    + #"{"Name":"requests","Unit":"Count"}]}]},"function":"api","route":"search","#
                    + #""duration":[5.25,7.25],"requests":2,"requestId":"r-1"}"# + "\n",
            ])
    }

    @Test("a flush writes what is new, and nothing where nothing is")
    func deltas() throws {
        let lines = Lines()
        let metrics = lines.metrics()
        metrics.flush()
        let counter = Counter(label: "c", factory: metrics)
        metrics.flush()
        #expect(lines.texts.isEmpty)
        let gauge = Meter(label: "g", factory: metrics)
        counter.increment(by: 3)
        gauge.set(0)
        metrics.flush()
        counter.increment()
        metrics.flush()
        gauge.increment(by: 2.5)
        metrics.flush()
        metrics.flush()
        let values = try lines.values()
        #expect(values.map { $0["c"]?.int } == [3, 1, nil])
        #expect(values.map { $0["g"]?.double } == [0, nil, 2.5])
    }

    @Test("units are the label's, and durations follow them")
    func units() throws {
        let lines = Lines()
        let metrics = lines.metrics(units: ["s": .seconds, "u": .microseconds, "p": .percent])
        for label in ["s", "u", "m"] { Timer(label: label, factory: metrics).recordNanoseconds(1_500_000) }
        Meter(label: "p", factory: metrics).set(99.5)
        metrics.flush()
        let line = try #require(try lines.values().first)
        #expect(line["s"]?.double == 0.0015 && line["u"]?.double == 1500 && line["m"]?.double == 1.5)
        let units = line["_aws"]?["CloudWatchMetrics"]?[0]?["Metrics"]?.array?.map { $0["Unit"]?.string }
        #expect(units == ["Milliseconds", "Percent", "Seconds", "Microseconds"])
    }

    @Test("a line has at most 100 metrics, and 100 values of each; none is lost")
    func limits() throws {
        let lines = Lines()
        let metrics = lines.metrics()
        for number in 0..<250 { Counter(label: "c\(number)", factory: metrics).increment(by: number + 1) }
        let recorder = Recorder(label: "values", factory: metrics)
        for value in 0..<350 { recorder.record(value) }
        metrics.flush()
        let values = try lines.values()
        #expect(lines.texts.allSatisfy { $0.utf8.count < 256 << 10 && $0.hasSuffix("}\n") })
        var counted = 0
        var recorded: [Int64] = []
        for value in values {
            let names = value["_aws"]?["CloudWatchMetrics"]?[0]?["Metrics"]?.array?.compactMap { $0["Name"]?.string }
            #expect(try (1...100).contains(#require(names).count))
            for name in names ?? [] where name.hasPrefix("c") { counted += Int(value[name]?.int ?? 0) }
            let numbers = value["values"]?.array?.compactMap(\.int) ?? []
            #expect(numbers.count <= 100)
            recorded += numbers
        }
        #expect(counted == (1...250).reduce(0, +))
        #expect(recorded == (0..<350).map { Int64($0) })
    }

    @Test("values without a flush do not pile up")
    func overflow() throws {
        let lines = Lines()
        let metrics = lines.metrics()
        let recorder = Recorder(label: "values", factory: metrics)
        for value in 0..<2500 { recorder.record(value) }
        #expect(lines.texts.count == 20)
        metrics.flush()
        let recorded = try lines.values().flatMap { $0["values"]?.array?.compactMap(\.int) ?? [] }
        #expect(recorded == (0..<2500).map { Int64($0) })
    }

    @Test("what CloudWatch or JSON cannot take is left out")
    func illegal() throws {
        let lines = Lines()
        let metrics = lines.metrics()
        let recorder = Recorder(
            label: "r", dimensions: [("empty", " "), ("long", .init(repeating: "x", count: 3000))], factory: metrics)
        for value in [Double.nan, .infinity, 1.5] { recorder.record(value) }
        // These would hide another member of the line.
        Counter(label: "_aws", factory: metrics).increment()
        Counter(label: "d", dimensions: [("d", "x")], factory: metrics).increment()
        Counter(label: "c", dimensions: [("_aws", "x")], factory: metrics).increment()
        metrics.flush(properties: ["_aws": "x", "r": "x", "long": "x", "odd \"\n": "\"\n"])
        let values = try lines.values()
        #expect(values.count == 1)
        let line = try #require(values.first)
        #expect(line.object?.keys == ["_aws", "long", "r", "odd \"\n"])
        #expect(line["r"]?.double == 1.5)
        #expect(line["long"]?.string?.count == 1024)
        #expect(line["odd \"\n"]?.string == "\"\n")
        #expect(lines.texts.allSatisfy { $0.split(separator: "\n").count == 1 })
    }

    @Test("one label is of one kind, and there are only so many series")
    func misuse() throws {
        let lines = Lines()
        let metrics = lines.metrics(maximumSeries: 2)
        Counter(label: "a", factory: metrics).increment()
        Meter(label: "a", factory: metrics).set(9)
        let second = Counter(label: "b", factory: metrics)
        second.increment()
        Counter(label: "c", factory: metrics).increment()
        metrics.flush()
        #expect(try lines.values().map { $0.object?.keys } == [["_aws", "a", "b"]])
        second.increment()
        second.destroy()
        metrics.flush()
        #expect(lines.texts.count == 1)
    }

    @Test("no count is lost between threads and flushes")
    func concurrency() async throws {
        let lines = Lines()
        let metrics = lines.metrics()
        let (tasks, rounds) = (8, 1500)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    let counter = Counter(label: "c", factory: metrics)
                    let recorder = Recorder(label: "r", factory: metrics)
                    for round in 0..<rounds {
                        counter.increment()
                        recorder.record(1)
                        if round % 200 == 0 { metrics.flush() }
                    }
                }
            }
        }
        metrics.flush()
        let values = try lines.values()
        #expect(values.compactMap { $0["c"]?.int }.reduce(0, +) == Int64(tasks * rounds))
        let recorded = values.flatMap { $0["r"]?.array?.compactMap(\.int) ?? $0["r"]?.int.map { [$0] } ?? [] }
        #expect(recorded.count == tasks * rounds)
    }
}
