import DocumentStore
import Documents
import ServiceAPI

/// What the form of the page shows: the question and its options as they were asked.
struct CorpusPageState {
    let question: String
    private let model: String
    private let mode: String
    private let limit: String
    private let models: [String]
    /// Options that the form has no field for, and keeps.
    private let kept: [(name: String, value: String)]

    init(_ parameters: QueryParameters, _ models: EmbeddingModels) {
        question = parameters.first("q") ?? ""
        model = parameters.first("model") ?? models.first.key
        mode = parameters.first("mode") ?? ChunkQuery.Mode.hybrid.rawValue
        limit = parameters.first("limit") ?? ""
        self.models = models.all.map(\.key)
        kept = ["threshold", "filter"].compactMap { name in parameters.first(name).map { (name, $0) } }
    }

    func writeForm(to html: inout HTML) {
        html.element("form", .role("search"), .method("get"), .action(.own("/"))) { html in
            html.element("label", .for("q"), text: "Question")
            html.void(
                "input", .type("search"), .id("q"), .name("q"), .value(question),
                .maxlength(CorpusQuestion.maximumLength), .autofocus(question.isEmpty))
            if models.count > 1 { Self.writeChoice("model", "Model", models, model, to: &html) }
            Self.writeChoice("mode", "Rank by", Self.modes, mode, to: &html)
            for (name, value) in [("limit", limit)] + kept where !value.isEmpty {
                html.void("input", .type("hidden"), .name(name), .value(value))
            }
            html.element("button", text: "Ask")
        }
    }

    private static let modes = [ChunkQuery.Mode.hybrid.rawValue, ChunkQuery.Mode.vector.rawValue]

    private static func writeChoice(
        _ name: String, _ label: String, _ values: [String], _ chosen: String, to html: inout HTML
    ) {
        html.element("label", .for(name), text: label)
        html.element("select", .id(name), .name(name)) { html in
            for value in values { html.element("option", .value(value), .selected(value == chosen), text: value) }
        }
    }
}
