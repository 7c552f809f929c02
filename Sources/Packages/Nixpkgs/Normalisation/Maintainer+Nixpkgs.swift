import JSON

extension Maintainer {
    /// Reads `meta.maintainers`: objects, plain strings, or lists of these; anything else gives none.
    static func readList(_ reader: inout JSONReader) throws -> [Maintainer] {
        var maintainers: [Maintainer] = []
        let isList = try reader.readFlat { reader in
            switch try reader.peek() {
            case .string:
                let name = try reader.readClean()
                if !name.isEmpty { maintainers.append(Maintainer(name: name)) }
            case .object:
                let person = try read(&reader)
                if !person.name.isEmpty || !person.email.isEmpty || !person.github.isEmpty {
                    maintainers.append(person)
                }
            default: break
            }
        }
        if !isList { try reader.skipValue() }
        return maintainers
    }

    private static func read(_ reader: inout JSONReader) throws -> Maintainer {
        var person = Maintainer(name: "")
        try reader.readObject { reader, key in
            switch key {
            case "name": person.name = try reader.readClean()
            case "email": person.email = try reader.readClean()
            case "github": person.github = try reader.readClean()
            case "githubId": person.githubId = try reader.readInteger()
            default: try reader.skipValue()
            }
        }
        return person
    }

    /// Reads `meta.teams`: the short name (or the string) of each.
    static func readTeams(_ reader: inout JSONReader) throws -> [String] {
        var teams: [String] = []
        let isList = try reader.readFlat { reader in
            var name = ""
            switch try reader.peek() {
            case .string: name = try reader.readClean()
            case .object:
                try reader.readObject { reader, key in
                    if key.matches("shortName") { name = try reader.readClean() }
                }
            default: break
            }
            if !name.isEmpty { teams.append(name) }
        }
        if !isList { try reader.skipValue() }
        return teams
    }
}
