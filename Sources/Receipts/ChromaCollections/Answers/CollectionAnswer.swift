import Basics
import JSON
import Segments

/// What the server says of a collection.
struct CollectionAnswer: Sendable, Hashable {
    /// The name that the server gave it, a UUID.
    let id: String
    /// The name that we gave it.
    var name: String
    /// How many numbers a vector has; nil before the first one.
    let dimension: Int?
    /// What made its vectors; nil where it does not say.
    let space: VectorSpace?
    /// How it compares vectors, as `l2`; nil where it does not say.
    let distance: String?

    /// Reads an answer. Throws `malformedInput` for one that is not about a collection.
    init(_ body: [UInt8]) throws {
        let json = try JSONValue.parse(body)
        guard let id = json["id"]?.string, let name = json["name"]?.string else {
            throw FdnixError(.malformedInput, "the Chroma server's answer does not describe a collection")
        }
        self.id = id
        self.name = name
        dimension = json["dimension"]?.int.map(Int.init)
        let facts = json["metadata"]
        if let model = facts?["model"]?.string, let dimension = facts?["dims"]?.int,
            let format = facts?["text_format"]?.string
        {
            space = VectorSpace(model: model, dimension: Int(dimension), textFormat: format)
        } else {
            space = nil
        }
        let configuration = json["configuration_json"]
        distance = ["hnsw", "spann"].lazy.compactMap { configuration?[$0]?["space"]?.string }.first
    }

    /// Throws `incompatible` where its vectors are not of this kind, or it does not compare them as ours are.
    func check(_ wanted: VectorSpace) throws(FdnixError) {
        try checkDistance()
        guard let space else {
            throw FdnixError(
                .incompatible,
                "the Chroma collection \(name) does not say what made its vectors; give it the metadata model, dims and "
                    + "text_format, or another name by CHROMA_COLLECTION_PREFIX")
        }
        guard space == wanted, dimension ?? wanted.dimension == wanted.dimension else {
            throw FdnixError(
                .incompatible,
                "the Chroma collection \(name) has vectors of \(space.model), \(dimension ?? space.dimension) dims, "
                    + "\(space.textFormat); the settings want \(wanted.model), \(wanted.dimension), \(wanted.textFormat)"
            )
        }
    }

    /// Throws `incompatible` where it is not what this program makes of vectors of this kind: it is another program's, or was made
    /// by another model.
    func checkReplaced(by space: VectorSpace) throws(FdnixError) {
        do { try check(space) } catch {
            throw FdnixError(
                .incompatible, "\(error.message). It is left as it is; `--replace` puts other records in its place",
                underlying: error.underlying)
        }
    }

    /// Throws `incompatible` where distances are not squared Euclidean ones.
    func checkDistance() throws(FdnixError) {
        guard let distance, distance != "l2" else { return }
        throw FdnixError(.incompatible, "the Chroma collection \(name) compares vectors by \(distance), not by l2")
    }
}
