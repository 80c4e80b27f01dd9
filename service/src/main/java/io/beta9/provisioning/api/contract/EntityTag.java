package io.beta9.provisioning.api.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strong entity tag: the hash of a representation. It therefore changes with every change that a
 * client can see, also with one that is made in the database manually.
 *
 * @param hash hexadecimal digits
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3">RFC 9110, section 8.8.3</a>
 */
public record EntityTag(String hash) {
  private static final int BYTES = 16;
  private static final String GZIP = "-gzip";
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([^\"]*)\"|(\\*)");

  /** Returns the tag of a representation. */
  public static EntityTag of(byte[] representation) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(representation);
      return new EntityTag(HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the header of the representation, which has another tag if it is compressed. */
  String header(boolean compressed) {
    return "\"" + hash + (compressed ? GZIP : "") + "\"";
  }

  /**
   * Returns whether a list of tags, the value of a conditional header, contains this tag or is
   * {@code *}. The tag of the compressed representation is equal.
   */
  public boolean matches(String header) {
    Matcher tags = TAG.matcher(header);
    byte[] own = hash.getBytes(StandardCharsets.ISO_8859_1);
    while (tags.find()) {
      if (tags.group(2) != null) {
        return true;
      }
      String tag = tags.group(1);
      String plain = tag.endsWith(GZIP) ? tag.substring(0, tag.length() - GZIP.length()) : tag;
      if (MessageDigest.isEqual(own, plain.getBytes(StandardCharsets.ISO_8859_1))) {
        return true;
      }
    }
    return false;
  }
}
