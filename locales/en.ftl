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
made-with = Set in Postil
search-label = Search the blog

## Lists of posts
older = Older
newer = Newer
posts-up-to = Posts up to { $date }
posts-since = Posts since { $date }
pages-of-list = More posts
no-posts-yet = Nothing has been published here yet.
continue-reading = Continue reading
title-quoted = “{ $title }”
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
written-by = By
tags-label = Tags
feed-of-tag = Feed of this tag
# What search engines are told of a list that says nothing of itself
list-of-blog = { $list } on { $title }
tagged = Posts tagged “{ $tag }”
posts-of-month = Posts from { $month }
posts-of-year = Posts from { $year }
reading-minutes =
    { $count ->
        [one] 1 minute to read
       *[other] { $count } minutes to read
    }

## Post page
neighbours = Posts before and after this one
note-label = Note
note-back = Back to the text
share = Share
share-mail = E-mail
share-copy = Copy the link
share-copied = Copied
share-more = More ways
share-address = Address of this post

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
error-broken = It is not your fault. What you had saved is still there. Try again in a moment; if it happens again, tell the blog’s owner this number: { $request }
error-not-logged-in = You are not logged in any more. Log in again; then go back and send the form once more.
error-forbidden = You are logged in, but this is not yours to do. Ask the blog’s owner if you think it should be.
error-too-many = Too many of these came from your network just now. Wait a minute and try again; what you typed is still in your browser if you go back.
error-cross-site = This form was sent from another site, so it was not carried out. Open the page here and send it again.
error-body-too-large = What was sent is larger than this blog takes. Shorten it and send it again.
error-out-of-range = The file does not have the part that was asked for. Ask for all of it.
error-unreadable-form = The form could not be read. Go back, reload the page and send it again.
error-wrong-method = This address can be read but nothing can be sent to it like that.
error-ambiguous = What your browser asked for could be understood in two ways, so it was not answered.
error-busy = The blog is asked for more than it can do just now. Wait a few seconds and try again.
error-timeout = This took too long and was given up. Try again in a moment.
go-home = Newest posts
go-archive = The whole archive

## Feeds
comments-of-blog = Comments on { $title }
comments-of-post = Comments on “{ $title }”
comment-by-on = { $name } on “{ $title }”

## Search
search-title = Search
search-title-for = Search: { $query }
search-hint = Every word has to be there; of the last one the beginning is enough.
search-no-words = There is no word in that to look for. Letters and figures are found, signs alone are not.
search-nothing = No post has all of these words. Fewer or shorter words find more; the archive has everything.
search-found =
    { $count ->
        [one] 1 post has all of these words.
       *[other] { $count } posts have all of these words.
    }
search-found-many = Many posts have all of these words; these { $count } fit best. Another word narrows it down.
## Comments
in-reply-to = in reply to
in-reply-to-removed = in reply to a removed comment
comment-by-author = Author
comment-reply = Reply
comment-reply-to = to
comment-reply-to-name = Reply to { $name }
comment-removed = This comment was removed.
comments-earlier = Earlier comments
comments-later = Later comments
comments-older = Older comments
comments-on-other-pages = On other pages
oldest-first = Oldest first
newest-first = Newest first
replies =
    { $count ->
        [one] 1 reply
       *[other] { $count } replies
    }
replies-on-page =
    { $count ->
        [one] 1 reply on this page
       *[other] { $count } replies on this page
    }
comments-newer = Newer comments
comments-recent = Recent comments
comments-recent-none = Nobody has commented on anything here yet.
comment-leave = Leave a comment
comment-your-reply = Your reply
comment-on = On
comment-text = Your comment
comment-help = Plain words are fine; an empty line starts a paragraph.
comment-help-emphasis = emphasis
comment-help-strong = strong
comment-help-link = a link
comment-help-quote = a quote
comment-help-code = code
comment-help-more = What else works
comment-help-list = a list
comment-help-fence = around several lines
comment-help-not = Pictures become links; HTML stays as typed.
comment-live = How it will look
comment-privacy = What is kept
comment-name = Name
comment-email = E-mail
comment-email-hint = optional, never shown
comment-email-needed = never shown
comment-website = Website
comment-website-hint = optional
comment-trap = Leave this empty
comment-continue = Continue
comment-post = Post
comment-preview-again = Preview again
comment-change = Change it
comment-cancel-reply = Don’t reply
comment-not-posted = Not posted yet
comment-has-errors = Something has to be changed first. It is said beside each field.
comment-waits-always = Each comment here waits until somebody has read it.
comment-waits-doubtful = What looks like advertising here waits until somebody has read it.
comment-waits-first = Your first comment here waits until somebody has read it.
comment-waits-old = Comments on older posts wait until somebody has read them.
comment-parent-gone = The comment you were answering is not there any more. If you go on, yours stands by itself.
comment-too-many = Many comments came from your network just now, so this one was not taken. Your words are below: wait ten minutes, then press Post again.
report-comment = Report a comment
report-short = Report
report-why = What is wrong with it?
report-spam = It is advertising
report-abuse = It attacks or threatens somebody
report-private = It says what is nobody’s business
report-other = Something else
report-note = In your words
report-send = Report it
report-back = Back to the comment
report-hint = Those who run this blog will look at it. Nobody is told who reported, and your report is forgotten after thirty days.
report-sent = Thank you. Those who run this blog will look at it.
report-too-many = Many reports came from your network just now, so this one was not taken. Try again in ten minutes.
comment-blocked-name = Comments under this name are not taken here. Your words are below: you can sign them otherwise, or copy them.
comment-blocked-email = Comments with this e-mail address are not taken here. Your words are below: you can give another, or copy them.
comment-blocked-network = Comments from your network are not taken here just now. Your words are below, to be copied: from elsewhere they can be posted.
comment-blocked-words = This blog takes no comments with certain words, and yours has one of them. Your words are below, to be changed.
comment-blocked-domain = This blog takes no comments that name certain sites, and yours does. Your words are below, to be changed.
comment-post-gone = The post you were commenting on is not here any more, so your comment could not be taken. Copy your words from below if you want to keep them.
comment-closed-now = Comments are closed here now, so yours could not be taken. Copy your words from below if you want to keep them.
comment-words-kept = What you wrote
comments-yours = Your comments
comment-yours = Your comment
comments-none-of-yours = This browser has not sent a comment to this blog, or has forgotten that it did. A comment’s own address, shown after posting, leads to it all the same.
comment-receipt-hint = This address is yours alone: keep it, and you can look again from anywhere.
comment-see-it = See it under the post
comment-is-pending = Waiting
comment-pending = Thank you. Your comment is kept, and waits until somebody has read it.
comment-is-published = Published
comment-published = Thank you. Your comment is published.
comment-is-aside = Set aside
comment-aside = Your comment was taken for advertising and set aside. Those who run this blog can still publish it.
comment-is-rejected = Not published
comment-rejected = Those who run this blog have decided not to publish your comment.
comment-is-deleted = Removed
comment-deleted = Your comment was removed.
comment-fault-no-name = Say who you are. Any name will do.
comment-fault-no-email = Give an e-mail address: this blog asks for one. It is never shown.
comment-fault-no-text = Write something first: the comment is empty.
fault-empty = This must not be empty.
fault-too-long =
    { $count ->
        [one] This is too long: at most 1 character.
       *[other] This is too long: at most { $count } characters.
    }
fault-too-short =
    { $count ->
        [one] This is too short: at least 1 character.
       *[other] This is too short: at least { $count } characters.
    }
fault-not-an-email = This is not an e-mail address. It looks like name@example.org.
fault-not-a-website = This is not a web address. It begins with https:// or http://.
fault-not-a-language = This is not a language tag. It looks like en or pt-BR.
fault-control-characters = This has characters that can’t be shown.

## One's own comments
own-change = Change your comment
own-change-it = Change
own-preview = This is how it will look
own-until = It can be changed until { $time }.
own-save = Save
own-look = Preview
own-leave = Leave it as it is
own-leave-all = Leave everything as it is
own-delete = Delete your comment
own-delete-it = Delete
own-delete-means = It goes at once and does not come back. Where somebody has answered, a gap without name and words remains. Those who run this blog can still read it for thirty days; then its words are erased here as well.
own-delete-do = Delete it
own-look-at-it = Back to the comment
own-changed = Your comment is changed.
own-changed-waits = Your comment is changed, and waits until somebody has read it.
own-deleted = Your comment is deleted.
own-changed-meanwhile = This comment was changed meanwhile. What stands there now is shown here; what you typed is below. Save again, and yours takes its place.
own-too-many = Many comments came from your network just now, so yours was not changed. Your words are below: wait ten minutes, then save again.
own-not-shown = Nothing shows that this comment is yours. Use the browser it was sent from, or have a link sent to the address you left with it.
own-time-is-over = The time in which this comment could be changed is over. You can still delete it.
own-decided = Those who run this blog have decided about this comment, so it can’t be changed any more. You can still delete it.
own-removed = This comment was removed, so there is nothing left to change.
own-too-often = This comment was changed as often as it can be. You can still delete it.
own-closed = Comments are closed here now, so this one can’t be changed. You can still delete it.
own-ask-letter = Have a link sent to you
own-all = All you wrote here
own-all-lead = Take it along as a file, or have it erased: name, address and words go, and only a gap remains where somebody has answered.
own-export = Take it along
own-erase = Erase everything
own-erase-means = Every comment on this list goes and does not come back, for moderators neither: your words and their earlier versions, your name, e-mail address and website, and what is kept of your network. Where somebody has answered, a gap without name and words remains. Copies that the owner of this blog has made for safety keep what they hold until they are thrown away.
own-erase-do = Erase it all
own-erased = Everything you wrote here is erased.
own-others = Are comments missing that you sent from another browser, or long ago? Say which e-mail address you left with them, and you get a link to them.
own-letters = Comments from elsewhere
own-letters-send = Send the link
own-letters-asked = If comments were sent with this address, a letter is on its way to it. It may take a few minutes; look into the spam folder, too. Its link holds for a day.
own-letters-no-mail = This blog can’t send letters. Ask the person who runs it; the browser a comment was sent from can delete it in any case.
own-letters-back = Your comments
own-by-mail = Comments sent with { $email }
own-by-mail-none = No comment with this address is left.
own-link-closed = This link was used, has run out, or a part of it is missing.
own-link-again = Ask for a new link
comment-edited = edited on { $time }
comment-edited-by-blog = edited by those who run the blog, on { $time }
comment-pinned = Pinned

## Logging in
login-email = E-mail
login-password = Password
login-wrong = That e-mail address and password do not go together.
login-too-many =
    { $count ->
        [one] There were too many attempts. Wait a minute, then try again.
       *[other] There were too many attempts. Wait { $count } minutes, then try again.
    }
login-busy = Many passwords are being looked at just now. Wait a few seconds, type the password once more and try again; everything else is as you typed it.
second-step = Second step
second-step-code = Code from your app
second-step-code-hint = Six digits. A new code is shown every thirty seconds.
second-step-wrong = That code does not fit. Wait for the next one and check that your device shows the right time.
second-step-spent = That code was used already. Wait until your app shows the next one.
second-step-expired = That took too long, or it was done already. Log in with your password once more.
second-step-lost = I don’t have my app at hand
second-step-recovery = Recovery code
second-step-recovery-hint = One of those that you kept. Each works once.
second-step-use-recovery = Log in with it

## Setting up
setup-title = A new blog
setup-lead = A few answers, and it is yours. Everything can be changed later.
setup-again = Not yet: what is marked below needs another look. Type the password once more, too.
setup-blog = The blog
setup-blog-title = Title
setup-blog-title-hint = Stands at the head of every page.
setup-tagline = Tagline (optional)
setup-tagline-hint = One line below the title: what it is about.
setup-address = Public address (optional)
setup-address-hint = Where readers will reach the blog, such as https://blog.example.org. Feeds and links that leave this machine use it. Leave it empty if you do not know yet. With an https address you can log in at that address only.
setup-zone = Time zone
setup-zone-hint = Dates are shown in it. A name such as Europe/Berlin or America/New_York.
setup-language = Language
setup-language-hint = What the blog speaks to its readers around your posts.
setup-you = You
setup-name = Name
setup-name-hint = Stands under what you write.
setup-email-hint = To log in, and for a letter if you forget your password. Readers never see it.
setup-password-hint = At least 10 characters. Length is what makes it strong: four words that have nothing to do with each other are better than one with signs in it.
setup-start = Start the blog
setup-fault-guessable = This would be guessed at once: it repeats a few characters, counts, or is the e-mail address.
setup-fault-zone = “{ $zone }” is not a time zone. Use a name such as Europe/Berlin or UTC.
setup-fault-address = This is not a web address. It looks like https://blog.example.org, without a path behind it.
setup-fault-taken = Somebody else has this e-mail address here.
setup-fault-choice = Choose one of these.

## Letters
mail-hello = Hello { $name },
mail-link-hint = If the button does nothing, open this address:
mail-role-owner = owner
mail-role-editor = editor
mail-role-author = author
mail-role-moderator = moderator
mail-test-subject = Mail from { $blog } works
mail-test-text = This is the test that somebody asked for at the desk of { $blog }. It arrived, so mail works.
mail-test-done = There is nothing to do.
mail-invitation-subject = { $inviter } invites you to { $blog }
mail-invitation-opening = { $inviter } invites you to { $blog }, as { $role }.
mail-invitation-how = Open this address and choose a password; then you are in.
mail-invitation-accept = Accept the invitation
mail-invitation-until = The invitation holds for seven days and for one person. If you did not expect it, do nothing and it runs out by itself.
mail-reset-subject = A new password for { $blog }
mail-reset-text = Somebody, probably you, asked for a new password for { $blog }. You can choose one at this address:
mail-reset-choose = Choose a new password
mail-reset-until = It works once, within an hour.
mail-reset-ignore = If it was not you, do nothing: your password stays as it is.
mail-own-subject = What you wrote on { $blog }
mail-own-text = Somebody, probably you, asked { $blog } for the comments that were sent with this e-mail address. Here they can be seen, taken along, deleted or erased:
mail-own-open = See the comments
mail-own-until = The link holds for a day, and no longer than until they are erased.
mail-own-ignore = If it was not you, do nothing: everything stays as it is.

## A forgotten password
login-forgotten = Forgotten your password?
forgotten-title = Forgotten password
forgotten-lead = Say with which address you log in. You get a letter with a link, and choose a new password by it.
forgotten-send = Send the link
forgotten-asked = If somebody logs in here with this address, a letter is on its way to them.
forgotten-asked-hint = It may take a few minutes. Look into the spam folder, too. Its link works once, within an hour.
forgotten-back = Back to the login
forgotten-no-mail = This blog can’t send letters. Ask the person who runs it for a new password.
reset-title = A new password
reset-password = New password
reset-hint = Saving it ends all your sessions, wherever you are logged in.
reset-save = Save the password
reset-closed = This link was used, has run out, or a part of it is missing.
reset-ask-again = Ask for a new link
reset-done = Your password is changed, and every session of yours has ended. Log in with it.

## Invitations
invitation-title = An invitation
invitation-lead = Choose a name and a password; then you are in.
invitation-closed = This invitation was accepted or withdrawn, has run out, or a part of the link is missing. Ask the person who sent it for a new one.

## Letters about comments, and following them
mail-what-of-blog = { $what } – { $blog }
mail-one-waits = Waiting: { $what }
mail-comment-by = { $name } on “{ $title }”
mail-answer-by = { $name } answers { $answered } on “{ $title }”
mail-comments-wait = { $count ->
    [one] One comment waits
   *[other] { $count } comments wait
}
mail-comments-new = { $count ->
    [one] One new comment
   *[other] { $count } new comments
}
mail-comments-more = { $count ->
    [one] There is one more.
   *[other] There are { $count } more.
}
mail-comments-in-all = { $count ->
    [one] One comment waits in all.
   *[other] { $count } comments wait in all.
}
mail-lead-waiting = Waiting for your decision:
mail-lead-own-posts = New on your posts:
mail-lead-followed = New where you follow the comments:
mail-why-policy = It waits since every comment here does.
mail-why-first-time = It waits since nothing by this person was published here before.
mail-why-network = It waits since many comments came from the same network at once.
mail-why-repeated = It waits since the same words came several times lately.
mail-why-nearly-repeated = It waits since nearly the same words came several times lately.
mail-why-too-fast = It waits since it was sent sooner than people write.
mail-why-doubtful = It waits since it looks like spam.
mail-why-edited = It waits since its writer changed it after it was published.
mail-why-put-back = It waits since somebody put it back.
mail-why-links = It waits since it has more links than the comment rules allow.
mail-why-old = It waits since its post is so old that comments on it do.
mail-why-blocked = It waits since it has something that is blocked.
mail-why-name = It waits since it carries a name like that of somebody of this blog.
mail-why-reported = It waits again since readers reported it.
mail-why-other = It waits.
mail-approve = Approve
mail-reject = Reject
mail-spam = Spam
mail-see-comment = Read it on the blog
mail-open-queue = Open the queue
mail-choose-notices = Choose what you are told
mail-decision-hint = Each link shows the comment first; nothing happens before you press a button there. It works without a login, once, for seven days: forward it to nobody.
mail-followed-why = You get this because you asked { $blog } for it and agreed.
mail-followed-end = End these letters
mail-followed-list = See everything that you follow
mail-following-subject = Follow comments on { $blog }?
mail-following-post = Somebody, probably you, asked { $blog } to write to this address whenever there is a new comment on “{ $title }”.
mail-following-answers = Somebody, probably you, asked { $blog } to write to this address whenever somebody answers a comment of theirs on “{ $title }”.
mail-following-how = If it was you, open this address and press the button there:
mail-following-see = See what it is about
mail-following-ignore = If it was not you, do nothing, and no further letter comes of it. The same page lets you say that this address wants none, ever. The link holds for seven days.
webhook-trial = A trial
webhook-works = It works: comments that wait will be told of here.
follow-label = Letters about answers
follow-none = none
follow-answers = when somebody answers me
follow-post = about every new comment here
follow-hint = They go to the e-mail address above, once you have agreed by a first letter.
follow-needs-email = Say where the letters shall go, or choose none.
follow-title = Follow by mail
follow-lead = New comments on this post, by mail, without writing one. You agree by a first letter, and each one lets you end them.
follow-email = E-mail
follow-start = Follow
follow-on = New comments on
follow-asked-title = Look into your mailbox
follow-asked = If this address takes letters from us, one is on its way. Nothing is followed before you have opened the link in it and agreed.
follow-asked-hint = It may take a few minutes, or lie in the spam folder. No address is asked about the same thing twice on a day, nor more than three times a week about anything.
follow-done = You follow this now: the same address has agreed in this browser before.
follow-too-many = { $count ->
    [one] Too many letters were asked for just now. Try again in a minute.
   *[other] Too many letters were asked for just now. Try again in { $count } minutes.
}
follow-gone = There is nothing to follow here any more.
follow-no-mail = This blog sends no mail just now.
follow-confirm-title = Follow comments?
follow-confirm-post = Letters to { $email } about every new comment on:
follow-confirm-answers = Letters to { $email } whenever somebody answers your comment on:
follow-confirm = Yes, write to me
follow-refuse-hint = You did not ask for this?
follow-refuse = Never write to this address
follow-confirmed-title = You follow this
follow-confirmed = Letters go to { $email } from now on: the first one at once, what comes soon behind it gathered. Each has a link that ends them.
follow-refused-title = No letters
follow-refused = This address gets no letters about comments, and is not asked again. Should you think better of it, the link in the letter lets you agree as long as it holds.
follow-link-title = This link leads nowhere
follow-link-gone = It is not whole, has run out, or what it was about was ended. You can ask for another letter under the post.
follow-end-title = End these letters?
follow-end-lead = What the letter came from is not followed any more then. Nothing else changes.
follow-end = End them
follow-ended-title = Ended
follow-ended = No more letters come of it.
follow-list-title = What you follow
follow-list-of = Letters to { $email }
follow-list-none = This address follows nothing here.
follow-list-post = Every new comment on
follow-list-answers = Answers to your comment on
follow-list-end-one = End
follow-list-end-all = End all of them
decision-title = Decide about a comment
decision-for = For { $name }, by the link of a letter
decision-done = Done: this comment is { $state }.
decision-late-by = { $name } has decided meanwhile: this comment is { $state }.
decision-late = It was decided meanwhile: this comment is { $state }.
decision-state-published = published
decision-state-rejected = rejected
decision-state-spam = in the spam folder
decision-state-deleted = deleted
decision-state-pending = waiting again
decision-wordless = Nothing is left of this comment that could be published.
decision-changed = This comment was changed since you saw it: read it again, then decide.
decision-hint = Nothing has happened yet.
decision-no-longer = Whom this link was for may not decide about comments here any more.
decision-link-gone = This link is not whole, or has run out. Log in to decide in the queue.
decision-comment-gone = This comment is not there any more.
feed-waiting = Waiting on { $title }

## Privacy
privacy-title = Privacy
privacy-lead = What this blog keeps of people who read and comment here, and for how long. The blog writes this page itself, from its settings as they are now.
privacy-reading = Reading
privacy-no-cookie = Who only reads gets no cookie and is not counted, and the blog’s log does not hold their address. A server in front of the blog may have a log of its own.
privacy-no-others = Styles, scripts and drawings come from this blog alone. Only a picture that an author placed from another site is fetched from there.
privacy-share = The links to share a post are plain links: their sites hear nothing of you before you follow one.
privacy-commenting = Commenting
privacy-closed = No new comments are taken just now. For those that are here, this holds:
privacy-shown = Your name, your website if you give one, your words and the time are kept. Everybody sees them once the comment is published, and until then those who run the blog.
privacy-email = Your e-mail address, if you give one, is kept beside the comment. Readers never see it; those who moderate do.
privacy-network =
    { $count ->
        [one] Of your internet address nothing is kept but a fingerprint of its network (the first 24 bits of an IPv4 address, the first 64 of an IPv6 one), made with a secret key. It shows when one network sends too much; of a comment that is published at once because its writer was approved before, it is not kept. After 1 day it is erased.
       *[other] Of your internet address nothing is kept but a fingerprint of its network (the first 24 bits of an IPv4 address, the first 64 of an IPv6 one), made with a secret key. It shows when one network sends too much; of a comment that is published at once because its writer was approved before, it is not kept. After { $count } days it is erased.
    }
privacy-follow = An address that follows comments by mail is kept until it follows nothing any more, and for seven days if nobody agrees to the first letter. Letters that went out are listed for thirty days. Of an address that wants none a fingerprint under a secret key is kept, so that it is not asked again.
privacy-reports = If you report a comment, your reason, what you write with it and the same fingerprint of your network (of an IPv6 address of its first 48 bits) are kept for thirty days. That a comment was reported, and how often, is kept without them until somebody decides about it, and thirty days longer so that the decision can be taken back.
privacy-blocks = Names and e-mail addresses that those who moderate block stay in a list until they are taken out of it, and up to two days longer so that this can be undone, even where the comment was erased; blocked words and websites stay in the record of what was done. Of a blocked network the fingerprint is kept for thirty days after it was blocked, with the name beside the comment.
privacy-cookie = A cookie holds a random number, so that this browser finds its comments again and you need not type your name each time. It lasts for a year after your last comment.
privacy-avatars = The initial beside a name is made of the name, here. No picture of you is looked for anywhere.
privacy-how-long = How long
privacy-stays = A comment and what is kept beside it stay as long as the blog, or until they are removed.
privacy-spam = What lies in the spam folder is deleted after thirty days, unless somebody answered it or it came from an older blog.
privacy-backups = A backup that those who run the blog made earlier holds what was there at its time.
privacy-yours = What is yours
privacy-change =
    { $count ->
        [one] For 1 minute after you sent a comment you can change its words. Those who moderate see the earlier ones.
       *[other] For { $count } minutes after you sent a comment you can change its words. Those who moderate see the earlier ones.
    }
privacy-delete = You can delete a comment of yours at any time. Where somebody has answered, a gap without name and words remains. Those who run this blog can still read it for thirty days; then its words are erased.
privacy-erase = You can take along all that you wrote here as a file, or have it erased: words and earlier versions, name, e-mail address, website, and what is kept of your network.
