import Basics
import JSON

/// The OpenAPI 3.1 document of the routes: written from the same table that answers requests, so neither can drift.
enum OpenAPIDocument {
    static func write(to json: inout JSONWriter) {
        json.object { json in
            json.key("openapi")
            json.string("3.1.0")
            json.key("info")
            json.object { json in
                json.key("title")
                json.string("fdnix search API")
                json.key("description")
                json.string("Find any Nix package by name, program, typo or intent.")
                json.key("version")
                json.string(fdnixVersion)
                json.key("license")
                json.object { json in
                    json.key("name")
                    json.string("MIT")
                    json.key("identifier")
                    json.string("MIT")
                }
            }
            json.key("paths")
            json.object { json in
                for route in Router.all where route.isPublic { write(route, to: &json) }
            }
            json.key("components")
            json.object { json in
                json.key("schemas")
                json.raw(OpenAPISchemas.text.utf8)
            }
        }
    }

    private static func write(_ route: Route, to json: inout JSONWriter) {
        json.key(route.path)
        json.object { json in
            json.key("get")
            json.object { json in
                json.key("operationId")
                json.string(route.name)
                json.key("summary")
                json.string(route.summary)
                json.key("parameters")
                json.array { json in
                    for parameter in route.parameters { write(parameter, to: &json) }
                }
                json.key("responses")
                json.object { json in
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
            }
        }
    }

    private static func write(_ parameter: Route.Parameter, to json: inout JSONWriter) {
        json.object { json in
            json.key("name")
            json.string(parameter.name)
            json.key("in")
            json.string(parameter.isInPath ? "path" : "query")
            if parameter.isInPath {
                json.key("required")
                json.bool(true)
            }
            json.key("description")
            json.string(parameter.about)
            json.key("schema")
            json.raw(parameter.schema.utf8)
        }
    }

    private static func write(
        status: Int, _ about: String, type: String?, schema: String?, to json: inout JSONWriter
    ) {
        json.key(String(status))
        json.object { json in
            json.key("description")
            json.string(about)
            guard let type else { return }
            json.key("content")
            json.object { json in
                json.key(String(type.prefix { $0 != ";" }))
                json.object { json in
                    json.key("schema")
                    if let schema {
                        json.raw("{\"$ref\":\"#/components/schemas/\(schema)\"}".utf8)
                    } else {
                        json.raw((type == "application/json" ? #"{"type":"object"}"# : #"{"type":"string"}"#).utf8)
                    }
                }
            }
        }
    }
}
