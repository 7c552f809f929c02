/// The JSON Schemas of the answers (spec §13.2, §13.3, §13.5).
enum OpenAPISchemas {
    static let text = """
        {"Error":{"type":"object","required":["error","message"],"additionalProperties":false,
        "properties":{"error":{"type":"string"},"message":{"type":"string"}}},
        "Maintainer":{"type":"object","required":["name","github"],
        "properties":{"name":{"type":"string"},"github":{"type":"string"}}},
        "Package":{"type":"object","properties":{\(packageProperties)}},
        "FacetValue":{"type":"object","required":["value","label","count"],"additionalProperties":false,
        "properties":{"value":{"type":"string"},"label":{"type":"string"},"count":{"type":"integer","minimum":1}}},
        "SearchResult":{"type":"object","required":["message","query","total_count","query_time_ms","search_type",
        "packages","note",\(stateKeys)],"properties":{"message":{"type":"string"},"query":{"type":["string","null"]},
        "total_count":{"type":"integer","minimum":0},"query_time_ms":{"type":["number","null"]},
        "search_type":{"enum":["hybrid","fts",null]},
        "packages":{"type":"array","maxItems":200,"items":{"$ref":"#/components/schemas/Package"}},
        "note":{"type":["string","null"]},"facets":{"type":"object","additionalProperties":{"type":"array",
        "items":{"$ref":"#/components/schemas/FacetValue"}}}}},
        "Suggestions":{"type":"object","required":["query","suggestions","query_time_ms"],"additionalProperties":false,
        "properties":{"query":{"type":"string"},"query_time_ms":{"type":"number"},
        "suggestions":{"type":"array","items":{"$ref":"#/components/schemas/Package"}}}},
        "PackageDetail":{"type":"object","required":["packageId","attributePath","longDescription","programs","set",
        "licenses","teams","outputs","homepages","changelog","downloadPage","sourceUrl","variants","similar"],
        "properties":{\(packageProperties),"longDescription":{"type":"string"},"programs":\(strings),
        "set":{"type":"string"},"licenses":{"type":["object","array","string","null"]},"teams":\(strings),
        "outputs":\(strings),"homepages":\(strings),"changelog":\(strings),"downloadPage":{"type":"string"},
        "sourceUrl":{"type":["string","null"]},
        "variants":{"type":"array","items":{"$ref":"#/components/schemas/Package"}},
        "similar":{"type":"array","items":{"$ref":"#/components/schemas/Package"}}}},
        "Health":{"type":"object","required":["status","timestamp","version","index"],"additionalProperties":false,
        "properties":{"status":{"enum":["healthy","unhealthy"]},"timestamp":{"type":"string","format":"date-time"},
        "version":{"type":"string"},"index":{"anyOf":[{"type":"null"},{"type":"object",
        "required":["packages","embeddings","run_id","built_at","nixpkgs_revision"],"additionalProperties":false,
        "properties":{"packages":{"type":"integer"},"embeddings":{"type":"integer"},"run_id":{"type":["string","null"]},
        "built_at":{"type":["string","null"]},"nixpkgs_revision":{"type":["string","null"]}}}]}}}}
        """

    private static let strings = #"{"type":"array","items":{"type":"string"}}"#
    private static let stateKeys = """
        "version","runtime","query_received","duckdb_path","duckdb_lib_path","bedrock_model_id","aws_region",
        "enable_embeddings","duckdb_initialized","bedrock_initialized","duckdb_healthy","bedrock_healthy"
        """
    private static let packageProperties = """
        "packageId":{"type":"string"},"packageName":{"type":"string"},"version":{"type":"string"},
        "description":{"type":"string"},"homepage":{"type":"string"},"license":{"type":["string","null"]},
        "attributePath":{"type":"string"},"relevanceScore":{"type":"number"},"category":{"type":"string"},
        "mainProgram":{"type":"string"},"broken":{"type":"boolean"},"unfree":{"type":"boolean"},
        "available":{"type":"boolean"},"insecure":{"type":"boolean"},"unsupported":{"type":"boolean"},
        "maintainers":{"type":"array","items":{"$ref":"#/components/schemas/Maintainer"}},"platforms":\(strings),
        "position":{"type":"string"},"knownVulnerabilities":\(strings),"explanation":{"type":"object"}
        """
}
