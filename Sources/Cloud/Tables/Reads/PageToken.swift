import Basics
import JSON

/// Where a page ended: the key attributes of its last item, in DynamoDB's JSON.
public enum PageToken {
    /// The token of a page that ends with `item`, in the table or an index of it.
    public static func token(endingWith item: Item, index: String?, in schema: TableSchema) throws -> String {
        let keys = try schema.keys(of: index)
        let names = [schema.partitionKey, schema.sortKey, keys.partitionKey, keys.sortKey].compactMap { $0?.name }
        return text(item.filter { names.contains($0.key) })
    }

    /// Key attributes as a token.
    public static func text(_ attributes: Item) -> String { AttributeValue.json(attributes).description }

    /// The key attributes that a token has. Throws `usage` for anything but a token.
    public static func attributes(_ token: String) throws -> Item {
        guard let json = try? JSONValue.parse(token), let item = try? AttributeValue.item(json), !item.isEmpty else {
            throw FdnixError(.usage, "the page's token is not one that this table gave")
        }
        return item
    }

    /// Where a token's page ended in the order of the table or an index. Throws `usage` for the token of another.
    public static func place(_ token: String, index: String?, in schema: TableSchema) throws -> OrderedKey {
        let attributes = try attributes(token)
        let index = index == nil ? nil : try schema.keys(of: index)
        guard let place = schema.place(of: attributes, in: index) else {
            throw FdnixError(.usage, "the page's token is one of another table or index")
        }
        return place
    }
}
