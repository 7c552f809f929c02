import Documents

extension Workshop {
    /// The search of what is stored, by the configured models.
    func search() async throws -> CorpusSearch {
        let models = try models()
        let embedders = embedders(models)
        return CorpusSearch(try await store(), models: models.models) { try embedders.embedder($0) }
    }
}
