import JSON
import PackageSearch
import ServiceAPI

/// The facts of a package that pages list, read from what the index stores. `detail.js` reads the same from the API.
struct PackageFacts {
    /// A text, and where it leads, if anywhere.
    struct Item: Equatable {
        var text: String
        var link: Link?
        var isCode = false
    }

    let detail: PackageDetail
    private var hit: PackageHit { detail.hit }

    /// Every fact that is known, in order.
    var all: [(title: String, items: [Item])] {
        let facts: [(String, [Item])] = [
            ("Programs", hit.programs.map { Item(text: $0, isCode: true) }),
            ("License", licenses),
            ("Homepage", web([hit[.homepage]] + strings(.homepagesJson))),
            ("Source", source),
            ("Changelog", web(strings(.changelogJson))),
            ("Download", web([hit[.downloadPage]])),
            ("Maintainers", maintainers),
            ("Teams", hit.teams.map { Item(text: $0) }),
            ("Platforms", platforms),
            ("Outputs", strings(.outputsJson).map { Item(text: $0, isCode: true) }),
            ("Package set", hit.set.isEmpty ? [] : [search("set", hit.set)]),
            ("Category", [search("category", hit.category)]),
        ]
        return facts.filter { !$0.1.isEmpty }
    }

    var vulnerabilities: [String] { strings(.knownVulnerabilitiesJson) }

    private var json: JSONValue? { hit[.licenseJson].isEmpty ? nil : try? JSONValue.parse(hit[.licenseJson]) }

    var licenses: [Item] {
        guard let json else { return hit[.license].isEmpty ? [] : [Item(text: hit[.license])] }
        let records = json["licenses"]?.array ?? [json] + (json["exception"].map { [$0] } ?? [])
        let items: [Item] = records.compactMap { record in
            func text(_ key: String) -> String { record[key]?.string ?? "" }
            let names = [text("fullName"), text("spdxId"), text("shortName"), text("value")]
            guard let name = names.first(where: { !$0.isEmpty }) else { return nil }
            return Item(text: name, link: Link(web: text("url")))
        }
        // One for each part of the package, often of the same name: the first tells.
        var seen: Set<String> = []
        return items.filter { seen.insert($0.text).inserted }
    }

    private var source: [Item] {
        guard !hit[.position].isEmpty else { return [] }
        return [Item(text: hit[.position], link: detail.sourceURL.flatMap { Link(web: $0) }, isCode: true)]
    }

    private var maintainers: [Item] {
        let list = hit[.maintainersJson].isEmpty ? nil : try? JSONValue.parse(hit[.maintainersJson]).array
        return (list ?? []).compactMap { person in
            let (name, account) = (person["name"]?.string ?? "", person["github"]?.string ?? "")
            guard !name.isEmpty || !account.isEmpty else { return nil }
            return Item(text: name.isEmpty ? account : name, link: Link.gitHub(account))
        }
    }

    /// By operating system, so that forty platforms are a few lines: `linux: aarch64, x86_64`.
    private var platforms: [Item] {
        var order: [String] = []
        var machines: [String: [String]] = [:]
        for platform in hit.platforms {
            let parts = platform.split(separator: "-", maxSplits: 1).map(String.init)
            let system = parts.count == 2 ? parts[1] : platform
            if machines[system] == nil { order.append(system) }
            machines[system, default: []] += parts.count == 2 ? [parts[0]] : []
        }
        return order.map { system in
            let names = machines[system] ?? []
            return Item(text: names.isEmpty ? system : "\(system): \(names.joined(separator: ", "))")
        }
    }

    private func search(_ name: String, _ value: String) -> Item {
        var parameters = QueryParameters()
        parameters.append("q", "\(name):\(value)")
        return Item(text: value, link: .own("/", query: parameters.encoded()))
    }

    private func web(_ addresses: [String]) -> [Item] {
        var seen: Set<String> = []
        return addresses.filter { !$0.isEmpty && seen.insert($0).inserted }.map { Item(text: $0, link: Link(web: $0)) }
    }

    private func strings(_ field: PackageField) -> [String] {
        let text = hit[field]
        guard !text.isEmpty, let list = try? JSONValue.parse(text).array else { return [] }
        return list.compactMap(\.string)
    }
}
