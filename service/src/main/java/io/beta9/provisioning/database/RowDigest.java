package io.beta9.provisioning.database;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Counts rows and adds up their SHA-256. A sum does not depend on the order of the rows, which
 * PostgreSQL does not define.
 */
final class RowDigest {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  private final MessageDigest sha256;
  private BigInteger sum = BigInteger.ZERO;
  private long rows;

  RowDigest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  /** Adds a row, including its line feed. */
  void add(byte[] row) {
    rows++;
    sum = sum.add(new BigInteger(1, sha256.digest(row))).mod(MODULUS);
  }

  long rows() {
    return rows;
  }

  String checksum() {
    String hex = sum.toString(16);
    return "0".repeat(64 - hex.length()) + hex;
  }
}
