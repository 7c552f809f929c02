import JSON

extension Maintainer {
    /// The name, else the GitHub account.
    public var searchText: String { name.isEmpty ? github : name }

    /// Writes `{"name","email","github","githubId"}`.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("name")
            writer.string(name)
            writer.key("email")
            writer.string(email)
            writer.key("github")
            writer.string(github)
            writer.key("githubId")
            if let githubId { writer.integer(githubId) } else { writer.null() }
        }
    }

    /// Writes `{"name","github"}`, as published where addresses do not belong.
    public func writeWithoutEmail(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("name")
            writer.string(name)
            writer.key("github")
            writer.string(github)
        }
    }

    /// Reads what one of the writers wrote.
    public init(json: JSONValue) {
        self.init(
            name: json["name"]?.string ?? "", email: json["email"]?.string ?? "",
            github: json["github"]?.string ?? "", githubId: json["githubId"]?.int)
    }
}
