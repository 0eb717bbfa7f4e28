<?php
// Makes password hashes as WordPress and Drupal make them, with PHP's own functions: a line of JSON for each, as make.py
// prints them. The arguments are the passwords; without them, they are new in every run. The rules are written here, after WordPress 6.8 (wp-includes/pluggable.php) and Drupal
// 7 (includes/password.inc); the functions are PHP's.

const ITOA64 = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function line(string $readAs, string $hash, string $password): void
{
    $made = ['made_with' => 'PHP ' . PHP_VERSION, 'read_as' => $readAs, 'hash' => $hash, 'password' => $password];
    echo json_encode($made, JSON_THROW_ON_ERROR), "\n";
}

function letters(string $bytes): string
{
    $text = '';
    foreach (str_split($bytes, 3) as $group) {
        $value = 0;
        foreach (array_reverse(str_split($group)) as $byte) {
            $value = ($value << 8) | ord($byte);
        }
        for ($n = 0; $n <= strlen($group); $n++) {
            $text .= ITOA64[($value >> (6 * $n)) & 63];
        }
    }
    return $text;
}

function stretched(string $algorithm, string $prefix, int $log2, string $password, int $length): string
{
    $salt = substr(letters(random_bytes(6)), 0, 8);
    $hash = hash($algorithm, $salt . $password, true);
    for ($round = 0; $round < 1 << $log2; $round++) {
        $hash = hash($algorithm, $hash . $password, true);
    }
    return substr($prefix . ITOA64[$log2] . $salt . letters($hash), 0, $length);
}

$foreign = mb_str_split('äöüßéñçøåłžđ日本語한국어русский€☃🦀🔑');
$word = fn (array $from, int $length) => implode('', array_map(fn () => $from[random_int(0, count($from) - 1)], range(1, $length)));
$ascii = array_map('chr', range(33, 126));
$random = [$word($ascii, 1), $word($ascii, 14), 'é' . $word($foreign, 9) . "e\u{301}", $word($ascii, 200), $word($foreign, 50)];
foreach (array_slice($argv, 1) ?: $random as $password) {
    $key = base64_encode(hash_hmac('sha384', $password, 'wp-sha384', true));
    $wordpress = '$wp' . password_hash($key, PASSWORD_BCRYPT, ['cost' => 5]);
    line('', $wordpress, $password);
    // Both remove blanks at the ends of a password.
    line('', $wordpress, " $password\n");
    line('', stretched('md5', '$P$', 8, $password, 34), $password);
    $drupal = stretched('sha512', '$S$', 8, $password, 55);
    line('', $drupal, $password);
    line('', $drupal, "$password ");
    line('', 'U' . stretched('sha512', '$S$', 8, md5($password), 55), $password);
    line('', 'U' . stretched('md5', '$P$', 8, md5($password), 34), $password);
    line('', password_hash($password, PASSWORD_ARGON2ID, ['memory_cost' => 64, 'time_cost' => 1, 'threads' => 1]), $password);
    line('', crypt($password, '$6$rounds=1000$saltsaltsalt$'), $password);
    if (strlen($password) <= 72) {
        line('', password_hash($password, PASSWORD_BCRYPT, ['cost' => 4]), $password);
    }
}
