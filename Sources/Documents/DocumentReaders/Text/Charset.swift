/// How bytes stand for characters, by the name that `iconv` knows it under.
struct Charset: Hashable, Sendable {
    /// The name for `iconv_open`.
    let name: String
    /// How many bytes one unit has: what is skipped where one is wrong.
    let unit: Int

    init(_ name: String, unit: Int = 1) {
        self.name = name
        self.unit = unit
    }

    static let utf8 = Charset("UTF-8")
    static let utf16LittleEndian = Charset("UTF-16LE", unit: 2)
    static let utf16BigEndian = Charset("UTF-16BE", unit: 2)
    static let utf32LittleEndian = Charset("UTF-32LE", unit: 4)
    static let utf32BigEndian = Charset("UTF-32BE", unit: 4)

    /// What a page means by a label, as browsers take it: <https://encoding.spec.whatwg.org/#names-and-labels>. Nil for a
    /// label that none of them knows.
    init?(label: String) {
        let label = label.lowercased()
        if let name = Self.names[label] {
            self = name
        } else if label.hasPrefix("windows-"), let page = Int(label.dropFirst(8)), (1250...1258).contains(page) {
            self.init("CP\(page)")
        } else if label.hasPrefix("cp"), let page = Int(label.dropFirst(2)), (1250...1258).contains(page) {
            self.init("CP\(page)")
        } else if label.hasPrefix("iso-8859-"), let part = Int(label.dropFirst(9)), (2...16).contains(part) {
            self.init(part == 9 ? "CP1254" : part == 11 ? "CP874" : "ISO-8859-\(part)")
        } else {
            return nil
        }
    }

    private static let names: [String: Charset] = {
        let labels: [(Charset, String)] = [
            (utf8, "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8"),
            (utf16LittleEndian, "utf-16 utf-16le ucs-2 unicode iso-10646-ucs-2 csunicode"),
            (utf16BigEndian, "utf-16be unicodefffe"),
            (Charset("CP1252"), "iso-8859-1 iso8859-1 latin1 l1 us-ascii ascii ansi_x3.4-1968 cp819 ibm819 x-cp1252"),
            (Charset("CP1251"), "x-cp1251"),
            (Charset("CP1254"), "latin5 iso8859-9"),
            (Charset("ISO-8859-2"), "latin2 iso8859-2 csisolatin2"),
            (Charset("ISO-8859-15"), "latin-9 iso8859-15"),
            (Charset("CP874"), "windows-874 tis-620 dos-874"),
            (Charset("IBM866"), "ibm866 cp866 866"),
            (Charset("KOI8-R"), "koi8-r koi8 koi koi8_r cskoi8r"),
            (Charset("KOI8-U"), "koi8-u koi8-ru"),
            (Charset("MACINTOSH"), "macintosh mac x-mac-roman"),
            (Charset("CP932"), "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis"),
            (Charset("EUC-JP"), "euc-jp x-euc-jp cseucpkdfmtjapanese"),
            (Charset("ISO-2022-JP"), "iso-2022-jp csiso2022jp"),
            (Charset("GB18030"), "gb18030 gbk gb2312 x-gbk gb_2312 gb_2312-80 csgb2312 chinese iso-ir-58"),
            (Charset("BIG5-HKSCS"), "big5 big5-hkscs cn-big5 x-x-big5 csbig5"),
            (Charset("UHC"), "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 korean windows-949 cseuckr"),
        ]
        var names: [String: Charset] = [:]
        for (charset, words) in labels {
            for word in words.split(separator: " ") { names[String(word)] = charset }
        }
        return names
    }()
}
