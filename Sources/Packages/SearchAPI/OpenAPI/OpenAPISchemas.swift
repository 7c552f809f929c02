import JSON
import PackageSearch

/// The JSON Schemas of the answers: those of packages are made of the tables that write them.
enum OpenAPISchemas {
    /// Writes each schema as a member under its name.
    static func writeMembers(to json: inout JSONWriter) {
        json.rawMember("Error", object([("error", text), ("message", text)]).utf8)
        json.rawMember("Maintainer", object([("name", text), ("github", text)], isClosed: false).utf8)
        json.rawMember("Variant", object([("attributePath", text), ("version", text)]).utf8)
        // `fields` may ask for any of them, so none is required.
        write("Package", of: PackageHit.fields, isRequired: false, to: &json)
        json.rawMember(
            "FacetValue",
            object([("value", text), ("label", text), ("count", #"{"type":"integer","minimum":1}"#)]).utf8)
        write("SearchResult", of: SearchEnvelope.fields, to: &json)
        json.rawMember(
            "Suggestions",
            object([
                ("query", text),
                ("suggestions", ##"{"type":"array","items":{"$ref":"#/components/schemas/Package"}}"##),
                ("query_time_ms", #"{"type":"number"}"#),
            ]).utf8)
        json.objectMember("PackageDetail") { json in
            json.member("type", "object")
            writeRequired(PackageDetail.sharedFields.filter(\.isAlways).map(\.name), PackageDetail.fields, to: &json)
            json.objectMember("properties") { json in
                writeProperties(PackageDetail.sharedFields, to: &json)
                writeProperties(PackageDetail.fields, to: &json)
            }
        }
        json.rawMember("Health", health.utf8)
    }

    private static func write<Subject>(
        _ name: String, of fields: [AnswerField<Subject>], isRequired: Bool = true, to json: inout JSONWriter
    ) {
        json.objectMember(name) { json in
            json.member("type", "object")
            if isRequired { writeRequired([], fields, to: &json) }
            json.objectMember("properties") { writeProperties(fields, to: &$0) }
        }
    }

    private static func writeRequired<Subject>(
        _ names: [String], _ fields: [AnswerField<Subject>], to json: inout JSONWriter
    ) {
        json.member("required", names + fields.filter(\.isAlways).map(\.name))
    }

    private static func writeProperties<Subject>(_ fields: [AnswerField<Subject>], to json: inout JSONWriter) {
        for field in fields { json.rawMember(field.name, field.schema.utf8) }
    }

    /// An object of just these members, all of them required; one that is not closed may have others.
    private static func object(_ members: [(name: String, schema: String)], isClosed: Bool = true) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("type", "object")
            json.member("required", members.map(\.name))
            if isClosed { json.member("additionalProperties", false) }
            json.objectMember("properties") { json in
                for member in members { json.rawMember(member.name, member.schema.utf8) }
            }
        }
        return json.text
    }

    private static let text = #"{"type":"string"}"#
    private static let textOrNull = #"{"type":["string","null"]}"#
    private static let count = #"{"type":"integer"}"#
    private static let health: String = {
        let index = object([
            ("packages", count), ("embeddings", count), ("run_id", textOrNull), ("built_at", textOrNull),
            ("nixpkgs_revision", textOrNull),
        ])
        return object([
            ("status", #"{"enum":["healthy","unhealthy"]}"#), ("timestamp", #"{"type":"string","format":"date-time"}"#),
            ("version", text), ("index", #"{"anyOf":[{"type":"null"},\#(index)]}"#),
        ])
    }()
}
