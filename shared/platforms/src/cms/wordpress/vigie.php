<?php
/**
 * Plugin Name: Vigie
 * Description: Asks Vigie about every comment before it is published, and does as it says.
 * Version: 0.1.0
 * Requires at least: 5.7
 * Requires PHP: 7.4
 * License: MIT OR Apache-2.0
 *
 * A must-use plugin: put this one file into wp-content/mu-plugins and the constants into wp-config.php. README.md
 * beside it says which, what is sent and what is done with the answer.
 *
 * A comment is held while it is written (a filter), then asked about under its own id (an action), then given the
 * status that it is to have; all of it before the writer's page answers. If anything breaks in between, it stays held.
 */

declare(strict_types=1);

namespace Vigie;

defined('ABSPATH') || exit;

/** What stands in wp-config.php. */
final class Settings
{
    /** The address to post to: https://…/webhooks/cms/SPACE */
    public string $url;

    /** The key that signs: the base64 part of `whsec_…`, decoded. */
    public string $key;

    /** How long a writer may wait for the verdict, in seconds. */
    public float $timeout;

    /** Where a rejected comment goes: `spam` or `trash`. */
    public string $reject_as;

    /**
     * Reads the constants.
     *
     * @throws \DomainException What is missing or wrong, without the secret.
     */
    public function __construct()
    {
        $this->url = (string) self::constant('VIGIE_URL');
        if (!preg_match('~^https?://~i', $this->url)) {
            throw new \DomainException('VIGIE_URL must be the address of a webhook of Vigie');
        }
        $secret = (string) self::constant('VIGIE_SECRET');
        $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
        if ($key === false || $key === '') {
            throw new \DomainException('VIGIE_SECRET must be whsec_ and base64');
        }
        $this->key = $key;
        $timeout = self::constant('VIGIE_TIMEOUT', 3);
        if (!is_numeric($timeout) || $timeout <= 0 || $timeout > 30) {
            throw new \DomainException('VIGIE_TIMEOUT must be a number of seconds up to 30');
        }
        $this->timeout = (float) $timeout;
        $this->reject_as = (string) self::constant('VIGIE_REJECT_AS', 'spam');
        if (!in_array($this->reject_as, ['spam', 'trash'], true)) {
            throw new \DomainException('VIGIE_REJECT_AS must be spam or trash');
        }
    }

    /**
     * @param mixed $otherwise
     * @return mixed
     */
    private static function constant(string $name, $otherwise = '')
    {
        return defined($name) ? constant($name) : $otherwise;
    }
}

/** Posts to Vigie, signed as https://www.standardwebhooks.com has it. */
final class Client
{
    private Settings $settings;

    /** How long nobody is asked after a failure, in seconds: a bulk action must not wait for a timeout per comment. */
    private const PAUSE = 60;

    /** Until when this process asks nobody, in seconds since 1970. */
    private int $silent_until = 0;

    public function __construct(Settings $settings)
    {
        $this->settings = $settings;
    }

    /** The verdict on a comment as it is stored now: `approve`, `review` or `reject`. Null: there is none to be had. */
    public function verdict(string $type, \WP_Comment $comment): ?string
    {
        return $this->send($type, self::described($type, $comment))['verdict'] ?? null;
    }

    /** Tells that a comment is gone. False: Vigie did not hear it. */
    public function gone(string $id): bool
    {
        return $this->send('comment.deleted', ['comment_id' => self::id($id), 'account' => self::site()]) !== null;
    }

    /** What Vigie calls the comment. The sites of one network each count from 1. */
    private static function id(string $id): string
    {
        return is_multisite() ? get_current_blog_id() . '-' . $id : $id;
    }

    /** What Vigie is told. Never an e-mail address, an IP address or a browser's name. */
    private static function described(string $type, \WP_Comment $comment): array
    {
        // A name field may hold what was meant for the one below it, and a login may be an address.
        $name = is_email($comment->comment_author) ? null : $comment->comment_author;
        $post = get_post((int) $comment->comment_post_ID);
        $public = $post && is_post_publicly_viewable($post) && $post->post_password === '';
        $written = $comment->comment_date_gmt;
        $now = new \DateTimeImmutable('now', new \DateTimeZone('UTC'));
        return [
            'comment_id' => self::id($comment->comment_ID),
            'text' => $comment->comment_content,
            'format' => 'html',
            'thread_id' => $comment->comment_post_ID,
            'parent_id' => $comment->comment_parent ?: null,
            'author' => ['id' => $comment->user_id ?: null, 'name' => $name],
            'created_at' => strpos($written, '0000') === 0 ? null : str_replace(' ', 'T', $written) . 'Z',
            'edited_at' => $type === 'comment.updated' ? $now->format('Y-m-d\TH:i:s.v\Z') : null,
            'permalink' => get_comment_link($comment),
            'visibility' => $public ? 'public' : 'private',
            'account' => self::site(),
        ];
    }

    /** The site's host, by which Vigie finds the space where the address names none. */
    private static function site(): ?string
    {
        $home = wp_parse_url(home_url());
        return isset($home['port']) ? $home['host'] . ':' . $home['port'] : $home['host'] ?? null;
    }

    /** Posts one event. The result that Vigie has for it, or null. */
    private function send(string $type, array $data): ?array
    {
        if (time() < $this->silent_until) {
            return null;
        }
        $at = (string) time();
        $event = ['type' => $type, 'timestamp' => gmdate('Y-m-d\TH:i:s\Z'), 'data' => $data];
        $body = (string) wp_json_encode($event);
        $id = 'wp_' . wp_generate_uuid4();
        $signature = base64_encode(hash_hmac('sha256', "$id.$at.$body", $this->settings->key, true));
        $answer = wp_remote_post($this->settings->url, [
            'timeout' => $this->settings->timeout,
            'redirection' => 0,
            'limit_response_size' => 1024 * 1024,
            'headers' => [
                'content-type' => 'application/json',
                'webhook-id' => $id,
                'webhook-timestamp' => $at,
                'webhook-signature' => "v1,$signature",
            ],
            'body' => $body,
        ]);
        if (is_wp_error($answer)) {
            return $this->failed($answer->get_error_message());
        }
        $status = wp_remote_retrieve_response_code($answer);
        if ($status !== 200) {
            return $this->failed("HTTP $status");
        }
        $result = json_decode(wp_remote_retrieve_body($answer), true)['results'][0] ?? null;
        if (!is_array($result) || (string) ($result['comment_id'] ?? '') !== (string) $data['comment_id']) {
            return $this->failed('it could not read the comment, or we its answer');
        }
        return $result;
    }

    /** Notes why there is no answer, without a word of the comment. */
    private function failed(string $why): ?array
    {
        $this->silent_until = time() + self::PAUSE;
        error_log("Vigie did not answer, so WordPress goes on by itself: $why");
        return null;
    }
}

/** Stands where comments are written, edited and deleted. */
final class Gate
{
    /** The comment meta that holds the hash of the text that Vigie last decided on. */
    private const DECIDED = '_vigie_decided';

    /** The kinds of comments that people write. Not pingbacks, editors' notes or a shop's notes on orders. */
    private const WRITTEN = ['', 'comment', 'review'];

    private Client $client;

    private string $reject_as;

    /** The status that WordPress itself would give the comment that is being written. */
    private ?string $writing = null;

    /** The same for those being edited, by id. */
    private array $editing = [];

    public function __construct(Settings $settings)
    {
        $this->client = new Client($settings);
        $this->reject_as = $settings->reject_as;
    }

    public function stand(): void
    {
        // Last, so that what WordPress and its plugins want is known.
        add_filter('pre_comment_approved', [$this, 'hold_new'], PHP_INT_MAX, 2);
        add_filter('wp_update_comment_data', [$this, 'hold_edit'], PHP_INT_MAX);
        // First, so that nobody takes the comment for held.
        add_action('wp_insert_comment', [$this, 'ask_new'], PHP_INT_MIN, 2);
        add_action('edit_comment', [$this, 'ask_edit'], PHP_INT_MIN);
        add_action('trashed_comment', [$this, 'tell_gone']);
        add_action('delete_comment', [$this, 'tell_gone']);
    }

    /**
     * @param int|string|\WP_Error $approved
     * @return int|string|\WP_Error
     */
    public function hold_new($approved, array $comment)
    {
        $this->writing = null;
        if (is_wp_error($approved) || !self::concerns($comment['comment_type'] ?? '', (string) $approved)) {
            return $approved;
        }
        $this->writing = (string) $approved;
        return 0;
    }

    /** @param int|string $id */
    public function ask_new($id, \WP_Comment $comment): void
    {
        // Whatever inserts a comment past the filter above has said what it wants.
        $wanted = $this->writing ?? (string) $comment->comment_approved;
        $this->writing = null;
        if (self::concerns($comment->comment_type, $wanted)) {
            $this->settle($comment, $this->client->verdict('comment.created', $comment), $wanted);
        }
    }

    /**
     * Every change of a comment's status by way of REST is also an edit, our own or a moderator's: only a text that
     * has not been decided on is asked about, or our own outcome would come back to us.
     *
     * @param array|\WP_Error $data
     * @return array|\WP_Error
     */
    public function hold_edit($data)
    {
        if (is_wp_error($data)) {
            return $data;
        }
        $id = (int) $data['comment_ID'];
        unset($this->editing[$id]);
        $known = get_comment_meta($id, self::DECIDED, true) ?: self::hash(get_comment($id)->comment_content);
        $wanted = (string) $data['comment_approved'];
        if (self::hash($data['comment_content']) !== $known && self::concerns($data['comment_type'], $wanted)) {
            $this->editing[$id] = $wanted;
            $data['comment_approved'] = 0;
        }
        return $data;
    }

    /** @param int|string $id */
    public function ask_edit($id): void
    {
        $wanted = $this->editing[(int) $id] ?? null;
        unset($this->editing[(int) $id]);
        $comment = get_comment($id);
        if ($wanted !== null && $comment) {
            $this->settle($comment, $this->client->verdict('comment.updated', $comment), $wanted);
        }
    }

    /** @param int|string $id */
    public function tell_gone($id): void
    {
        // Only what Vigie knows, and once: emptying the trash tells nothing new.
        if (get_comment_meta((int) $id, self::DECIDED, true) && $this->client->gone((string) $id)) {
            delete_comment_meta((int) $id, self::DECIDED);
        }
    }

    /** Whether a comment of this kind is one to ask about. What WordPress itself puts in spam stays there, unasked. */
    private static function concerns(string $type, string $wanted): bool
    {
        $importing = defined('WP_IMPORTING') && WP_IMPORTING;
        return in_array($type, self::WRITTEN, true) && in_array($wanted, ['0', '1'], true) && !$importing;
    }

    /** Gives the comment its status: the verdict's, or without one what WordPress wanted. */
    private function settle(\WP_Comment $comment, ?string $verdict, string $wanted): void
    {
        // Without a trash, WordPress itself takes spam in its place.
        $statuses = ['approve' => '1', 'review' => '0', 'reject' => EMPTY_TRASH_DAYS ? $this->reject_as : 'spam'];
        $status = $statuses[$verdict ?? ''] ?? $wanted;
        $id = (int) $comment->comment_ID;
        if (isset($statuses[$verdict ?? ''])) {
            update_comment_meta($id, self::DECIDED, self::hash($comment->comment_content));
        }
        if ($verdict === 'reject') {
            // As WordPress notes it, so that a moderator who disagrees restores what would have been.
            update_comment_meta($id, '_wp_trash_meta_status', $wanted);
            update_comment_meta($id, '_wp_trash_meta_time', time());
        }
        if ($status !== (string) $comment->comment_approved) {
            self::write($comment, $status);
        }
    }

    /**
     * Writes the status without a transition: the comment has not changed from held to published, it never was held.
     * wp_set_comment_status() would tell the author of the post twice.
     */
    private static function write(\WP_Comment $comment, string $status): void
    {
        global $wpdb;
        $wpdb->update($wpdb->comments, ['comment_approved' => $status], ['comment_ID' => $comment->comment_ID]);
        clean_comment_cache((int) $comment->comment_ID);
        wp_update_comment_count((int) $comment->comment_post_ID);
        foreach (['server', 'gmt', 'blog'] as $zone) {
            wp_cache_delete("lastcommentmodified:$zone", 'timeinfo');
        }
        // Whoever was handed this object after us reads it.
        $comment->comment_approved = $status;
    }

    private static function hash(string $text): string
    {
        return hash('sha256', $text);
    }
}

try {
    (new Gate(new Settings()))->stand();
} catch (\DomainException $problem) {
    // Comments go on as WordPress decides; whoever can mend it is told.
    add_action('admin_notices', static function () use ($problem): void {
        if (current_user_can('manage_options')) {
            printf('<div class="notice notice-error"><p>Vigie: %s.</p></div>', esc_html($problem->getMessage()));
        }
    });
}
