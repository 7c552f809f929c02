import Basics
import JSON

/// Why a record gives no package.
struct UnusableRecord: Error {
    let reason: String
}

extension Package {
    /// The package of a record at `key` (nil in JSON Lines, where the record names its attribute).
    init(key: String?, record: RawRecord) throws(UnusableRecord) {
        let meta = record.meta
        let path = Cleaning.clean(key ?? record.attribute ?? "", limit: .max)
        attributePath = AttributePath.withoutChannel(path)

        let name = DerivationName(Cleaning.clean(record.name ?? ""))
        packageName =
            [Cleaning.clean(record.pname ?? ""), name.name].first { !$0.isEmpty }
            ?? DottedPath.segments(attributePath).last ?? ""
        guard !packageName.isEmpty else { throw UnusableRecord(reason: "no name") }
        guard packageName != "unknown" else { throw UnusableRecord(reason: "its name is \"unknown\"") }
        version = [Cleaning.clean(record.version ?? ""), name.version].first { !$0.isEmpty } ?? "unknown"

        description = Cleaning.clean(meta.description ?? record.top.description ?? "")
        longDescription = meta.longDescription
        homepages = meta.homepages
        homepage = Homepages.first(homepages)
        license = meta.license
        setPlatforms(meta.platforms, bad: meta.badPlatforms)
        maintainers = meta.maintainers
        teams = meta.teams
        broken = meta.broken ?? record.top.broken ?? false
        unfree = meta.unfree ?? record.top.unfree ?? false
        knownVulnerabilities = meta.knownVulnerabilities
        insecure = meta.insecure == true || !knownVulnerabilities.isEmpty
        unsupported = meta.unsupported == true
        // A licence policy does not make a package unavailable.
        let refusedForLicense = unfree && !broken && !insecure && !unsupported
        available = meta.available ?? true || refusedForLicense
        mainProgram = meta.mainProgram
        position = Position.withoutFolder(meta.position)
        outputsToInstall = meta.outputsToInstall
        outputs = record.outputs
        let selected = Cleaning.clean(record.outputName ?? "")
        output = selected == "out" ? "" : selected
        changelog = meta.changelog
        downloadPage = meta.downloadPage
        if let told = Category.told(attributePath: attributePath, position: position) {
            (category, categorySource) = told
        }
    }
}
