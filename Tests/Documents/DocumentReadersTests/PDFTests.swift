import Testing

/// All that use PDFium in this process, one after the other: it is not safe for several threads.
@Suite(.serialized) struct PDFTests {}
