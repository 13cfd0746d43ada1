# Jeder Satz, den Lesende sehen. Gleiche Reihenfolge wie in en.ftl.

## Dates
weekday-1 = Montag
weekday-2 = Dienstag
weekday-3 = Mittwoch
weekday-4 = Donnerstag
weekday-5 = Freitag
weekday-6 = Samstag
weekday-7 = Sonntag
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
date-heading = { $weekday }, { $day }. { $month } { $year }
date-short = { $day }. { $month } { $year }
date-and-time = { $day }. { $month } { $year } um { $time } Uhr
month-of-year = { $month } { $year }

## Every page
skip-to-text = Zum Text springen
site-navigation = Blog
nav-archive = Archiv
nav-search = Suche
footer-navigation = Über dieses Blog
feed-posts = Beiträge als Feed
feed-comments = Kommentare als Feed
log-in = Anmelden
made-with = Gesetzt mit Postil
search-label = Das Blog durchsuchen

## Lists of posts
older = Älter
newer = Neuer
posts-up-to = Beiträge bis zum { $date }
posts-since = Beiträge seit dem { $date }
pages-of-list = Weitere Beiträge
no-posts-yet = Hier ist noch nichts erschienen.
continue-reading = Weiterlesen
title-quoted = „{ $title }“
untitled = Ohne Titel
comment-count =
    { $count ->
        [0] Keine Kommentare
        [one] 1 Kommentar
       *[other] { $count } Kommentare
    }
comments-closed = Kommentare sind geschlossen
post-count =
    { $count ->
        [one] 1 Beitrag
       *[other] { $count } Beiträge
    }
written-by = Von
tags-label = Schlagwörter
feed-of-tag = Feed dieses Schlagworts
# What search engines are told of a list that says nothing of itself
list-of-blog = { $list } auf { $title }
tagged = Beiträge mit dem Schlagwort „{ $tag }“
posts-of-month = Beiträge vom { $month }
posts-of-year = Beiträge aus { $year }
reading-minutes =
    { $count ->
        [one] 1 Minute Lesezeit
       *[other] { $count } Minuten Lesezeit
    }

## Post page
neighbours = Die Beiträge davor und danach
note-label = Anmerkung
note-back = Zurück zum Text
share = Teilen
share-mail = E-Mail
share-copy = Link kopieren
share-copied = Kopiert
share-more = Weitere Wege
share-address = Adresse dieses Beitrags

## Archive
archive-title = Archiv
all-tags = Schlagwörter

## Errors
error-not-found-title = Hier ist nichts
error-not-found = Unter dieser Adresse gibt es keine Seite. Vielleicht ist sie vertippt, vielleicht gab es sie nie.
error-gone-title = Das gibt es nicht mehr
error-gone = Diese Seite wurde zurückgezogen.
error-forbidden-title = Das war nicht erlaubt
error-bad-request-title = Das war nicht zu verstehen
error-too-many-title = Das war zu viel auf einmal
error-too-large-title = Das ist zu groß
error-busy-title = Gerade zu viel los
error-broken-title = Bei uns ist etwas kaputtgegangen
error-broken = Es liegt nicht an Ihnen. Was Sie gespeichert hatten, ist noch da. Versuchen Sie es gleich noch einmal; wenn es wieder geschieht, nennen Sie der Person, die das Blog betreibt, diese Nummer: { $request }
error-not-logged-in = Sie sind nicht mehr angemeldet. Melden Sie sich wieder an, gehen Sie dann zurück und senden Sie das Formular noch einmal.
error-forbidden = Sie sind angemeldet, dürfen das aber nicht. Fragen Sie die Person, der das Blog gehört, wenn Sie das anders sehen.
error-too-many = Aus Ihrem Netz kam gerade zu viel davon. Warten Sie eine Minute und versuchen Sie es noch einmal; was Sie getippt haben, steht noch im Browser, wenn Sie zurückgehen.
error-cross-site = Dieses Formular kam von einer anderen Website und wurde deshalb nicht ausgeführt. Öffnen Sie die Seite hier und senden Sie es noch einmal.
error-body-too-large = Das Gesendete ist größer, als dieses Blog annimmt. Kürzen Sie es und senden Sie es noch einmal.
error-out-of-range = Die Datei hat den Teil nicht, nach dem gefragt wurde. Fragen Sie nach der ganzen.
error-unreadable-form = Das Formular war nicht zu lesen. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es noch einmal.
error-wrong-method = Diese Adresse kann man lesen, aber so nichts an sie senden.
error-ambiguous = Was Ihr Browser wollte, war auf zwei Arten zu verstehen und wurde deshalb nicht beantwortet.
error-busy = Das Blog wird gerade um mehr gebeten, als es schafft. Warten Sie ein paar Sekunden und versuchen Sie es noch einmal.
error-timeout = Das dauerte zu lange und wurde abgebrochen. Versuchen Sie es gleich noch einmal.
go-home = Neueste Beiträge
go-archive = Das ganze Archiv

## Feeds
comments-of-blog = Kommentare in { $title }
comments-of-post = Kommentare zu „{ $title }“
comment-by-on = { $name } zu „{ $title }“

## Search
search-title = Suche
search-title-for = Suche: { $query }
search-hint = Jedes Wort muss vorkommen; vom letzten genügt der Anfang.
search-no-words = Darin steckt kein Wort, das sich suchen ließe. Buchstaben und Ziffern werden gefunden, Zeichen allein nicht.
search-nothing = Kein Beitrag enthält alle diese Wörter. Weniger oder kürzere Wörter finden mehr; im Archiv steht alles.
search-found =
    { $count ->
        [one] 1 Beitrag enthält alle diese Wörter.
       *[other] { $count } Beiträge enthalten alle diese Wörter.
    }
search-found-many = Viele Beiträge enthalten alle diese Wörter; diese { $count } passen am besten. Ein weiteres Wort grenzt sie ein.
## Comments
in-reply-to = als Antwort auf
in-reply-to-removed = als Antwort auf einen entfernten Kommentar
comment-by-author = Autor/in
comment-reply = Antworten
comment-reply-to = auf den Kommentar von
comment-reply-to-name = Antwort an { $name }
comment-removed = Dieser Kommentar wurde entfernt.
comments-earlier = Frühere Kommentare
comments-later = Spätere Kommentare
comments-older = Ältere Kommentare
comments-on-other-pages = Auf anderen Seiten
oldest-first = Älteste zuerst
newest-first = Neueste zuerst
replies =
    { $count ->
        [one] 1 Antwort
       *[other] { $count } Antworten
    }
replies-on-page =
    { $count ->
        [one] 1 Antwort auf dieser Seite
       *[other] { $count } Antworten auf dieser Seite
    }
comments-newer = Neuere Kommentare
comments-recent = Neueste Kommentare
comments-recent-none = Hier hat noch niemand etwas kommentiert.
comment-leave = Kommentar schreiben
comment-your-reply = Ihre Antwort
comment-on = Zu
comment-text = Ihr Kommentar
comment-help = Einfacher Text genügt, eine leere Zeile beginnt einen Absatz.
comment-help-emphasis = betont
comment-help-strong = kräftig
comment-help-link = ein Link
comment-help-quote = ein Zitat
comment-help-code = Code
comment-help-more = Was sich noch schreiben lässt
comment-help-list = eine Liste
comment-help-fence = um mehrere Zeilen
comment-help-not = Bilder werden zu Links, und HTML bleibt stehen, wie es getippt wurde.
comment-live = So wird es aussehen
comment-privacy = Was von einem Kommentar gespeichert wird
comment-name = Name
comment-email = E-Mail
comment-email-hint = freiwillig, wird nie gezeigt
comment-email-needed = wird nie gezeigt
comment-website = Website
comment-website-hint = freiwillig
comment-trap = Lassen Sie dies leer
comment-continue = Weiter
comment-post = Abschicken
comment-preview-again = Noch einmal ansehen
comment-change = Ändern
comment-cancel-reply = Doch nicht antworten
comment-not-posted = Noch nicht abgeschickt
comment-has-errors = Etwas muss noch geändert werden. Was, steht am jeweiligen Feld.
comment-waits-always = Jeder Kommentar wartet hier, bis ihn jemand gelesen hat.
comment-waits-doubtful = Was nach Werbung aussieht, wartet hier, bis es jemand gelesen hat.
comment-waits-first = Ihr erster Kommentar wartet hier, bis ihn jemand gelesen hat.
comment-waits-old = Kommentare zu älteren Beiträgen warten, bis sie jemand gelesen hat.
comment-parent-gone = Den Kommentar, auf den Sie antworten wollten, gibt es nicht mehr. Wenn Sie fortfahren, steht Ihrer für sich.
comment-too-many = Aus Ihrem Netz kamen gerade sehr viele Kommentare, deshalb wurde dieser nicht angenommen. Ihr Text steht unten: Warten Sie zehn Minuten und schicken Sie ihn dann noch einmal ab.
report-comment = Einen Kommentar melden
report-short = Melden
report-why = Was stimmt damit nicht?
report-spam = Er ist Werbung
report-abuse = Er greift jemanden an oder bedroht jemanden
report-private = Er sagt, was niemanden etwas angeht
report-other = Etwas anderes
report-note = In Ihren Worten
report-send = Melden
report-back = Zurück zum Kommentar
report-hint = Wer dieses Blog betreibt, sieht ihn sich an. Niemand erfährt, wer gemeldet hat, und Ihre Meldung wird nach dreißig Tagen vergessen.
report-sent = Danke. Wer dieses Blog betreibt, sieht ihn sich an.
report-too-many = Aus Ihrem Netz kamen gerade viele Meldungen, deshalb wurde diese nicht angenommen. Versuchen Sie es in zehn Minuten wieder.
comment-blocked-name = Kommentare unter diesem Namen werden hier nicht angenommen. Ihre Worte stehen unten: Sie können sie anders unterschreiben oder kopieren.
comment-blocked-email = Kommentare mit dieser E-Mail-Adresse werden hier nicht angenommen. Ihre Worte stehen unten: Sie können eine andere angeben oder sie kopieren.
comment-blocked-network = Kommentare aus Ihrem Netz werden hier gerade nicht angenommen. Ihre Worte stehen unten zum Kopieren: Von anderswo lassen sie sich senden.
comment-blocked-words = Dieses Blog nimmt keine Kommentare mit bestimmten Wörtern an, und Ihrer hat eines davon. Ihre Worte stehen unten, damit Sie sie ändern können.
comment-blocked-domain = Dieses Blog nimmt keine Kommentare an, die bestimmte Seiten nennen, und Ihrer tut es. Ihre Worte stehen unten, damit Sie sie ändern können.
comment-post-gone = Den Beitrag, den Sie kommentieren wollten, gibt es hier nicht mehr, deshalb konnte Ihr Kommentar nicht angenommen werden. Kopieren Sie Ihren Text von unten, wenn Sie ihn behalten wollen.
comment-closed-now = Kommentare sind hier inzwischen geschlossen, deshalb konnte Ihrer nicht angenommen werden. Kopieren Sie Ihren Text von unten, wenn Sie ihn behalten wollen.
comment-words-kept = Was Sie geschrieben haben
comments-yours = Ihre Kommentare
comment-yours = Ihr Kommentar
comments-none-of-yours = Dieser Browser hat noch keinen Kommentar an dieses Blog geschickt oder weiß es nicht mehr. Die eigene Adresse eines Kommentars, die nach dem Abschicken erscheint, führt trotzdem zu ihm.
comment-receipt-hint = Diese Adresse gehört nur Ihnen: Heben Sie sie auf, dann können Sie von überall wieder nachsehen.
comment-see-it = Unter dem Beitrag ansehen
comment-is-pending = Wartet
comment-pending = Danke. Ihr Kommentar ist gespeichert und wartet, bis ihn jemand gelesen hat.
comment-is-published = Veröffentlicht
comment-published = Danke. Ihr Kommentar ist veröffentlicht.
comment-is-aside = Beiseitegelegt
comment-aside = Ihr Kommentar wurde für Werbung gehalten und beiseitegelegt. Wer das Blog betreibt, kann ihn noch veröffentlichen.
comment-is-rejected = Nicht veröffentlicht
comment-rejected = Wer das Blog betreibt, hat entschieden, Ihren Kommentar nicht zu veröffentlichen.
comment-is-deleted = Entfernt
comment-deleted = Ihr Kommentar wurde entfernt.
comment-fault-no-name = Sagen Sie, wer Sie sind. Jeder Name ist recht.
comment-fault-no-email = Geben Sie eine E-Mail-Adresse an: Dieses Blog fragt danach. Sie wird nie gezeigt.
comment-fault-no-text = Schreiben Sie erst etwas: Der Kommentar ist leer.
fault-empty = Das darf nicht leer sein.
fault-too-long =
    { $count ->
        [one] Das ist zu lang: höchstens 1 Zeichen.
       *[other] Das ist zu lang: höchstens { $count } Zeichen.
    }
fault-too-short =
    { $count ->
        [one] Das ist zu kurz: mindestens 1 Zeichen.
       *[other] Das ist zu kurz: mindestens { $count } Zeichen.
    }
fault-not-an-email = Das ist keine E-Mail-Adresse. Sie sieht aus wie name@example.org.
fault-not-a-website = Das ist keine Webadresse. Sie beginnt mit https:// oder http://.
fault-not-a-language = Das ist kein Sprachkürzel. Es sieht so aus: en oder pt-BR.
fault-control-characters = Darin sind Zeichen, die sich nicht anzeigen lassen.

## Eigene Kommentare
own-change = Ihren Kommentar ändern
own-change-it = Ändern
own-preview = So wird er aussehen
own-until = Er kann geändert werden bis { $time }.
own-save = Speichern
own-look = Vorschau
own-leave = So lassen, wie er ist
own-leave-all = Alles so lassen, wie es ist
own-delete = Ihren Kommentar löschen
own-delete-it = Löschen
own-delete-means = Er verschwindet sofort und kommt nicht wieder. Wo jemand geantwortet hat, bleibt eine Lücke ohne Namen und Worte. Wer das Blog betreibt, kann ihn noch dreißig Tage lang lesen; dann werden seine Worte auch dort getilgt.
own-delete-do = Löschen
own-look-at-it = Zurück zum Kommentar
own-changed = Ihr Kommentar ist geändert.
own-changed-waits = Ihr Kommentar ist geändert und wartet, bis ihn jemand gelesen hat.
own-deleted = Ihr Kommentar ist gelöscht.
own-changed-meanwhile = Dieser Kommentar wurde inzwischen geändert. Hier steht, was jetzt gilt; darunter, was Sie geschrieben haben. Speichern Sie noch einmal, und Ihres tritt an seine Stelle.
own-too-many = Aus Ihrem Netz kamen gerade viele Kommentare, darum wurde Ihrer nicht geändert. Ihre Worte stehen unten: Warten Sie zehn Minuten und speichern Sie dann noch einmal.
own-not-shown = Nichts zeigt, dass dieser Kommentar Ihrer ist. Nehmen Sie den Browser, aus dem er kam, oder lassen Sie sich einen Link an die Adresse schicken, die Sie dabei angegeben haben.
own-time-is-over = Die Zeit, in der dieser Kommentar geändert werden konnte, ist vorbei. Löschen können Sie ihn immer noch.
own-decided = Wer das Blog betreibt, hat über diesen Kommentar entschieden; er kann nicht mehr geändert werden. Löschen können Sie ihn immer noch.
own-removed = Dieser Kommentar wurde entfernt; es ist nichts mehr zu ändern.
own-too-often = Dieser Kommentar wurde so oft geändert, wie es geht. Löschen können Sie ihn immer noch.
own-closed = Hier sind die Kommentare inzwischen geschlossen, darum kann dieser nicht geändert werden. Löschen können Sie ihn immer noch.
own-ask-letter = Einen Link schicken lassen
own-all = Alles, was Sie hier geschrieben haben
own-all-lead = Nehmen Sie es als Datei mit, oder lassen Sie es tilgen: Name, Adresse und Worte verschwinden, und nur wo jemand geantwortet hat, bleibt eine Lücke.
own-export = Mitnehmen
own-erase = Alles tilgen
own-erase-means = Jeder Kommentar auf dieser Liste verschwindet und kommt nicht wieder, auch nicht für die Moderation: Ihre Worte und deren frühere Fassungen, Ihr Name, Ihre E-Mail-Adresse und Website, und was von Ihrem Netz behalten wird. Wo jemand geantwortet hat, bleibt eine Lücke ohne Namen und Worte. Sicherheitskopien des Blogs behalten, was sie enthalten, bis sie weggeworfen werden.
own-erase-do = Alles tilgen
own-erased = Alles, was Sie hier geschrieben haben, ist getilgt.
own-others = Fehlen Kommentare, die Sie aus einem anderen Browser oder vor langer Zeit geschickt haben? Sagen Sie, welche E-Mail-Adresse Sie dabei angegeben haben, und Sie bekommen einen Link zu ihnen.
own-letters = Kommentare von anderswo
own-letters-send = Link schicken
own-letters-asked = Falls mit dieser Adresse Kommentare geschickt wurden, ist ein Brief dorthin unterwegs. Es kann ein paar Minuten dauern; sehen Sie auch im Spam-Ordner nach. Sein Link gilt einen Tag lang.
own-letters-no-mail = Dieses Blog kann keine Briefe schicken. Fragen Sie die Person, die es betreibt; der Browser, aus dem ein Kommentar kam, kann ihn auf jeden Fall löschen.
own-letters-back = Ihre Kommentare
own-by-mail = Kommentare, geschickt mit { $email }
own-by-mail-none = Kein Kommentar mit dieser Adresse ist mehr da.
own-link-closed = Dieser Link wurde benutzt, ist abgelaufen, oder ein Teil von ihm fehlt.
own-link-again = Einen neuen Link anfordern
comment-edited = bearbeitet am { $time }
comment-edited-by-blog = bearbeitet von denen, die das Blog betreiben, am { $time }
comment-pinned = Angeheftet

## Anmelden
login-email = E-Mail
login-password = Passwort
login-wrong = Diese E-Mail-Adresse und dieses Passwort gehören nicht zusammen.
login-too-many =
    { $count ->
        [one] Das waren zu viele Versuche. Warten Sie eine Minute und versuchen Sie es dann noch einmal.
       *[other] Das waren zu viele Versuche. Warten Sie { $count } Minuten und versuchen Sie es dann noch einmal.
    }
login-busy = Gerade werden viele Passwörter geprüft. Warten Sie ein paar Sekunden, tippen Sie das Passwort noch einmal und versuchen Sie es erneut; alles andere steht noch so da.
second-step = Zweiter Schritt
second-step-code = Code aus Ihrer App
second-step-code-hint = Sechs Ziffern. Alle dreißig Sekunden erscheint ein neuer Code.
second-step-wrong = Dieser Code passt nicht. Warten Sie auf den nächsten, und prüfen Sie, ob Ihr Gerät die richtige Zeit zeigt.
second-step-spent = Dieser Code wurde schon benutzt. Warten Sie, bis Ihre App den nächsten zeigt.
second-step-expired = Das hat zu lange gedauert, oder es ist schon geschehen. Melden Sie sich noch einmal mit Ihrem Passwort an.
second-step-lost = Ich habe meine App nicht zur Hand
second-step-recovery = Wiederherstellungscode
second-step-recovery-hint = Einer von denen, die Sie aufbewahrt haben. Jeder gilt einmal.
second-step-use-recovery = Damit anmelden

## Einrichten
setup-title = Ein neues Blog
setup-lead = Ein paar Antworten, und es gehört Ihnen. Alles lässt sich später ändern.
setup-again = Noch nicht: Sehen Sie sich an, was unten markiert ist, und tippen Sie auch das Passwort noch einmal.
setup-blog = Das Blog
setup-blog-title = Titel
setup-blog-title-hint = Steht oben auf jeder Seite.
setup-tagline = Untertitel (freiwillig)
setup-tagline-hint = Eine Zeile unter dem Titel: worum es geht.
setup-address = Öffentliche Adresse (freiwillig)
setup-address-hint = Unter welcher Adresse das Blog zu lesen sein wird, etwa https://blog.example.org. Feeds und Links, die diesen Rechner verlassen, brauchen sie. Lassen Sie das Feld leer, wenn Sie es noch nicht wissen. Mit einer https-Adresse können Sie sich nur noch dort anmelden.
setup-zone = Zeitzone
setup-zone-hint = In ihr werden Daten gezeigt. Ein Name wie Europe/Berlin oder America/New_York.
setup-language = Sprache
setup-language-hint = Was das Blog rund um Ihre Beiträge spricht.
setup-you = Sie
setup-name = Name
setup-name-hint = Steht unter dem, was Sie schreiben.
setup-email-hint = Zum Anmelden, und für einen Brief, falls Sie Ihr Passwort vergessen. Sie wird niemandem gezeigt.
setup-password-hint = Mindestens 10 Zeichen. Stark macht es die Länge: Vier Wörter, die nichts miteinander zu tun haben, sind besser als eines mit Sonderzeichen.
setup-start = Das Blog beginnen
setup-fault-guessable = Das wäre sofort erraten: Es wiederholt wenige Zeichen, zählt nur oder ist die E-Mail-Adresse.
setup-fault-zone = „{ $zone }“ ist keine Zeitzone. Nehmen Sie einen Namen wie Europe/Berlin oder UTC.
setup-fault-address = Das ist keine Web-Adresse. Sie sieht aus wie https://blog.example.org, ohne Pfad dahinter.
setup-fault-taken = Jemand anders hat hier diese E-Mail-Adresse.
setup-fault-choice = Wählen Sie eines davon.

## Briefe
mail-hello = Guten Tag { $name },
mail-link-hint = Falls die Schaltfläche nichts tut, öffnen Sie diese Adresse:
mail-role-owner = Inhaberin oder Inhaber
mail-role-editor = Redaktion
mail-role-author = Autorin oder Autor
mail-role-moderator = Moderation
mail-test-subject = Post von { $blog } kommt an
mail-test-text = Das ist der Versuch, um den jemand am Schreibtisch von { $blog } gebeten hat. Er ist angekommen, also geht die Post.
mail-test-done = Es ist nichts weiter zu tun.
mail-invitation-subject = { $inviter } lädt Sie zu { $blog } ein
mail-invitation-opening = { $inviter } lädt Sie ein, bei { $blog } mitzumachen. Ihre Rolle: { $role }.
mail-invitation-how = Öffnen Sie diese Adresse und wählen Sie ein Passwort, dann sind Sie dabei.
mail-invitation-accept = Einladung annehmen
mail-invitation-until = Die Einladung gilt sieben Tage lang und für eine Person. Wenn Sie sie nicht erwartet haben, tun Sie nichts: Sie läuft von selbst ab.
mail-reset-subject = Ein neues Passwort für { $blog }
mail-reset-text = Jemand, vermutlich Sie selbst, hat um ein neues Passwort für { $blog } gebeten. An dieser Adresse können Sie es wählen:
mail-reset-choose = Neues Passwort wählen
mail-reset-until = Sie gilt einmal, eine Stunde lang.
mail-reset-ignore = Wenn Sie es nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist.
mail-own-subject = Was Sie auf { $blog } geschrieben haben
mail-own-text = Jemand, vermutlich Sie selbst, hat { $blog } nach den Kommentaren gefragt, die mit dieser E-Mail-Adresse geschickt wurden. Hier können Sie sie sehen, mitnehmen, löschen oder tilgen lassen:
mail-own-open = Die Kommentare ansehen
mail-own-until = Der Link gilt einen Tag lang, und nicht länger, als bis sie getilgt sind.
mail-own-ignore = Wenn Sie es nicht waren, tun Sie nichts: Alles bleibt, wie es ist.

## Ein vergessenes Passwort
login-forgotten = Passwort vergessen?
forgotten-title = Passwort vergessen
forgotten-lead = Sagen Sie, mit welcher Adresse Sie sich anmelden. Sie bekommen einen Brief mit einem Link und wählen damit ein neues Passwort.
forgotten-send = Link schicken
forgotten-asked = Falls sich hier jemand mit dieser Adresse anmeldet, ist ein Brief an sie unterwegs.
forgotten-asked-hint = Das kann ein paar Minuten dauern. Sehen Sie auch im Spam-Ordner nach. Der Link gilt einmal, eine Stunde lang.
forgotten-back = Zurück zur Anmeldung
forgotten-no-mail = Dieses Blog kann keine Briefe verschicken. Bitten Sie die Person, die es betreibt, um ein neues Passwort.
reset-title = Ein neues Passwort
reset-password = Neues Passwort
reset-hint = Mit dem Speichern enden alle Ihre Sitzungen, wo immer Sie angemeldet sind.
reset-save = Passwort speichern
reset-closed = Dieser Link wurde schon benutzt, ist abgelaufen, oder es fehlt ein Teil davon.
reset-ask-again = Um einen neuen Link bitten
reset-done = Ihr Passwort ist geändert, und alle Ihre Sitzungen sind beendet. Melden Sie sich damit an.

## Einladungen
invitation-title = Eine Einladung
invitation-lead = Wählen Sie einen Namen und ein Passwort, dann sind Sie dabei.
invitation-closed = Diese Einladung wurde angenommen oder zurückgezogen, ist abgelaufen, oder es fehlt ein Teil des Links. Bitten Sie die Person, die sie geschickt hat, um eine neue.

## Briefe über Kommentare, und wie man ihnen folgt
mail-what-of-blog = { $what } – { $blog }
mail-one-waits = Wartet: { $what }
mail-comment-by = { $name } zu „{ $title }“
mail-answer-by = { $name } antwortet { $answered } zu „{ $title }“
mail-comments-wait = { $count ->
    [one] Ein Kommentar wartet
   *[other] { $count } Kommentare warten
}
mail-comments-new = { $count ->
    [one] Ein neuer Kommentar
   *[other] { $count } neue Kommentare
}
mail-comments-more = { $count ->
    [one] Es gibt noch einen.
   *[other] Es gibt noch { $count }.
}
mail-comments-in-all = { $count ->
    [one] Insgesamt wartet ein Kommentar.
   *[other] Insgesamt warten { $count } Kommentare.
}
mail-lead-waiting = Wartet auf Ihre Entscheidung:
mail-lead-own-posts = Neu zu Ihren Beiträgen:
mail-lead-followed = Neu dort, wo Sie den Kommentaren folgen:
mail-why-policy = Er wartet, weil hier jeder Kommentar wartet.
mail-why-first-time = Er wartet, weil von dieser Person hier noch nichts veröffentlicht wurde.
mail-why-network = Er wartet, weil viele Kommentare auf einmal aus demselben Netz kamen.
mail-why-repeated = Er wartet, weil dieselben Worte in letzter Zeit mehrmals kamen.
mail-why-nearly-repeated = Er wartet, weil fast dieselben Worte in letzter Zeit mehrmals kamen.
mail-why-too-fast = Er wartet, weil er schneller kam, als Menschen schreiben.
mail-why-doubtful = Er wartet, weil er nach Werbung aussieht.
mail-why-edited = Er wartet, weil er geändert wurde, nachdem er veröffentlicht war.
mail-why-put-back = Er wartet, weil jemand ihn zurückgestellt hat.
mail-why-links = Er wartet, weil er mehr Links hat, als die Kommentarregeln erlauben.
mail-why-old = Er wartet, weil sein Beitrag so alt ist, dass Kommentare dort warten.
mail-why-blocked = Er wartet, weil er etwas hat, das gesperrt ist.
mail-why-name = Er wartet, weil sein Name aussieht wie der von jemandem aus diesem Blog.
mail-why-reported = Er wartet wieder, weil Leser ihn gemeldet haben.
mail-why-other = Er wartet.
mail-approve = Freigeben
mail-reject = Ablehnen
mail-spam = Spam
mail-see-comment = Im Blog lesen
mail-open-queue = Warteschlange öffnen
mail-choose-notices = Auswählen, was Ihnen gemeldet wird
mail-decision-hint = Jeder Link zeigt erst den Kommentar; nichts geschieht, bevor Sie dort einen Knopf drücken. Er gilt ohne Anmeldung, einmal, sieben Tage lang: Leiten Sie ihn niemandem weiter.
mail-followed-why = Sie bekommen das, weil Sie { $blog } darum gebeten und zugestimmt haben.
mail-followed-end = Diese Briefe beenden
mail-followed-list = Alles ansehen, dem Sie folgen
mail-following-subject = Kommentaren bei { $blog } folgen?
mail-following-post = Jemand, vermutlich Sie selbst, hat { $blog } gebeten, an diese Adresse zu schreiben, sobald es zu „{ $title }“ einen neuen Kommentar gibt.
mail-following-answers = Jemand, vermutlich Sie selbst, hat { $blog } gebeten, an diese Adresse zu schreiben, sobald jemand auf einen eigenen Kommentar zu „{ $title }“ antwortet.
mail-following-how = Wenn Sie es waren, öffnen Sie diese Adresse und drücken Sie dort den Knopf:
mail-following-see = Ansehen, worum es geht
mail-following-ignore = Wenn Sie es nicht waren, tun Sie nichts, und es kommt kein weiterer Brief. Auf derselben Seite können Sie sagen, dass diese Adresse nie einen will. Der Link gilt sieben Tage.
webhook-trial = Ein Versuch
webhook-works = Es geht: Hier wird gemeldet, wenn Kommentare warten.
follow-label = Briefe über Antworten
follow-none = keine
follow-answers = wenn mir jemand antwortet
follow-post = zu jedem neuen Kommentar hier
follow-hint = Sie gehen an die E-Mail-Adresse oben, sobald Sie durch einen ersten Brief zugestimmt haben.
follow-needs-email = Sagen Sie, wohin die Briefe gehen sollen, oder wählen Sie keine.
follow-title = Per Mail folgen
follow-lead = Neue Kommentare zu diesem Beitrag per Mail, ohne selbst einen zu schreiben. Sie stimmen durch einen ersten Brief zu, und mit jedem lassen sie sich beenden.
follow-email = E-Mail
follow-start = Folgen
follow-on = Neue Kommentare zu
follow-asked-title = Sehen Sie in Ihr Postfach
follow-asked = Wenn diese Adresse Briefe von uns annimmt, ist einer unterwegs. Gefolgt wird erst, wenn Sie den Link darin geöffnet und zugestimmt haben.
follow-asked-hint = Es kann einige Minuten dauern, oder er liegt im Spam-Ordner. Keine Adresse wird an einem Tag zweimal nach demselben gefragt, und keine öfter als dreimal in der Woche.
follow-done = Sie folgen dem jetzt: Dieselbe Adresse hat in diesem Browser schon einmal zugestimmt.
follow-too-many = { $count ->
    [one] Gerade wurden zu viele Briefe angefordert. Versuchen Sie es in einer Minute noch einmal.
   *[other] Gerade wurden zu viele Briefe angefordert. Versuchen Sie es in { $count } Minuten noch einmal.
}
follow-gone = Hier gibt es nichts mehr, dem man folgen könnte.
follow-no-mail = Dieser Blog verschickt zurzeit keine Post.
follow-confirm-title = Kommentaren folgen?
follow-confirm-post = Briefe an { $email } zu jedem neuen Kommentar zu:
follow-confirm-answers = Briefe an { $email }, sobald jemand auf Ihren Kommentar antwortet, zu:
follow-confirm = Ja, schreiben Sie mir
follow-refuse-hint = Sie haben nicht darum gebeten?
follow-refuse = Nie an diese Adresse schreiben
follow-confirmed-title = Sie folgen dem
follow-confirmed = Von jetzt an gehen Briefe an { $email }: der erste sofort, was bald danach kommt, gesammelt. In jedem steht ein Link, der sie beendet.
follow-refused-title = Keine Briefe
follow-refused = Diese Adresse bekommt keine Briefe über Kommentare und wird nicht wieder gefragt. Sollten Sie es sich anders überlegen, können Sie über den Link im Brief zustimmen, solange er gilt.
follow-link-title = Dieser Link führt nirgendwohin
follow-link-gone = Er ist nicht vollständig, abgelaufen, oder das, worum es ging, wurde beendet. Unter dem Beitrag können Sie einen neuen Brief anfordern.
follow-end-title = Diese Briefe beenden?
follow-end-lead = Dem, wovon der Brief kam, folgen Sie dann nicht mehr. Sonst ändert sich nichts.
follow-end = Beenden
follow-ended-title = Beendet
follow-ended = Davon kommen keine Briefe mehr.
follow-list-title = Wem Sie folgen
follow-list-of = Briefe an { $email }
follow-list-none = Diese Adresse folgt hier nichts.
follow-list-post = Jeder neue Kommentar zu
follow-list-answers = Antworten auf Ihren Kommentar zu
follow-list-end-one = Beenden
follow-list-end-all = Alle beenden
decision-title = Über einen Kommentar entscheiden
decision-for = Für { $name }, über den Link eines Briefs
decision-done = Erledigt: Dieser Kommentar ist { $state }.
decision-late-by = { $name } hat inzwischen entschieden: Dieser Kommentar ist { $state }.
decision-late = Inzwischen wurde entschieden: Dieser Kommentar ist { $state }.
decision-state-published = veröffentlicht
decision-state-rejected = abgelehnt
decision-state-spam = im Spam-Ordner
decision-state-deleted = gelöscht
decision-state-pending = wieder am Warten
decision-wordless = Von diesem Kommentar ist nichts übrig, was man veröffentlichen könnte.
decision-changed = Dieser Kommentar wurde geändert, seit Sie ihn gesehen haben: Lesen Sie ihn noch einmal, und entscheiden Sie dann.
decision-hint = Noch ist nichts geschehen.
decision-no-longer = Für wen dieser Link war, darf hier nicht mehr über Kommentare entscheiden.
decision-link-gone = Dieser Link ist nicht vollständig oder abgelaufen. Melden Sie sich an, um in der Warteschlange zu entscheiden.
decision-comment-gone = Diesen Kommentar gibt es nicht mehr.
feed-waiting = Wartet bei { $title }

## Datenschutz
privacy-title = Datenschutz
privacy-lead = Was dieses Blog von Menschen speichert, die hier lesen und kommentieren, und wie lange. Das Blog schreibt diese Seite selbst, nach seinen Einstellungen, wie sie jetzt sind.
privacy-reading = Lesen
privacy-no-cookie = Wer nur liest, bekommt kein Cookie und wird nicht gezählt, und im Protokoll des Blogs steht keine Adresse. Ein Server davor kann ein eigenes Protokoll führen.
privacy-no-others = Gestaltung, Skripte und Zeichnungen kommen nur von diesem Blog. Allein ein Bild, das jemand in einem Beitrag von einer anderen Website eingebunden hat, wird von dort geholt.
privacy-share = Die Links, mit denen Sie einen Beitrag weitergeben, sind einfache Links: Deren Websites erfahren nichts von Ihnen, bevor Sie einem folgen.
privacy-commenting = Kommentieren
privacy-closed = Neue Kommentare werden zurzeit nicht angenommen. Für die vorhandenen gilt:
privacy-shown = Ihr Name, Ihre Website, falls Sie eine angeben, Ihr Text und die Zeit werden gespeichert. Alle sehen sie, sobald der Kommentar veröffentlicht ist, bis dahin nur, wer das Blog betreibt.
privacy-email = Ihre E-Mail-Adresse, falls Sie eine angeben, wird mit dem Kommentar gespeichert. Leserinnen und Leser sehen sie nie, wer Kommentare prüft, schon.
privacy-network =
    { $count ->
        [one] Von Ihrer Internetadresse wird nur ein Fingerabdruck ihres Netzes gespeichert (der ersten 24 Bit einer IPv4-Adresse, der ersten 64 einer IPv6-Adresse), gebildet mit einem geheimen Schlüssel. Er zeigt, wenn aus einem Netz zu viel kommt; zu einem Kommentar, der sofort erscheint, weil von derselben Person schon etwas freigegeben wurde, wird er nicht gespeichert. Nach 1 Tag wird er gelöscht.
       *[other] Von Ihrer Internetadresse wird nur ein Fingerabdruck ihres Netzes gespeichert (der ersten 24 Bit einer IPv4-Adresse, der ersten 64 einer IPv6-Adresse), gebildet mit einem geheimen Schlüssel. Er zeigt, wenn aus einem Netz zu viel kommt; zu einem Kommentar, der sofort erscheint, weil von derselben Person schon etwas freigegeben wurde, wird er nicht gespeichert. Nach { $count } Tagen wird er gelöscht.
    }
privacy-follow = Eine Adresse, die Kommentaren per Mail folgt, bleibt gespeichert, bis sie nichts mehr folgt, und sieben Tage, wenn niemand dem ersten Brief zustimmt. Verschickte Briefe stehen dreißig Tage in einer Liste. Von einer Adresse, die keine Briefe will, bleibt ein Fingerabdruck mit einem geheimen Schlüssel, damit sie nicht wieder gefragt wird.
privacy-reports = Wenn Sie einen Kommentar melden, werden Ihr Grund, was Sie dazu schreiben und derselbe Fingerabdruck Ihres Netzes (bei einer IPv6-Adresse der ersten 48 Bit) dreißig Tage lang gespeichert. Dass ein Kommentar gemeldet wurde und wie oft, bleibt ohne das gespeichert, bis jemand über ihn entscheidet, und dreißig Tage länger, damit die Entscheidung zurückgenommen werden kann.
privacy-blocks = Namen und E-Mail-Adressen, die beim Prüfen gesperrt werden, stehen in einer Liste, bis sie dort entfernt werden, und bis zu zwei Tage länger, damit sich das zurücknehmen lässt, auch wenn der Kommentar gelöscht ist; gesperrte Wörter und Websites bleiben im Verzeichnis dessen, was getan wurde. Von einem gesperrten Netz bleibt der Fingerabdruck dreißig Tage ab der Sperre gespeichert, mit dem Namen am Kommentar.
privacy-cookie = Ein Cookie enthält eine Zufallszahl, damit dieser Browser seine Kommentare wiederfindet und Sie Ihren Namen nicht jedes Mal tippen müssen. Es gilt bis ein Jahr nach Ihrem letzten Kommentar.
privacy-avatars = Der Anfangsbuchstabe neben einem Namen wird hier aus dem Namen gebildet. Nirgends wird nach einem Bild von Ihnen gesucht.
privacy-how-long = Wie lange
privacy-stays = Ein Kommentar und was dazu gespeichert ist, bleiben, solange es das Blog gibt oder bis sie entfernt werden.
privacy-spam = Was im Spam-Ordner liegt, wird nach dreißig Tagen gelöscht, außer es wurde beantwortet oder stammt aus einem früheren Blog.
privacy-backups = Eine Sicherung, die früher angelegt wurde, enthält, was damals da war.
privacy-yours = Was Ihnen gehört
privacy-change =
    { $count ->
        [one] 1 Minute lang nach dem Abschicken können Sie den Text eines Kommentars ändern. Wer Kommentare prüft, sieht den früheren.
       *[other] { $count } Minuten lang nach dem Abschicken können Sie den Text eines Kommentars ändern. Wer Kommentare prüft, sieht den früheren.
    }
privacy-delete = Einen eigenen Kommentar können Sie jederzeit löschen. Wo jemand geantwortet hat, bleibt eine Lücke ohne Namen und Text. Wer das Blog betreibt, kann ihn noch dreißig Tage lang lesen, dann wird sein Text gelöscht.
privacy-erase = Sie können alles, was Sie hier geschrieben haben, als Datei mitnehmen oder löschen lassen: Text und frühere Fassungen, Namen, E-Mail-Adresse, Website und was von Ihrem Netz gespeichert ist.
