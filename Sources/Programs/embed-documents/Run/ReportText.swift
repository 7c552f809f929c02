import Basics
import Documents
import JSON

/// What a run did, for people: a small table, then the documents that failed and why.
struct ReportText {
    let report: PipelineReport

    /// The rows that have something to say.
    var rows: [(String, String)] {
        let summary = report.summary
        var rows = [
            ("files", "\(report.scan.objects.grouped) looked at, \(summary.total.grouped) new or changed"),
            ("ingested", summary.succeeded.grouped),
        ]
        func add(_ name: String, _ count: Int) { if count > 0 { rows.append((name, count.grouped)) } }
        add("passed over", summary.skipped)
        add("removed", report.management.removed)
        add("pages", report.pages)
        add("chunks", report.chunks)
        add("reused vectors", report.reused)
        add("with unread pages", report.documentsWithUnreadPages)
        let unmanaged = report.management.failures.count + report.scan.changes.failures.count
        add("failed", summary.failures.count + unmanaged)
        return rows
    }

    /// All lines of the report.
    var lines: [String] {
        var lines = rows.map { name, value in "  \(name)\(String(repeating: " ", count: 19 - name.count))\(value)" }
        for failure in report.summary.failures {
            lines.append("  \(failure.uri.printable(onOneLine: true))")
            lines.append("    \(failure.status): \(failure.error.printable(onOneLine: true))")
        }
        for failure in report.scan.changes.failures {
            lines.append("  \(failure.uri.printable(onOneLine: true)) could not be looked at")
            lines.append("    \(failure.error.message.printable(onOneLine: true))")
        }
        for failure in report.management.failures {
            lines.append("  \(failure.uri.printable(onOneLine: true)) could not be removed")
            lines.append("    \(failure.error.message.printable(onOneLine: true))")
        }
        return lines
    }

    /// Writes the report to standard output.
    func print(asJSON: Bool) throws {
        var output = StandardOutput()
        if asJSON {
            try output.line(JSONValue.object(report.json).description)
        } else {
            for line in lines { try output.line(line) }
        }
        try output.flush()
    }
}
