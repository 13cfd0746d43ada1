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
made-with = Gemacht mit Postil

## Lists of posts
home-title = { $title }
newer-posts = Neuere Beiträge
older-posts = Ältere Beiträge
pages-of-list = Seiten
no-posts-yet = Hier ist noch nichts erschienen.
continue-reading = Weiterlesen
continue-reading-of = „{ $title }“ weiterlesen
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
written-by = von
tags-label = Schlagwörter
tagged = Beiträge mit dem Schlagwort „{ $tag }“
posts-by = Beiträge von { $name }
posts-of-month = Beiträge vom { $month }
posts-of-year = Beiträge aus { $year }
reading-minutes =
    { $count ->
        [one] 1 Minute Lesezeit
       *[other] { $count } Minuten Lesezeit
    }

## Post page
previous-post = Vorheriger Beitrag
next-post = Nächster Beitrag
neighbours = Davor und danach
comments-heading = Kommentare
permanent-link = Dauerhafter Link zu diesem Kommentar
note-label = Anmerkung
note-back = Zurück zum Text

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
error-next-steps = Sie können zu den neuesten Beiträgen gehen, im Archiv blättern oder suchen.
error-not-logged-in = Sie sind nicht mehr angemeldet. Melden Sie sich wieder an, gehen Sie dann zurück und senden Sie das Formular noch einmal.
error-forbidden = Sie sind angemeldet, dürfen das aber nicht. Fragen Sie die Person, der das Blog gehört, wenn Sie das anders sehen.
error-too-many = Aus Ihrem Netz kam gerade zu viel davon. Warten Sie eine Minute und versuchen Sie es noch einmal; was Sie getippt haben, steht noch im Browser, wenn Sie zurückgehen.
error-cross-site = Dieses Formular kam von einer anderen Website und wurde deshalb nicht ausgeführt. Öffnen Sie die Seite hier und senden Sie es noch einmal.
error-body-too-large = Das Gesendete ist größer, als dieses Blog annimmt. Kürzen Sie es und senden Sie es noch einmal.
error-unreadable-form = Das Formular war nicht zu lesen. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es noch einmal.
error-wrong-method = Diese Adresse kann man lesen, aber so nichts an sie senden.
error-timeout = Das dauerte zu lange und wurde abgebrochen. Versuchen Sie es gleich noch einmal.
go-home = Neueste Beiträge

## Anmelden
login-email = E-Mail
login-password = Passwort
login-wrong = Diese E-Mail-Adresse und dieses Passwort gehören nicht zusammen.
login-too-many =
    { $count ->
        [one] Das waren zu viele Versuche. Warten Sie eine Minute und versuchen Sie es dann noch einmal.
       *[other] Das waren zu viele Versuche. Warten Sie { $count } Minuten und versuchen Sie es dann noch einmal.
    }
