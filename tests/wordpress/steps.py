"""What the plugin promises, one step each, in a WordPress (`blog.Site`) before a Vigie (`relay.Relay`)."""

import time

from blog import VISITOR

HATEFUL = "Sale arabe, dégage de ce pays."
DOUBTFUL = "Encore le grand remplacement, comme par hasard…"

STEPS = []


def step(function):
    """A part of the test; its name says what it shows."""
    STEPS.append(function)
    return function


def told(relay, kind, comment):
    """The one webhook that passed, which must be of this kind and about this comment."""
    passed = relay.take()
    events = [(one["body"]["type"], one["body"]["data"]["comment_id"]) for one in passed]
    assert events == [(kind, str(comment))], f"{events} passed, not one {kind} about {comment}"
    assert passed[0]["status"] == 200, passed[0]
    return passed[0]["body"]["data"], passed[0]["answer"]["results"][0], passed[0]


@step
def a_kind_comment_is_published_and_nothing_private_is_sent(site, relay):
    comment = site.comment("Merci pour cet article, <b>c'était</b> très clair & agréable 😀", "Ana Rossi", "ana@blog.example")
    data, result, passed = told(relay, "comment.created", comment)
    assert result["verdict"] == "approve", result
    # By itself, WordPress would have held the first comment of somebody unknown.
    assert site.status(comment) == "approved"
    assert data["text"] == "Merci pour cet article, <b>c'était</b> très clair &amp; agréable 😀", data
    assert data["format"] == "html" and data["visibility"] == "public" and data["edited_at"] is None, data
    assert data["author"] == {"id": None, "name": "Ana Rossi"}, data
    assert data["thread_id"] == "1" and data["parent_id"] is None, data
    assert data["permalink"] == f"{site.url}/?p=1#comment-{comment}", data
    assert data["account"] == f"127.0.0.1:{site.port}", data
    assert abs(time.time() - time.mktime(time.strptime(data["created_at"], "%Y-%m-%dT%H:%M:%SZ")) + time.timezone) < 120, data
    everything = passed["raw"].decode() + str(passed["headers"])
    for private in ("ana@blog.example", VISITOR, "Navigateur d'essai"):
        assert private not in everything, f"{private} was sent"
    assert site.query("select comment_count from wp_posts where ID = 1") == "2", "with WordPress's own first comment"


@step
def a_hateful_comment_goes_to_spam(site, relay):
    comment = site.comment(HATEFUL, "Ana Rossi", "ana@blog.example")
    assert told(relay, "comment.created", comment)[1]["verdict"] == "reject"
    assert site.status(comment) == "spam"
    # A moderator who disagrees gets what WordPress would have done, and Vigie is not asked again.
    site.rest("admin", "POST", f"comments/{comment}", status="unspam")
    assert (site.status(comment), relay.take()) == ("approved", [])
    site.rest("admin", "DELETE", f"comments/{comment}?force=true")


@step
def a_doubtful_comment_is_held(site, relay):
    comment = site.comment(DOUBTFUL, "Ana Rossi", "ana@blog.example")
    assert told(relay, "comment.created", comment)[1]["verdict"] == "review"
    # By itself, WordPress would have published it: this writer has a comment that was approved.
    assert site.status(comment) == "hold"


@step
def a_comment_is_not_public_while_vigie_is_asked(site, relay):
    seen = []

    def look(event):
        seen.append(site.query(f"select comment_approved from wp_comments where comment_ID = {event['data']['comment_id']}"))

    with relay.watched(look):
        comment = site.comment("Un commentaire bien patient.", "Ana Rossi", "ana@blog.example")
        site.rest("admin", "POST", f"comments/{comment}", content="Un commentaire très patient.")
    assert seen == ["0", "0"], seen
    assert site.status(comment) == "approved"


@step
def the_people_of_the_site_get_the_mails_that_wordpress_would_send(site, relay):
    # One to the author of the post, one to the moderators, none.
    texts = (("Encore une belle page.", 1), ("Encore le grand remplacement, tiens tiens…", 1), (f"{HATEFUL} Oui.", 0))
    for text, expected in texts:
        before = site.mails()
        site.comment(text, "Ana Rossi", "ana@blog.example")
        assert site.mails() - before == expected, text


@step
def a_reply_names_its_parent_and_an_address_is_no_name(site, relay):
    parent = site.comment("Quelle est la source de ce chiffre ?", "Léo", "leo@blog.example")
    relay.take()
    reply = site.comment("Elle est citée dans le dernier paragraphe.", "zoe@blog.example", "zoe@blog.example", parent)
    data, _, passed = told(relay, "comment.created", reply)
    assert data["parent_id"] == str(parent) and data["author"]["name"] is None, data
    assert b"zoe@blog.example" not in passed["raw"]
    assert site.status(reply) == "approved"


@step
def comments_by_rest_are_judged_before_they_are_answered(site, relay):
    for user, text, expected in (("nora", "Très beau reportage, bravo.", "approved"), ("paul", HATEFUL, "spam")):
        status, created = site.rest(user, "POST", "comments", post=1, content=text)
        assert status == 201, created
        data, _, _ = told(relay, "comment.created", created["id"])
        assert data["author"] == {"id": str(created["author"]), "name": user}, data
        assert site.status(created["id"]) == expected


@step
def an_edit_is_judged_anew_and_only_a_new_text_is(site, relay):
    comment = site.comment("Je n'ai pas compris la fin.", "Inès", "ines@blog.example")
    relay.take()

    def edited(**fields):
        status, answer = site.rest("admin", "POST", f"comments/{comment}", **fields)
        assert status == 200, answer
        return answer["status"]

    assert edited(content="Je n'ai pas bien compris la fin.") == "approved"
    data, result, _ = told(relay, "comment.updated", comment)
    assert data["edited_at"].endswith("Z") and result["duplicate"] is False, (data, result)
    # REST makes an edit of every change of status: none of these is a new text.
    for status, expected in (("hold", "hold"), ("hold", "hold"), ("approve", "approved"), ("spam", "spam"), ("unspam", "approved")):
        edited(status=status)
        assert site.status(comment) == expected
    assert edited(author_name="Inès B.", content="Je n'ai pas bien compris la fin.") == "approved"
    assert relay.take() == [], "an outcome came back to us"
    assert edited(content=DOUBTFUL) == "hold"
    assert told(relay, "comment.updated", comment)[1]["verdict"] == "review"
    assert edited(content=HATEFUL) == "spam"
    assert told(relay, "comment.updated", comment)[1]["verdict"] == "reject"
    assert site.query("select count(*) from wp_comments where comment_approved = '1' and comment_content like 'Sale%'") == "0"


@step
def a_deletion_is_told_once(site, relay):
    comments = [site.comment(f"Merci beaucoup, {name}.", name, f"{name}@blog.example") for name in ("Lou", "Sam", "Max")]
    relay.take()
    trashed, deleted, unknown = comments
    site.rest("admin", "DELETE", f"comments/{trashed}")
    _, result, _ = told(relay, "comment.deleted", trashed)
    assert result["removed"] is True and result["known"] is True, result
    assert site.status(trashed) == "trash"
    site.rest("admin", "DELETE", f"comments/{trashed}?force=true")
    assert relay.take() == [], "it was told already"
    site.rest("admin", "DELETE", f"comments/{deleted}?force=true")
    told(relay, "comment.deleted", deleted)
    assert site.status(deleted) is None
    site.run_php(f"return delete_comment_meta({unknown}, '_vigie_decided');")
    site.rest("admin", "DELETE", f"comments/{unknown}?force=true")
    assert relay.take() == [], "Vigie never knew it"


@step
def what_people_did_not_write_and_what_wordpress_takes_for_spam_are_not_sent(site, relay):
    for kind in ("pingback", "trackback", "order_note", "note"):
        site.run_php(
            "return wp_new_comment(['comment_post_ID' => 1, 'comment_author' => 'Site', 'comment_author_email' => '', "
            f"'comment_author_url' => 'http://autre.example/{kind}', 'comment_content' => 'Lu : {kind}', 'comment_type' => '{kind}', "
            "'comment_author_IP' => '192.0.2.' . random_int(1, 254), 'comment_agent' => '', 'user_id' => 0], true);"
        )
    assert relay.take() == []
    site.run_php("return update_option('disallowed_keys', 'casino');")
    comment = site.comment("Le meilleur casino en ligne", "Bot", "bot@blog.example")
    assert (site.status(comment), relay.take()) == ("trash", [])


@step
def a_comment_inserted_past_the_filters_is_judged_too(site, relay):
    comment = site.run_php(f"return wp_insert_comment(['comment_post_ID' => 1, 'comment_content' => '{HATEFUL}']);")
    told(relay, "comment.created", comment)
    assert site.status(comment) == "spam"
    site.run_php("define('WP_IMPORTING', true); return wp_insert_comment(['comment_post_ID' => 1, 'comment_content' => 'Vieux.']);")
    assert relay.take() == [], "an import of old comments is not sent"


@step
def without_an_answer_wordpress_decides_and_nobody_waits_long(site, relay):
    with relay.failing("busy"):
        known = site.comment("Un mot de plus sur ce sujet.", "Ana Rossi", "ana@blog.example")
        unknown = site.comment("Un premier mot sur ce sujet.", "Ida", "ida@blog.example")
        # Nor is an edit or a deletion held up.
        site.rest("admin", "POST", f"comments/{known}", content="Un mot encore sur ce sujet.")
    assert (site.status(known), site.status(unknown)) == ("approved", "hold")
    assert [one["status"] for one in relay.take()] == [503, 503, 503]
    started = time.monotonic()
    with relay.failing("hung"):
        comment = site.comment("Et un autre encore.", "Ana Rossi", "ana@blog.example")
    assert time.monotonic() - started < 6, "the timeout is 2 seconds"
    assert site.status(comment) == "approved"
    log = site.logged()
    assert "Vigie did not answer" in log and "HTTP 503" in log, log
    assert "sujet" not in log, "a comment's words are in the log"
    # What Vigie did not hear is judged when it is edited next.
    site.rest("admin", "POST", f"comments/{unknown}", content="Un premier mot, corrigé.")
    told(relay, "comment.updated", unknown)
    assert site.status(unknown) == "approved"


@step
def a_site_may_reject_into_the_trash(site, relay):
    site.configure(**site.constants | {"VIGIE_REJECT_AS": "trash"})
    comment = site.comment("Sale arabe, dégage de notre pays.", "Marc", "marc2@blog.example")
    assert told(relay, "comment.created", comment)[1]["verdict"] == "reject"
    assert site.status(comment) == "trash"


@step
def a_wrong_secret_or_a_mistake_in_the_settings_leaves_wordpress_to_itself(site, relay):
    site.configure(**site.constants | {"VIGIE_SECRET": "whsec_YXV0cmU="})
    comment = site.comment("Bonsoir à toutes et à tous.", "Ana Rossi", "ana@blog.example")
    assert (site.status(comment), [one["status"] for one in relay.take()]) == ("approved", [401])
    for mistake in ({"VIGIE_SECRET": ""}, {"VIGIE_URL": "vigie"}, {"VIGIE_TIMEOUT": "long"}, {"VIGIE_REJECT_AS": "delete"}):
        site.configure(**site.constants | mistake)
        comment = site.comment(f"Bonne nuit {len(str(mistake))}.", "Ana Rossi", "ana@blog.example")
        assert (site.status(comment), relay.take()) == ("approved", []), mistake
        (name,) = mistake
        notice = site.run_php("wp_set_current_user(1); ob_start(); do_action('admin_notices'); return ob_get_clean();")
        assert f"Vigie: {name} must be" in notice, notice
