import ServiceAPI

extension IndexSnapshot {
    /// Answers a request whose answer depends on nothing but its path, its parameters and this index: from the caller's
    /// copy, from the kept answers, or anew. What the answer takes that costs anything belongs into `make`.
    func answer(
        _ request: ServiceRequest, as representation: Representation,
        make: () async throws -> Representation.Contents
    ) async rethrows -> ServiceResponse {
        let key = "\(request.path)?\(request.parameters.encoded())"
        let tag = EntityTag(hashing: "\(representation.version) \(key)", prefix: self.tag)
        return try await representation.answer(request, tag: tag) {
            if let kept = answers[key] { return Representation.Contents(bytes: kept) }
            let contents = try await make()
            if contents.isLasting { answers.insert(contents.bytes, for: key) }
            return contents
        }
    }
}
