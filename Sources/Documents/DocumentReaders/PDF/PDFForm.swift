import Basics
import CPDFium

/// The form of a PDF, where it has one.
final class PDFForm {
    private let api: UnsafePointer<fdnix_pdfium_api>
    let form: fdnix_pdfium_form
    private let information: UnsafeMutablePointer<fdnix_pdfium_form_information>
    // A form must be closed before its document.
    private let document: PDFDocument

    init?(_ document: PDFDocument) {
        api = document.library.api
        guard api.pointee._GetFormType(document.document) != Int32(FDNIX_PDFIUM_FORM_NONE) else { return nil }
        // PDFium keeps the address.
        information = .allocate(capacity: 1)
        information.initialize(to: fdnix_pdfium_form_information())
        information.pointee.version = 1
        guard let form = api.pointee.DOC_InitFormFillEnvironment(document.document, information) else {
            information.deallocate()
            return nil
        }
        self.form = form
        self.document = document
    }

    deinit {
        api.pointee.DOC_ExitFormFillEnvironment(form)
        information.deallocate()
    }

    /// The filled fields of a page as `name: value`, each once, in the order of the page.
    func lines(of page: PDFPage) -> [String] {
        var lines: [String] = []
        var seen: Set<String> = []
        // Bounded: a page may name as many as its file has bytes.
        for index in 0..<min(api.pointee.Page_GetAnnotCount(page.page), 20_000) {
            guard let annotation = api.pointee.Page_GetAnnot(page.page, index) else { continue }
            defer { api.pointee.Page_CloseAnnot(annotation) }
            guard api.pointee.Annot_GetSubtype(annotation) == Int32(FDNIX_PDFIUM_ANNOTATION_WIDGET) else { continue }
            let value = value(of: annotation).printable(onOneLine: true).trimmed
            let name = UTF16Text.read { api.pointee.Annot_GetFormFieldName(form, annotation, $0, $1) }
                .printable(onOneLine: true).trimmed
            guard !value.isEmpty else { continue }
            let line = name.isEmpty ? value : "\(name): \(value)"
            if seen.insert(line).inserted { lines.append(line) }
        }
        return lines
    }

    /// What stands in a field; nothing where it is empty, not ticked, or for pushing or signing.
    private func value(of field: fdnix_pdfium_annotation) -> String {
        switch Int(api.pointee.Annot_GetFormFieldType(form, field)) {
        case FDNIX_PDFIUM_FIELD_PUSH_BUTTON, FDNIX_PDFIUM_FIELD_SIGNATURE: return ""
        case FDNIX_PDFIUM_FIELD_CHECK_BOX, FDNIX_PDFIUM_FIELD_RADIO_BUTTON:
            return api.pointee.Annot_IsChecked(form, field) == 1 ? text(of: field) : ""
        case FDNIX_PDFIUM_FIELD_LIST_BOX, FDNIX_PDFIUM_FIELD_COMBO_BOX:
            let chosen = options(of: field)
            return chosen.isEmpty ? text(of: field) : chosen.joined(separator: ", ")
        default: return text(of: field)
        }
    }

    private func text(of field: fdnix_pdfium_annotation) -> String {
        UTF16Text.read { api.pointee.Annot_GetFormFieldValue(form, field, $0, $1) }
    }

    private func options(of field: fdnix_pdfium_annotation) -> [String] {
        (0..<min(max(0, api.pointee.Annot_GetOptionCount(form, field)), 10_000)).compactMap { index in
            guard api.pointee.Annot_IsOptionSelected(form, field, index) == 1 else { return nil }
            return UTF16Text.read { api.pointee.Annot_GetOptionLabel(form, field, index, $0, $1) }
        }
    }
}
