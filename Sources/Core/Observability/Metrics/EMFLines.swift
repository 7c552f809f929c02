import JSON

/// Puts metrics together into lines of the Embedded Metric Format.
struct EMFLines {
    /// What the format allows in one line: so many metrics, and so many values of each. Even so a line stays below the
    /// 256 KB that any log stream takes.
    private static let maximumMetrics = 100
    private static let maximumValues = 100

    private struct Metric {
        var name: String
        var unit: EMFMetrics.Unit
        var values: ArraySlice<Double>
    }

    let namespace: String
    let timestamp: Int
    let properties: [String: String]
    private var groups: [(dimensions: [MetricLabel], metrics: [Metric])] = []

    init(namespace: String, timestamp: Int, properties: [String: String]) {
        self.namespace = namespace
        self.timestamp = timestamp
        self.properties = properties
    }

    /// Adds a metric's values; those of one set of dimensions must follow each other.
    mutating func add(_ key: EMFSeries.Key, unit: EMFMetrics.Unit, values: [Double]) {
        // JSON and CloudWatch have only finite numbers.
        let values = values.filter(\.isFinite)
        guard !values.isEmpty else { return }
        let metric = Metric(name: key.label, unit: unit, values: values[...])
        if groups.last?.dimensions == key.dimensions {
            groups[groups.count - 1].metrics.append(metric)
        } else {
            groups.append((key.dimensions, [metric]))
        }
    }

    /// The lines, each with its line feed.
    func encoded() -> [[UInt8]] {
        groups.flatMap { dimensions, metrics in
            var lines: [[UInt8]] = []
            for start in stride(from: 0, to: metrics.count, by: Self.maximumMetrics) {
                var rest = Array(metrics[start..<min(start + Self.maximumMetrics, metrics.count)])
                while !rest.isEmpty {
                    lines.append(line(dimensions, rest))
                    rest = rest.compactMap { metric in
                        var metric = metric
                        metric.values = metric.values.dropFirst(Self.maximumValues)
                        return metric.values.isEmpty ? nil : metric
                    }
                }
            }
            return lines
        }
    }

    private func line(_ dimensions: [MetricLabel], _ metrics: [Metric]) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.object { json in
            json.objectMember("_aws") { json in
                json.member("Timestamp", timestamp)
                json.arrayMember("CloudWatchMetrics") { json in
                    json.object { json in
                        json.member("Namespace", namespace)
                        json.arrayMember("Dimensions") { json in json.strings(dimensions.map(\.name)) }
                        json.arrayMember("Metrics") { json in
                            for metric in metrics {
                                json.object { json in
                                    json.member("Name", metric.name)
                                    json.member("Unit", metric.unit.rawValue)
                                }
                            }
                        }
                    }
                }
            }
            var written: Set<String> = ["_aws"]
            for dimension in dimensions where written.insert(dimension.name).inserted {
                json.member(dimension.name, dimension.value)
            }
            for metric in metrics where written.insert(metric.name).inserted {
                json.key(metric.name)
                write(metric.values.prefix(Self.maximumValues), to: &json)
            }
            for (name, value) in properties.sorted(by: { $0.key < $1.key }) where written.insert(name).inserted {
                json.member(name, value)
            }
        }
        json.newline()
        return json.bytes
    }

    /// One value as a number, several as an array.
    private func write(_ values: ArraySlice<Double>, to json: inout JSONWriter) {
        func number(_ value: Double, to json: inout JSONWriter) {
            if let whole = Int64(exactly: value) { json.integer(whole) } else { json.double(value) }
        }
        if values.count == 1, let value = values.first { return number(value, to: &json) }
        json.array { json in for value in values { number(value, to: &json) } }
    }
}
