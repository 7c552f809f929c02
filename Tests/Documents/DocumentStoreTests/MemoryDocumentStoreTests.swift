import DocumentStoreConformance
import Testing

@testable import DocumentStore

@Suite struct MemoryDocumentStoreTests {}
