import CPDFium

/// A page as a picture in grey, a byte a pixel.
struct PagePicture {
    let width: Int
    let height: Int
    /// Dots an inch.
    let resolution: Int
    /// Rows from the top, without bytes between them.
    let pixels: [UInt8]

    /// Draws a page; nil where it has no size or PDFium refuses.
    init?(_ page: PDFPage, _ limits: PDFLimits) {
        let size = page.size
        guard size.width > 0, size.height > 0, size.width.isFinite, size.height.isFinite else { return nil }
        let inches = (size.width / 72) * (size.height / 72)
        let resolution = min(limits.resolution, (Double(limits.pixels) / inches).squareRoot())
        let (width, height) = (Int(size.width / 72 * resolution), Int(size.height / 72 * resolution))
        // A page thinner than a hair has nothing to read.
        guard width > 0, height > 0, width <= limits.pixels, height <= limits.pixels, width * height <= limits.pixels
        else { return nil }
        var pixels = [UInt8](repeating: 0xFF, count: width * height)
        let isDrawn = pixels.withUnsafeMutableBytes { bytes in
            guard
                let bitmap = page.api.pointee.Bitmap_CreateEx(
                    Int32(width), Int32(height), Int32(FDNIX_PDFIUM_BITMAP_GRAY), bytes.baseAddress, Int32(width))
            else { return false }
            defer { page.api.pointee.Bitmap_Destroy(bitmap) }
            let flags = Int32(FDNIX_PDFIUM_RENDER_GRAYSCALE)
            page.api.pointee._RenderPageBitmap(bitmap, page.page, 0, 0, Int32(width), Int32(height), 0, flags)
            return true
        }
        guard isDrawn else { return nil }
        self.width = width
        self.height = height
        self.resolution = Int(resolution)
        self.pixels = pixels
    }

    /// Whether every pixel is like the first: a blank page.
    var isBlank: Bool { pixels.allSatisfy { $0 == pixels[0] } }
}
