import Basics
import JSON
import SQLite

/// A collection as its row in Chroma's database says.
struct ChromaCollection {
    let id: String
    let dimension: Int
    /// Whether the index holds vectors of length 1, and their lengths beside them.
    let isCosine: Bool

    /// Finds a collection: that of the database which is Chroma's default, else the only one of the name. Throws `notFound`,
    /// and `incompatible` where several databases have one.
    static func find(_ name: String, in connection: Connection, at path: String) throws -> ChromaCollection {
        // Tables of older versions, and of samples, have fewer columns.
        let columns = Set(try connection.all("SELECT name FROM pragma_table_info('collections')") { $0.text(0) ?? "" })
        func column(_ name: String) -> String { columns.contains(name) ? name : "NULL" }
        let isDefault =
            columns.contains("database_id")
            ? """
            database_id IN
                (SELECT id FROM databases WHERE name = 'default_database' AND tenant_id = 'default_tenant')
            """ : "1"
        let sql = """
            SELECT id, dimension, \(column("schema_str")), \(column("config_json_str")), \(isDefault)
            FROM collections WHERE name = ? ORDER BY 5 DESC LIMIT 2
            """
        let found = try connection.all(sql, [.text(name)]) {
            (
                id: $0.text(0) ?? "", dimension: $0.int(1), schema: $0.text(2), settings: $0.text(3),
                isDefault: $0.int(4) != 0
            )
        }
        guard let first = found.first else {
            throw FdnixError(.notFound, "the Chroma directory \(path) has no collection \(name)")
        }
        guard found.count == 1 || first.isDefault else {
            throw FdnixError(
                .incompatible,
                "the Chroma directory \(path) has a collection \(name) in several databases, and none in the default one: "
                    + "copy the one that is meant into a directory of its own")
        }
        let space = try space(first.schema, first.settings) ?? space(ofCollection: first.id, in: connection)
        return ChromaCollection(id: first.id, dimension: first.dimension, isCosine: space == "cosine")
    }

    /// The kind of distance that the columns tell of; newer versions have both, older ones neither.
    private static func space(_ schema: String?, _ settings: String?) -> String? {
        func parsed(_ text: String?) -> JSONValue? { text.flatMap { try? JSONValue.parse(Array($0.utf8)) } }
        func space(_ types: JSONValue?) -> String? {
            types?["float_list"]?["vector_index"]?["config"]?["space"]?.string
        }
        let schema = parsed(schema)
        return space(schema?["keys"]?["#embedding"]) ?? space(schema?["defaults"])
            ?? parsed(settings)?["hnsw"]?["space"]?.string
    }

    private static func space(ofCollection id: String, in connection: Connection) throws -> String? {
        let hasTable = "SELECT 1 FROM sqlite_master WHERE name = 'collection_metadata'"
        guard try connection.first(hasTable, [], { _ in true }) ?? false else { return nil }
        let sql = "SELECT str_value FROM collection_metadata WHERE collection_id = ? AND key = 'hnsw:space'"
        return try connection.first(sql, [.text(id)]) { $0.text(0) } ?? nil
    }
}
