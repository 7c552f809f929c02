import Basics
import Platform
import TestSupport
import Testing

@testable import DocumentReaders

@Suite struct CharsetTests {
    private static let russian =
        "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью."
    private static let japanese =
        "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性と良心とを授けられている。"

    /// The bytes of `text` in a charset of iconv's.
    static func encode(_ text: String, _ charset: String) throws -> [UInt8] {
        let converter = try #require(iconv_open(charset, "UTF-8"))
        try #require(converter != iconv_t(bitPattern: -1), "\(charset)")
        defer { iconv_close(converter) }
        var source = Array(text.utf8).map { CChar(bitPattern: $0) }
        var target = [CChar](repeating: 0, count: source.count * 4 + 16)
        let written = source.withUnsafeMutableBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                var (input, left) = (source.baseAddress, source.count)
                var (output, room) = (target.baseAddress, target.count)
                let status = iconv(converter, &input, &left, &output, &room)
                return status == 0 && iconv(converter, nil, nil, &output, &room) == 0 ? target.count - room : nil
            }
        }
        return target.prefix(try #require(written)).map { UInt8(bitPattern: $0) }
    }

    private func decoded(_ bytes: [UInt8], _ policy: CharsetPolicy = .strict) throws -> String {
        let view = try DecodedText(ByteView(copying: bytes), policy).view
        return withExtendedLifetime(view) { String(decoding: view.bytes, as: UTF8.self) }
    }

    @Test func byteOrderMarksDecide() throws {
        let text = "a é 日 𝒳"
        #expect(try decoded(Array("\u{FEFF}\(text)".utf8)) == text)
        for charset in ["UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"] {
            #expect(try decoded(try Self.encode("\u{FEFF}\(text)", charset)) == text, "\(charset)")
            let cut = Array(try Self.encode("\u{FEFF}\(text)", charset).dropLast())
            #expect(throws: FdnixError.self) { try decoded(cut) }
        }
    }

    @Test func strictMeansUTF8() throws {
        #expect(try decoded([]) == "")
        for bytes: [UInt8] in [[0xE9], [0x61, 0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] {
            let error = #expect(throws: FdnixError.self) { try decoded(bytes) }
            #expect(error?.code == .malformedInput)
        }
        let error = #expect(throws: FdnixError.self) { try decoded(Array("abc".utf8) + [0xFF]) }
        #expect(error?.message.contains("byte 3") == true)
    }

    @Test(arguments: [
        ("CP1251", russian), ("KOI8-R", russian),
        ("CP932", japanese), ("EUC-JP", japanese), ("ISO-2022-JP", japanese),
        (
            "UTF-16LE",
            russian
                + " and some Latin words, a few more of them, so that zeros are many enough to be seen in every other byte of it."
        ),
        ("GB18030", "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。"),
        ("BIG5-HKSCS", "人人生而自由，在尊嚴和權利上一律平等。他們賦有理性和良心，並應以兄弟關係的精神相對待。"),
        ("UHC", "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았으며"),
        (
            "CP1252",
            "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de conscience à"
        ),
        (
            "CP1252",
            "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen für Größe"
        ),
        (
            "CP1250",
            "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i sumieniem"
        ),
        (
            "CP1253",
            "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι προικισμένοι με λογική"
        ),
        ("CP1255", "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון"),
        (
            "CP1256",
            "يولد جميع الناس أحراراً متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميراً وعليهم أن يعامل بعضهم بعضاً"
        ),
        ("CP874", "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม"),
    ]) func detection(_ charset: String, _ text: String) throws {
        let bytes = try Self.encode(text, charset)
        #expect(try decoded(bytes, .detect) == text, "\(charset)")
    }

    @Test func whatIsNotATextIsRefused() throws {
        var random = SplitMix(10)
        for _ in 0..<20 {
            let bytes = (0..<4000).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(throws: FdnixError.self) { try decoded(bytes, .detect) }
        }
    }

    @Test func pagesDeclareTheirs() throws {
        func page(_ bytes: [UInt8]) throws -> (String, Int) {
            let page = try DecodedPage(ByteView(copying: bytes), .strict)
            return withExtendedLifetime(page) { (String(decoding: page.view.bytes, as: UTF8.self), page.replaced) }
        }
        for head in [
            "<meta charset=windows-1251>",
            "<META content=\"text/html; charset = 'Windows-1251'\" http-equiv='Content-Type'>",
            "<!-- <meta charset=utf-8> --><meta name=a><meta charset=\"cp1251\"/>",
            "<?xml version='1.0' encoding='windows-1251'?>",
            String(repeating: "<meta name=x>", count: 200) + "<meta charset=windows-1251>",
        ] {
            let html = head + Self.russian
            #expect(try page(try Self.encode(html, "CP1251")) == (html, 0), "\(head)")
        }
        let shift = "<meta charset=Shift_JIS>" + Self.japanese
        #expect(try page(try Self.encode(shift, "CP932")) == (shift, 0))
        // The mark wins over the declaration; bytes that could be read one by one are not UTF-16.
        #expect(try page(Array("\u{FEFF}<meta charset=windows-1251>é".utf8)) == ("<meta charset=windows-1251>é", 0))
        #expect(try page(Array("<meta charset=utf-16>é".utf8)) == ("<meta charset=utf-16>é", 0))
        #expect(try page(try Self.encode("\u{FEFF}é", "UTF-16LE")) == ("é", 0))
        #expect(try page([0x61, 0xFF, 0x62, 0xC3]) == ("a\u{FFFD}b\u{FFFD}", 2))
    }
}
