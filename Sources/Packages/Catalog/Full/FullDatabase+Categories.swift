import DuckDB
public import Nixpkgs

extension FullDatabase {
    /// Sets what was inferred of packages, each named once; those not named keep what they have.
    public func writeInferredCategories(_ categories: some Collection<(id: String, category: Category)>) throws {
        try connection.execute("CREATE TEMP TABLE inferred (package_id TEXT, category TEXT)")
        let appender = try connection.appender("inferred")
        for (id, category) in categories {
            try appender.append(id)
            try appender.append(category.rawValue)
            try appender.endRow()
        }
        try appender.finish()
        try connection.execute(
            """
            UPDATE packages SET category = inferred.category, category_source = '\(CategorySource.inferred.rawValue)'
            FROM inferred WHERE packages.package_id = inferred.package_id
            """)
        try connection.execute("DROP TABLE inferred")
    }
}
