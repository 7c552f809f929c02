import Basics

/// How far a drain is, as people see it: first the receipts that are embedded, then the messages that are merged.
///
/// A phase ends when nothing is left of it; work that comes later, from another process, begins one more.
struct DrainProgress {
    private enum Phase: String, CaseIterable {
        case embedding = "Embedding receipts"
        case merging = "Merging into collections"

        func count(_ left: Drain.Remaining) -> Int { self == .embedding ? left.receipts : left.merges }
    }

    private let reporter: any ProgressReporter
    private var phase: Phase?
    private var total = 0

    init(_ reporter: any ProgressReporter) { self.reporter = reporter }

    /// Shows what is left now.
    mutating func show(_ left: Drain.Remaining) {
        if let phase, phase.count(left) == 0 { reporter.update(total) }
        let now = Phase.allCases.first { $0.count(left) > 0 }
        if now != phase || now.map({ $0.count(left) > total }) == true { end() }
        guard let now else { return }
        if phase == nil {
            (phase, total) = (now, now.count(left))
            reporter.begin(now.rawValue, total: total)
        }
        reporter.update(total - now.count(left))
    }

    /// Ends the phase that is shown, as far as it came.
    mutating func end() {
        if phase != nil { reporter.end() }
        (phase, total) = (nil, 0)
    }
}
