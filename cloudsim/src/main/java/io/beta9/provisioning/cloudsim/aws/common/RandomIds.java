package io.beta9.provisioning.cloudsim.aws.common;

import java.security.SecureRandom;
import java.util.UUID;

/** Generates random ids in the alphabets that AWS uses. */
public final class RandomIds {
  private static final String HEX = "0123456789abcdef";
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final String MIXED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomIds() {}

  public static String uuid() {
    return UUID.randomUUID().toString();
  }

  public static String hex(int length) {
    return from(HEX, length);
  }

  /** Returns upper-case letters and the digits 2 to 7, as in IAM unique ids. */
  public static String upper(int length) {
    return from(UPPER, length);
  }

  public static String lower(int length) {
    return from(LOWER, length);
  }

  /** Returns letters of both cases and digits, as in secret access keys. */
  public static String mixed(int length) {
    return from(MIXED, length);
  }

  private static String from(String alphabet, int length) {
    StringBuilder id = new StringBuilder(length);
    for (int at = 0; at < length; at++) {
      id.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
    }
    return id.toString();
  }
}
