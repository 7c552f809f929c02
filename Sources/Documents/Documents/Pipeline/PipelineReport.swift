public import JSON

/// What a run did.
public struct PipelineReport: Sendable, Equatable {
    /// The run's name, under which its results are kept.
    public var run: String
    /// What was new, changed or gone.
    public var scan = FolderScan.Report()
    /// What was removed as its document is gone.
    public var management = Manage.Report()
    /// How many documents a task was given.
    public var results = 0
    /// How many pages they have, where their formats have any.
    public var pages = 0
    /// How many chunks they were cut into.
    public var chunks = 0
    /// How many of those got a vector that was there already.
    public var reused = 0
    /// How many documents have pages of which no text could be read.
    public var documentsWithUnreadPages = 0
    /// What became of each.
    public var summary: RunSummary

    /// The report of a run that has done nothing yet.
    public init(run: String) {
        self.run = run
        summary = RunSummary(run: run)
    }

    /// Adds what became of a document.
    mutating func add(_ result: IngestionResult) {
        results += 1
        pages += result.pages ?? 0
        chunks += result.chunks ?? 0
        reused += result.reused ?? 0
        documentsWithUnreadPages += result.pagesWithoutText.isEmpty ? 0 : 1
    }

    /// Whether every document is stored or was passed over, nothing that should be gone is left, and every change was noted.
    public var isSuccess: Bool {
        summary.failures.isEmpty && management.failures.isEmpty && scan.changes.failures.isEmpty
    }

    /// The report as it is printed for programs: the summary, and what only this process knows.
    public var json: JSONObject {
        var json = summary.json
        json["Scanned"] = .integer(Int64(scan.objects))
        json["Removed"] = .integer(Int64(management.removed))
        json["Pages"] = .integer(Int64(pages))
        json["Chunks"] = .integer(Int64(chunks))
        json["Reused"] = .integer(Int64(reused))
        return json
    }
}
