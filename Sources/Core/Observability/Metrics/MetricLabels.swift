/// A name and a value that tell a series from others of its family.
struct MetricLabel: Hashable, Comparable {
    var name, value: String

    static func < (a: MetricLabel, b: MetricLabel) -> Bool { (a.name, a.value) < (b.name, b.value) }

    /// The labels in the order of their names, whatever order they were given in; of a repeated name, the first.
    static func set(_ dimensions: [(String, String)], name: (String) -> String = { $0 }) -> [MetricLabel] {
        var seen: Set<String> = []
        return dimensions.map { MetricLabel(name: name($0.0), value: $0.1) }.filter { seen.insert($0.name).inserted }
            .sorted()
    }
}
