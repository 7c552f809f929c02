public import Postgres

/// stub
public struct PostgresStore: Sendable {
    /// stub
    public init(_ configuration: PostgresConfiguration, connections: Int = 4) {}
}
