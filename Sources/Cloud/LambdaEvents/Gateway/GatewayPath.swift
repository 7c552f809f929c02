import JSON

/// Finds the path that the service knows in what a gateway makes of it.
///
/// REST APIs leave the stage out of `path`, HTTP APIs keep it in; a custom domain may put a mapping in front of both.
enum GatewayPath {
    /// Of format 1.0.
    static func v1(_ event: JSONValue, _ path: String) -> String {
        if let resource = event["resource"]?.string, let known = ending(path, resource, event) { return known }
        let context = event["requestContext"]
        // Where the full path is longer, the stage is left out already, and must not be looked for again.
        if let full = context?["path"]?.string, full.hasSuffix(path), full != path { return path }
        return withoutStage(path, context)
    }

    /// Of format 2.0.
    static func v2(_ event: JSONValue) -> String {
        let context = event["requestContext"]
        let path = event["rawPath"]?.string ?? context?["http"]?["path"]?.string ?? "/"
        // A route is "GET /v1/search", "ANY /{proxy+}" or "$default".
        if let route = event["routeKey"]?.string, let space = route.firstIndex(of: " "),
            let known = ending(path, String(route[route.index(after: space)...]), event)
        {
            return known
        }
        return withoutStage(path, context)
    }

    /// The template with its parameters filled in, where `path` ends with that: what comes before is stage or mapping.
    private static func ending(_ path: String, _ template: String, _ event: JSONValue) -> String? {
        guard template.hasPrefix("/") else { return nil }
        var known = ""
        for part in template.split(separator: "/") {
            guard part.hasPrefix("{"), part.hasSuffix("}") else {
                known += "/\(part)"
                continue
            }
            let name = part.dropFirst().dropLast()
            guard let value = event["pathParameters"]?[String(name.hasSuffix("+") ? name.dropLast() : name)]?.string
            else { return nil }
            known += "/\(value)"
        }
        return known.isEmpty || !path.hasSuffix(known) ? nil : known
    }

    private static func withoutStage(_ path: String, _ context: JSONValue?) -> String {
        guard let stage = context?["stage"]?.string, !stage.isEmpty, stage != "$default" else {
            return path.isEmpty ? "/" : path
        }
        let prefix = "/" + stage
        if path.isEmpty || path == prefix { return "/" }
        return path.hasPrefix(prefix + "/") ? String(path.dropFirst(prefix.count)) : path
    }
}
