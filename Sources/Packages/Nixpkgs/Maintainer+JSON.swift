import JSON

extension Maintainer {
    /// What a text search finds the person by: the name, else the GitHub account.
    public var searchText: String { name.isEmpty ? github : name }

    /// Writes the object `{"name","email","github","githubId"}`; the last is `null` where it is not known.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", name)
            writer.member("email", email)
            writer.member("github", github)
            if let githubId { writer.member("githubId", githubId) } else { writer.nullMember("githubId") }
        }
    }

    /// Writes the object `{"name","github"}`, as published where addresses do not belong.
    public func writeWithoutEmail(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", name)
            writer.member("github", github)
        }
    }

    /// Reads what one of the writers wrote.
    public init(json: JSONValue) {
        self.init(
            name: json["name"]?.string ?? "", email: json["email"]?.string ?? "",
            github: json["github"]?.string ?? "", githubId: json["githubId"]?.int)
    }
}
