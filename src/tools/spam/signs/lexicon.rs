//! Words that mean alike, so that what was learnt from one of them is known of the others: what comments are written to
//! sell, how they call for visitors, and what these are called to. Nothing here is spam by itself: what each weighs is
//! learnt.

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Display, Formatter};
use std::sync::LazyLock;

/// What is often sold in comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trade {
    Medicine,
    Gambling,
    Loans,
    Fortune,
    Dating,
    Ranking,
    Goods,
    Helplines,
    Magic,
    Essays,
    Trades,
    Fame,
}

impl Display for Trade {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Medicine => "medicine or slimming",
            Self::Gambling => "gambling",
            Self::Loans => "loans",
            Self::Fortune => "quick money",
            Self::Dating => "sex or dating",
            Self::Ranking => "visitors and ranking",
            Self::Goods => "goods and discounts",
            Self::Helplines => "helplines",
            Self::Magic => "magic and hacking",
            Self::Essays => "bought essays and exams",
            Self::Trades => "services for hire",
            Self::Fame => "followers and likes",
        })
    }
}

/// Something of the writer's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OwnThing {
    Channel,
    Site,
    Shop,
    Work,
    Account,
}

impl Display for OwnThing {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Channel => "the writer's channel or videos",
            Self::Site => "the writer's site",
            Self::Shop => "the writer's offers",
            Self::Work => "the writer's music or work",
            Self::Account => "the writer's account or profile",
        })
    }
}

/// Beginnings of words; a mark at the end says that the word ends there.
const TRADES: &[(Trade, &str)] = &[
    (
        Trade::Medicine,
        "viagra cialis levitra pharmac tramadol xanax pill. pills. tablet weightloss slimming abnehm diätpill cbd. herbal \
         herbs. cure. cured herpes keto. supplement antiaging prescription rezeptfrei gummies steroid steroids sildenafil \
         phentermine медикамент таблетк похуд adelgaz maigrir farmacia botox detox",
    ),
    (
        Trade::Gambling,
        "casino kasino casinò казино slot. slots. poker betting bets. bookmaker jackpot roulette blackjack baccarat judi togel \
         gacor satta matka lottery lotterie glücksspiel sportwett wettbonus ставк букмекер apuestas taruhan bonusu bahis \
         rummy",
    ),
    (
        Trade::Loans,
        "loan. loans. kredit darlehen lender creditor mortgage refinanc schufa prestamo préstamo prêt. crédit кредит займ payday \
         financing lending",
    ),
    (
        Trade::Fortune,
        "bitcoin btc. crypto forex trading trader binary investor investment invest. investing profit earn. earning earnings \
         income wealth millionaire rich. reich. geld. verdien gewinn payout payouts cashapp paypal giftcard заработ доход \
         инвест ganar dinero argent gagner money nebenverdienst ethereum usdt airdrop wallet",
    ),
    (
        Trade::Dating,
        "sex. sexy escort dating singles girls. porn xxx. webcam camgirl hookup nude nudes milf erotik nackt знакомств секс \
         интим sexe chicas putas viagrasex lonely",
    ),
    (
        Trade::Ranking,
        "seo. backlink backlinks ranking rankings traffic leads. webdesign hosting wordpressplugin serp marketing optimization \
         suchmaschinen guestpost guest-post продвижение раскрутк referencement posicionamiento",
    ),
    (
        Trade::Goods,
        "cheap cheapest discount discounts coupon coupons voucher outlet replica replicas handbag handbags sneakers jordans \
         rolex gucci prada vuitton shipping sale. wholesale billig günstig rabatt gutschein versandkostenfrei скидк дешев \
         barato pascher watches vape deal. deals. bestprice price. prices. affordable offer. offers. angebot",
    ),
    (
        Trade::Helplines,
        "helpline tollfree toll. antivirus norton mcafee quickbooks printer customercare technicians hotline support. \
         helpdesk activation activate troubleshoot kaspersky avast netgear router",
    ),
    (
        Trade::Magic,
        "spell. spells spellcaster witch voodoo astrolog vashikaran baba illuminati tarot psychic hacker hackers hacking. \
         wahrsager liebeszauber гадан приворот brujo recovery recover cheating spouse",
    ),
    (
        Trade::Essays,
        "essay essays homework assignment assignments dissertation plagiarism dumps. certification coursework ghostwriter \
         hausarbeit diplom диплом курсов ielts",
    ),
    (
        Trade::Trades,
        "plumber plumbing roofing packers movers cleaning. locksmith dentist lawyer attorney contractor remodel renovation \
         schlüsseldienst umzug entrümpelung handwerker clinic agency company. services service. solutions provider \
         installation repair. repairs rental limousine",
    ),
    (
        Trade::Fame,
        "followers subscribers subscriber subs. likes. views. robux vbucks generator sub4sub f4f. l4l. giveaway giftcards \
         abonnenten подписчик seguidores abonnés free. kostenlos gratis бесплатно",
    ),
];

/// What a comment says that wants visitors.
const CALLS: &str = "check checkout visit visiting watch subscribe subcribe suscribe subscrib sub follow click klick like join \
    buy order contact call text whatsapp message dm inbox add download listen vote view support share search google \
    see look go come register signup enroll apply claim grab hire book shop try help give pls please plz \
    schau schaut besuche besucht abonniere abonniert folge folgt kaufe kauft bestelle jetzt hier anrufen schreib \
    visita visite suscribete mira compra clic haz siguenos visitez abonnez cliquez achetez regardez \
    заходи заходите подпишись подписывайтесь смотри смотрите жми купить";

/// How it says whose.
const MINE: &str = "my me mine our us ours i'm im we mein meine meinen meinem meiner mir mich unser unsere unseren uns \
    mi mis nuestro nuestra mon ma mes notre nos мой моя мою мои нас наш наша наш мне";

const THINGS: &[(OwnThing, &str)] = &[
    (
        OwnThing::Channel,
        "channel chanel channels video videos vid vids vlog youtube kanal канал canal videokanal stream twitch",
    ),
    (
        OwnThing::Site,
        "site website web page webpage blog homepage weblog link links seite webseite сайт sitio pagina página forum",
    ),
    (
        OwnThing::Shop,
        "shop store company business product products service services offer team agency firma angebot laden магазин tienda boutique price",
    ),
    (
        OwnThing::Work,
        "music song songs cover covers beat beats track tracks remix rap album mixtape band game games app book books ebook novel movie film musik lied",
    ),
    (
        OwnThing::Account,
        "account profile facebook instagram insta twitter snapchat tiktok telegram whatsapp page email mail number profil fb group gruppe",
    ),
];

/// Every word with what it means, and whether others may begin with it.
#[derive(Debug, Clone, Copy, Default)]
struct Meaning {
    trade: Option<Trade>,
    begins_a_trade: Option<Trade>,
    thing: Option<OwnThing>,
    is_call: bool,
    is_mine: bool,
}

static MEANINGS: LazyLock<HashMap<&'static str, Meaning>> = LazyLock::new(|| {
    let mut meanings: HashMap<&'static str, Meaning> = HashMap::new();
    // Of a word that stands in two lists, the first one counts.
    for (trade, words) in TRADES {
        for word in words.split_whitespace() {
            match word.strip_suffix('.') {
                Some(whole) => meanings.entry(whole).or_default().trade.get_or_insert(*trade),
                None => meanings.entry(word).or_default().begins_a_trade.get_or_insert(*trade),
            };
        }
    }
    for (thing, words) in THINGS {
        for word in words.split_whitespace() {
            meanings.entry(word).or_default().thing.get_or_insert(*thing);
        }
    }
    for word in CALLS.split_whitespace() {
        meanings.entry(word).or_default().is_call = true;
    }
    for word in MINE.split_whitespace() {
        meanings.entry(word).or_default().is_mine = true;
    }
    meanings
});

/// The first letters of all beginnings: most words have others.
static STARTS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let words = TRADES.iter().flat_map(|(_, words)| words.split_whitespace());
    words.filter_map(|word| word.get(..first_letters(word)?)).collect()
});

/// The first letters of all words that mean something here.
static ANY_STARTS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let words = MEANINGS.keys().filter(|word| !MINE.split_whitespace().any(|mine| mine == **word));
    words.filter_map(|word| word.get(..first_letters(word)?)).collect()
});

/// Where the first letters of a word end; nothing if it has fewer.
fn first_letters(word: &str) -> Option<usize> {
    word.char_indices().map(|(at, _)| at).chain([word.len()]).nth(BEGINNING)
}

/// The fewest letters of a beginning.
const BEGINNING: usize = 3;

fn meaning(word: &str) -> Meaning {
    MEANINGS.get(word).copied().unwrap_or_default()
}

/// What a word is about, if it is one that is often sold.
pub fn trade(word: &str) -> Option<Trade> {
    if let Some(trade) = meaning(word).trade {
        return Some(trade);
    }
    let start = word.get(..first_letters(word)?)?;
    if !STARTS.contains(start) {
        return None;
    }
    let ends = word.char_indices().map(|(at, _)| at).skip(BEGINNING).chain([word.len()]);
    ends.take(16).find_map(|end| meaning(&word[..end]).begins_a_trade)
}

/// Does it mean something, whatever that is? Words for the writer alone are too short to be told from chance.
pub fn is_known(word: &str) -> bool {
    let Meaning { thing, is_call, .. } = meaning(word);
    is_call || thing.is_some() || trade(word).is_some()
}

/// Does something that is known begin with these three letters?
pub fn begins_something(first: &str) -> bool {
    ANY_STARTS.contains(first)
}

pub fn is_call(word: &str) -> bool {
    meaning(word).is_call
}

pub fn is_mine(word: &str) -> bool {
    meaning(word).is_mine
}

pub fn own_thing(word: &str) -> Option<OwnThing> {
    meaning(word).thing
}
