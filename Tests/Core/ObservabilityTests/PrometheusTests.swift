import CoreMetrics
import Observability
import Testing

@Suite("Metrics for Prometheus")
struct PrometheusTests {
    @Test("declared families are told in their order, with zeros for declared series")
    func literal() {
        let metrics = PrometheusMetrics(families: [
            .counter("requests_total", help: "Requests that reached a route."),
            .histogram("duration_seconds", help: "Time from receipt to answer.", buckets: [0.5, 1, 0.25]),
            .counter("searches_total", help: "By kind.", series: [[("type", "hybrid")], [("type", "fts")]]),
            .gauge("in_flight", help: "Now.", series: [[]]),
        ])
        func request(_ route: String, _ status: Int, _ nanoseconds: Int64) {
            Counter(
                label: "requests_total", dimensions: [("status", "\(status)"), ("route", route)], factory: metrics
            ).increment()
            Timer(label: "duration_seconds", dimensions: [("route", route)], factory: metrics)
                .recordNanoseconds(nanoseconds)
        }
        request("suggest", 200, 250_000_000)
        request("search", 503, 750_000_000)
        request("search", 200, 250_000_001)
        request("search", 200, 8_000_000_000)
        Counter(label: "searches_total", dimensions: [("type", "fts")], factory: metrics).increment(by: 2)
        Meter(label: "in_flight", factory: metrics).set(3)
        #expect(
            metrics.text == """
                # HELP requests_total Requests that reached a route.
                # TYPE requests_total counter
                requests_total{route="search",status="200"} 2
                requests_total{route="search",status="503"} 1
                requests_total{route="suggest",status="200"} 1
                # HELP duration_seconds Time from receipt to answer.
                # TYPE duration_seconds histogram
                duration_seconds_bucket{route="search",le="0.25"} 0
                duration_seconds_bucket{route="search",le="0.5"} 1
                duration_seconds_bucket{route="search",le="1.0"} 2
                duration_seconds_bucket{route="search",le="+Inf"} 3
                duration_seconds_sum{route="search"} 9.000000001
                duration_seconds_count{route="search"} 3
                duration_seconds_bucket{route="suggest",le="0.25"} 1
                duration_seconds_bucket{route="suggest",le="0.5"} 1
                duration_seconds_bucket{route="suggest",le="1.0"} 1
                duration_seconds_bucket{route="suggest",le="+Inf"} 1
                duration_seconds_sum{route="suggest"} 0.25
                duration_seconds_count{route="suggest"} 1
                # HELP searches_total By kind.
                # TYPE searches_total counter
                searches_total{type="hybrid"} 0
                searches_total{type="fts"} 2
                # HELP in_flight Now.
                # TYPE in_flight gauge
                in_flight 3

                """)
    }

    @Test("families that nobody declared follow by name, without help")
    func undeclared() {
        let metrics = PrometheusMetrics()
        Meter(label: "b", factory: metrics).set(0.5)
        Counter(label: "a", factory: metrics).increment()
        #expect(metrics.text == "# TYPE a counter\na 1\n# TYPE b gauge\nb 0.5\n")
    }

    @Test("names are made legal, texts are escaped")
    func escaping() {
        let metrics = PrometheusMetrics(families: [.counter("dots.and-dashes", help: "A \\ and\na line \"end\".")])
        Counter(
            label: "dots.and-dashes", dimensions: [("0 bad:name", "\\ \"quoted\"\n größe"), ("le", "x")],
            factory: metrics
        ).increment()
        Counter(label: "9:ü", factory: metrics).increment()
        #expect(
            metrics.text == #"""
                # HELP dots_and_dashes A \\ and\na line "end".
                # TYPE dots_and_dashes counter
                dots_and_dashes{_0_bad_name="\\ \"quoted\"\n größe",le_="x"} 1
                # TYPE _9:_ counter
                _9:_ 1

                """#)
    }

    @Test("gauges rise, fall and take any number, and recorders without aggregation are gauges")
    func gauges() {
        let metrics = PrometheusMetrics()
        let meter = Meter(label: "meter", factory: metrics)
        meter.increment(by: 2.5)
        meter.decrement(by: 3)
        Recorder(label: "recorder", aggregate: false, factory: metrics).record(7)
        Meter(label: "infinite", factory: metrics).set(Double.infinity)
        Meter(label: "nan", factory: metrics).set(Double.nan)
        for (name, value) in [("meter", "-0.5"), ("recorder", "7"), ("infinite", "+Inf"), ("nan", "NaN")] {
            #expect(metrics.text.contains("# TYPE \(name) gauge\n\(name) \(value)\n"))
        }
    }

    @Test("counters never fall, count fractions too, and begin anew after a reset")
    func counters() {
        let metrics = PrometheusMetrics()
        let counter = Counter(label: "c", factory: metrics)
        counter.increment(by: 5)
        counter.increment(by: -3)
        #expect(metrics.text == "# TYPE c counter\nc 5\n")
        let fraction = FloatingPointCounter(label: "c", factory: metrics)
        fraction.increment(by: 0.25)
        fraction.increment(by: -1)
        fraction.increment(by: Double.nan)
        #expect(metrics.text == "# TYPE c counter\nc 5.25\n")
        counter.reset()
        #expect(metrics.text == "# TYPE c counter\nc 0\n")
    }

    @Test("a bound is part of its bucket, and what is not a number is not counted")
    func bounds() {
        let metrics = PrometheusMetrics(families: [.histogram("h", help: "", buckets: [1, 1, 2, .infinity, .nan])])
        let recorder = Recorder(label: "h", factory: metrics)
        for value in [-1, 1, 1.5, 2, 2.5, .nan] { recorder.record(value) }
        #expect(
            metrics.text == """
                # TYPE h histogram
                h_bucket{le="1.0"} 2
                h_bucket{le="2.0"} 4
                h_bucket{le="+Inf"} 5
                h_sum 6.0
                h_count 5

                """)
    }

    @Test("a metric that is destroyed is not told any more")
    func destruction() {
        let metrics = PrometheusMetrics()
        let one = Counter(label: "c", dimensions: [("n", "1")], factory: metrics)
        let two = Counter(label: "c", dimensions: [("n", "2")], factory: metrics)
        one.increment()
        two.increment()
        one.destroy()
        #expect(metrics.text == "# TYPE c counter\nc{n=\"2\"} 1\n")
    }

    @Test("wrong use is told, and disturbs nothing")
    func complaints() {
        let metrics = PrometheusMetrics(families: [.counter("c", help: "")], maximumSeries: 2)
        for number in 1...5 { Counter(label: "c", dimensions: [("n", "\(number)")], factory: metrics).increment() }
        Meter(label: "c", factory: metrics).set(9)
        #expect(
            metrics.text == """
                # TYPE c counter
                c{n="1"} 1
                c{n="2"} 1
                # c has more than 2 series; the others are not counted
                # c is a counter and is used as a gauge

                """)
    }

    @Test("no count is lost among threads, and every text is consistent")
    func concurrency() async {
        let metrics = PrometheusMetrics(families: [.histogram("h", help: "", buckets: [10, 20])])
        let (tasks, rounds) = (8, 2000)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    let shared = Counter(label: "shared", factory: metrics)
                    let recorder = Recorder(label: "h", factory: metrics)
                    let meter = Meter(label: "m", factory: metrics)
                    let fraction = FloatingPointCounter(label: "f", factory: metrics)
                    for round in 0..<rounds {
                        shared.increment()
                        fraction.increment(by: 0.5)
                        recorder.record(round % 30)
                        meter.increment(by: 2)
                        meter.decrement(by: 1)
                        if round % 100 == 0 {
                            Counter(label: "own", dimensions: [("n", "\(task)-\(round)")], factory: metrics).increment()
                        }
                    }
                }
            }
            group.addTask {
                for _ in 0..<200 {
                    let lines = metrics.text.split(separator: "\n")
                    let last = lines.first { $0.hasPrefix("h_bucket{le=\"+Inf\"}") }?.split(separator: " ").last
                    let count = lines.first { $0.hasPrefix("h_count") }?.split(separator: " ").last
                    #expect(last == count)
                }
            }
        }
        let total = tasks * rounds
        let text = metrics.text
        #expect(text.contains("shared \(total)\n"))
        #expect(text.contains("f \(total / 2)\n"))
        #expect(text.contains("m \(total)\n"))
        #expect(text.contains("h_count \(total)\n"))
        let sum = Double(tasks * (0..<rounds).map { $0 % 30 }.reduce(0, +))
        #expect(text.contains("h_sum \(sum)\n"))
        #expect(text.split(separator: "\n").count { $0.hasPrefix("own{") } == tasks * rounds / 100)
    }
}
