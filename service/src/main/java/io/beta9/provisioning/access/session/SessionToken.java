package io.beta9.provisioning.access.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The secret of a session or of a sign-in link: 256 random bits in hexadecimal. Only its hash is
 * stored.
 */
public record SessionToken(String text) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
  private static final int BYTES = 32;

  /** Hexadecimal digits of the hash that identify a session. */
  static final int ID_LENGTH = 16;

  public static SessionToken random(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new SessionToken(HexFormat.of().formatHex(bytes));
  }

  /** Returns the token in this text; empty if the text has another form. */
  public static Optional<SessionToken> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new SessionToken(text)) : Optional.empty();
  }

  /** Returns the hash that is stored. */
  byte[] sha256() {
    return hash(text);
  }

  /** Returns what identifies the session to people who must not have its token. */
  public String publicId() {
    return HexFormat.of().formatHex(sha256()).substring(0, ID_LENGTH);
  }

  /**
   * Returns the token that every form of the session contains. A page of another site cannot read
   * it, and it reveals nothing about the session's token.
   */
  public String formToken() {
    return derived("form");
  }

  /** Returns a value that only who has this token can compute, and that does not reveal it. */
  public String derived(String purpose) {
    return HexFormat.of().formatHex(hash(purpose + ":" + text));
  }

  /** Returns whether a form was sent by a page of this session, in constant time. */
  public boolean hasFormToken(String candidate) {
    return MessageDigest.isEqual(
        formToken().getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] hash(String value) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "session token";
  }
}
