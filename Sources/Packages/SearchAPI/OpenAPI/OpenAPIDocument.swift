import Basics
import JSON
import ServiceAPI

/// The OpenAPI 3.1 document of the routes: written from the tables that read requests and write answers, so that it
/// cannot tell of anything else.
enum OpenAPIDocument {
    static func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("openapi", "3.1.0")
            json.objectMember("info") { json in
                json.member("title", "fdnix search API")
                json.member("description", "Find any Nix package by name, program, typo or intent.")
                json.member("version", fdnixVersion)
                json.objectMember("license") { json in
                    json.member("name", "MIT")
                    json.member("identifier", "MIT")
                }
            }
            json.objectMember("paths") { json in
                for route in Router.all where route.isPublic { write(route, to: &json) }
            }
            json.objectMember("components") { json in
                json.objectMember("schemas") { OpenAPISchemas.writeMembers(to: &$0) }
            }
        }
    }

    private static func write(_ route: Route, to json: inout JSONWriter) {
        json.objectMember(route.path) { json in
            json.objectMember("get") { json in
                json.member("operationId", route.name)
                json.member("summary", route.summary)
                json.arrayMember("parameters") { json in
                    for parameter in route.parameters { write(parameter, to: &json) }
                }
                json.objectMember("responses") { writeResponses(of: route, to: &$0) }
            }
        }
    }

    private static func writeResponses(of route: Route, to json: inout JSONWriter) {
        write(status: 200, "The answer.", type: route.type, schema: route.schema, to: &json)
        for status in route.errors {
            if status == 304 {
                write(status: 304, "The caller has this answer already.", type: nil, schema: nil, to: &json)
            } else if status == 503, route.schema == "Health" {
                write(status: 503, "No index is loaded.", type: route.type, schema: "Health", to: &json)
            } else {
                let title = ServiceError(status: status, message: "").title
                write(status: status, "\(title).", type: "application/json", schema: "Error", to: &json)
            }
        }
    }

    private static func write(_ parameter: Route.Parameter, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", parameter.name)
            json.member("in", parameter.isInPath ? "path" : "query")
            if parameter.isInPath { json.member("required", true) }
            json.member("description", parameter.about)
            json.rawMember("schema", parameter.schema.utf8)
        }
    }

    private static func write(
        status: Int, _ about: String, type: String?, schema: String?, to json: inout JSONWriter
    ) {
        json.objectMember(String(status)) { json in
            json.member("description", about)
            guard let type else { return }
            json.objectMember("content") { json in
                json.objectMember(String(type.prefix { $0 != ";" })) { json in
                    json.objectMember("schema") { json in
                        if let schema {
                            json.member("$ref", "#/components/schemas/\(schema)")
                        } else {
                            json.member("type", type == "application/json" ? "object" : "string")
                        }
                    }
                }
            }
        }
    }
}
