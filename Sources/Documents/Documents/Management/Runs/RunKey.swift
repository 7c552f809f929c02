/// Where the objects of a run are in the bucket of lists and results, beside those that `ResultKey` names.
enum RunKey {
    /// The list of documents that are to be ingested.
    static func list(of run: String) -> String { "ingestion_input/\(run)/config.json" }

    /// What became of them.
    static func summary(of run: String) -> String { "ingestion_output/\(run)/summary.json" }
}
