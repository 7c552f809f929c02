/// A charset with the letters that texts in it mostly have.
struct CharsetCandidate: Sendable {
    let charset: Charset
    private let likely: Set<Unicode.Scalar>

    private init(_ name: String, _ likely: String) {
        charset = Charset(name)
        self.likely = Set(likely.unicodeScalars)
    }

    /// Where two fit equally well, the first is taken: the western one, of which the central European one has a part.
    static let all = [
        CharsetCandidate("CP932", kana + japanese),
        CharsetCandidate("EUC-JP", kana + japanese),
        CharsetCandidate("GB18030", chinese),
        CharsetCandidate("BIG5-HKSCS", traditional),
        CharsetCandidate("UHC", "이다는의에을를가은고하지로한사기도자대인서시리수어해나그일만부제정보스라전아과있"),
        CharsetCandidate("CP1252", "éèàçüöäßñóíáêôåøæúãõîâœ’–“”"),
        CharsetCandidate("CP1250", "ąęłśżźćńóčěšřžýáíéůőűăşţúďťöüä’–„”"),
        CharsetCandidate("CP1251", "оеаинтсрвлкмдпуябыьгзчйхжшюцщэфіїє"),
        CharsetCandidate("KOI8-R", "оеаинтсрвлкмдпуябыьгзчйхжшюцщэф"),
        CharsetCandidate("CP1253", "αοιετσνηυρπκμλςάέήίόύώωγδχθφβξζψ"),
        CharsetCandidate("CP1255", "יוהלאתרבמשנעדקחפכסגטםןזץךף"),
        CharsetCandidate("CP1256", "اليمنرتوبسعدهفقكحةجطصشخذضزثغءظىأإ"),
        CharsetCandidate("CP874", "านรกเงมยลวดทตสปบคหอแจชพผขถโไใ่้็ิีึืุูะัำ์"),
    ]

    private static let kana =
        "あいうえおかがきぎくけげこごさざしじすずせそたただちっつてでとどなにぬねのはばひびふへべほまみむめもやゆよらりるれろわをん"
        + "アイウエオカガキクグケコサシジスズセソタダチッツテデトドナニネノハバパヒビピフブプヘベペホボポマミムメモャュョラリルレロワンー、。「」"
    private static let japanese =
        "日本人一大年会国中出者上自事業生行月分時見手地後前間場合東今作目的方発部長社用内電対動化学高同使定法理開体文字"
    private static let chinese =
        "的一是不了在有人我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经，。、："
    private static let traditional =
        "的一是不了在有人我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經，。、："

    /// How likely `sample` is a text in this charset: 1 where all that is not ASCII is likely letters. Nil where it is not
    /// one; the last character of a sample that is cut may be cut, too.
    func score(_ sample: UnsafeRawBufferPointer, isCut: Bool) -> Double? {
        guard let result = try? CharsetConverter.convert(sample, from: charset), result.replaced <= (isCut ? 1 : 0)
        else {
            return nil
        }
        var sum = 0.0
        var count = 0
        var before: Unicode.Scalar = " "
        for scalar in String(decoding: result.bytes, as: UTF8.self).unicodeScalars {
            if !scalar.isASCII {
                count += 1
                sum += weight(of: scalar, after: before)
            }
            before = scalar
        }
        return count > 0 ? sum / Double(count) : nil
    }

    private func weight(of scalar: Unicode.Scalar, after before: Unicode.Scalar) -> Double {
        if likely.contains(scalar) { return 1 }
        switch scalar.properties.generalCategory {
        // A capital within a word is what letters of another charset look like.
        case .uppercaseLetter: return before.properties.isLowercase ? -0.5 : likely.contains(lower(scalar)) ? 0.8 : 0.3
        case .lowercaseLetter: return 0.4
        // Half-width kana are single bytes of Shift_JIS, and rare.
        case .otherLetter: return (0xFF61...0xFF9F).contains(scalar.value) ? -0.2 : 0.5
        case .nonspacingMark, .spacingMark, .initialPunctuation, .finalPunctuation, .dashPunctuation: return 0.5
        case .openPunctuation, .closePunctuation, .otherPunctuation, .spaceSeparator: return 0.4
        case .control, .privateUse, .unassigned: return -1
        default: return 0
        }
    }

    private func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
    }
}
