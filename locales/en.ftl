# Every sentence a reader meets. Grouped by page; ids are named for what they say, not for where they stand.

## Dates
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-heading = { $weekday } { $day } { $month } { $year }
date-short = { $day } { $month } { $year }
date-and-time = { $day } { $month } { $year } at { $time }
month-of-year = { $month } { $year }

## Every page
skip-to-text = Skip to the text
site-navigation = Site
nav-archive = Archive
nav-search = Search
footer-navigation = About this blog
feed-posts = Posts as a feed
feed-comments = Comments as a feed
log-in = Log in
made-with = Made with Postil

## Lists of posts
home-title = { $title }
newer-posts = Newer posts
older-posts = Older posts
pages-of-list = Pages
no-posts-yet = Nothing has been published here yet.
continue-reading = Continue reading
continue-reading-of = Continue reading “{ $title }”
untitled = Untitled
comment-count =
    { $count ->
        [0] No comments
        [one] 1 comment
       *[other] { $count } comments
    }
comments-closed = Comments are closed
post-count =
    { $count ->
        [one] 1 post
       *[other] { $count } posts
    }
written-by = by
tags-label = Tags
tagged = Posts tagged “{ $tag }”
posts-by = Posts by { $name }
posts-of-month = Posts from { $month }
posts-of-year = Posts from { $year }
reading-minutes =
    { $count ->
        [one] 1 minute to read
       *[other] { $count } minutes to read
    }

## Post page
previous-post = Previous post
next-post = Next post
neighbours = Before and after
comments-heading = Comments
permanent-link = Permanent link to this comment
note-label = Note
note-back = Back to the text

## Archive
archive-title = Archive
all-tags = Tags

## Errors
error-not-found-title = There is nothing here
error-not-found = No page has this address. It may have been mistyped, or the page was never here.
error-gone-title = This is gone
error-gone = The author has taken this page down.
error-forbidden-title = That was not allowed
error-bad-request-title = That could not be understood
error-too-many-title = That was too much at once
error-too-large-title = That is too large
error-busy-title = Too busy just now
error-broken-title = Something broke on our side
error-broken = It is not your fault. What you had saved is still there. Try again in a moment; if it happens again, tell the blog's owner this number: { $request }
error-next-steps = You can go to the newest posts, look through the archive, or search.
error-not-logged-in = You are not logged in any more. Log in again; then go back and send the form once more.
error-forbidden = You are logged in, but this is not yours to do. Ask the blog's owner if you think it should be.
error-too-many = Too many of these came from your network just now. Wait a minute and try again; what you typed is still in your browser if you go back.
error-cross-site = This form was sent from another site, so it was not carried out. Open the page here and send it again.
error-body-too-large = What was sent is larger than this blog takes. Shorten it and send it again.
error-unreadable-form = The form could not be read. Go back, reload the page and send it again.
error-wrong-method = This address can be read but nothing can be sent to it like that.
error-timeout = This took too long and was given up. Try again in a moment.
go-home = Newest posts

## Logging in
login-email = E-mail
login-password = Password
login-wrong = That e-mail address and password do not go together.
login-too-many =
    { $count ->
        [one] There were too many attempts. Wait a minute, then try again.
       *[other] There were too many attempts. Wait { $count } minutes, then try again.
    }
