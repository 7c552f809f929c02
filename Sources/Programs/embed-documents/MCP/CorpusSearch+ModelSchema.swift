import Documents
import JSON

extension CorpusSearch {
    /// The schema of the argument `model` of tools: the keys of the configured models.
    var modelSchema: JSONValue {
        ["type": "string", "enum": .array(models.all.map { .string($0.key) }), "default": .string(models.first.key)]
    }
}
