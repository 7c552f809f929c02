/// The families of `PrometheusMetrics`, and how they are written.
struct PrometheusFamilies {
    /// The numbers behind a series.
    enum Cell {
        case counter(CounterCell)
        case gauge(GaugeCell)
        case histogram(HistogramCell)

        var object: AnyObject {
            switch self {
            case .counter(let cell): cell
            case .gauge(let cell): cell
            case .histogram(let cell): cell
            }
        }
    }

    private struct Family {
        var declaration: MetricFamily
        /// Place among the declared families, after all of them for others.
        var rank: Int
        var series: [[MetricLabel]: (rank: Int, cell: Cell)] = [:]
    }

    private var families: [String: Family] = [:]
    /// What was used wrongly; told as comments, as nothing in a program stops because a metric is wrong.
    private var complaints: Set<String> = []

    init(_ declarations: [MetricFamily]) {
        for (rank, declaration) in declarations.enumerated() {
            families[PrometheusText.name(declaration.name)] = Family(declaration: declaration, rank: rank)
            for labels in declaration.series {
                _ = cell(declaration.kind, declaration.name, labels, maximum: .max)
            }
        }
    }

    /// The numbers of a series, made where it is new; nil where the family is of another kind, or full.
    mutating func cell(
        _ kind: MetricFamily.Kind, _ label: String, _ dimensions: [(String, String)], maximum: Int
    ) -> Cell? {
        let name = PrometheusText.name(label)
        let family = families[name] ?? Self.undeclared(name, kind)
        guard family.declaration.kind == kind else {
            complaints.insert("\(name) is a \(family.declaration.kind) and is used as a \(kind)")
            return nil
        }
        let labels = MetricLabel.set(dimensions, name: PrometheusText.labelName)
        if let known = family.series[labels] { return known.cell }
        guard family.series.count < maximum else {
            complaints.insert("\(name) has more than \(maximum) series; the others are not counted")
            return nil
        }
        let cell: Cell =
            switch kind {
            case .counter: .counter(CounterCell())
            case .gauge: .gauge(GaugeCell())
            case .histogram: .histogram(HistogramCell(bounds: family.declaration.buckets))
            }
        let rank = family.declaration.series.firstIndex {
            MetricLabel.set($0, name: PrometheusText.labelName) == labels
        }
        families[name, default: family].series[labels] = (rank ?? .max, cell)
        return cell
    }

    private static func undeclared(_ name: String, _ kind: MetricFamily.Kind) -> Family {
        let declaration: MetricFamily =
            switch kind {
            case .counter: .counter(name, help: "")
            case .gauge: .gauge(name, help: "")
            case .histogram: .histogram(name, help: "")
            }
        return Family(declaration: declaration, rank: .max)
    }

    /// Forgets the series whose numbers are in `object`.
    mutating func remove(_ object: AnyObject) {
        for (name, family) in families {
            guard let found = family.series.first(where: { $0.value.cell.object === object }) else { continue }
            families[name]?.series[found.key] = nil
        }
    }

    var text: String {
        var text = PrometheusText()
        for (name, family) in families.sorted(by: { ($0.value.rank, $0.key) < ($1.value.rank, $1.key) }) {
            text.begin(name, family.declaration)
            let series = family.series.sorted { a, b in
                a.value.rank == b.value.rank
                    ? a.key.lexicographicallyPrecedes(b.key) : a.value.rank < b.value.rank
            }
            for (labels, value) in series { text.series(name, labels, value.cell) }
        }
        for complaint in complaints.sorted() { text.comment(complaint) }
        return text.text
    }
}
