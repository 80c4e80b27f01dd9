package io.beta9.provisioning.cloudsim.aws.s3;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** The checksums of an object by algorithm, in base64. */
record Checksums(TreeMap<String, String> byAlgorithm) implements Serializable {
  private static final long serialVersionUID = 1L;

  Checksums(Map<String, String> byAlgorithm) {
    this(new TreeMap<>(byAlgorithm));
  }

  /**
   * Returns the checksums of a request after verifying them against its body.
   *
   * @throws io.beta9.provisioning.cloudsim.aws.AwsErrorException if one does not match
   */
  static Checksums verified(PutObjectRequest request, byte[] body) {
    String md5 = request.contentMD5();
    if (md5 != null && !md5.equals(base64(digest("MD5", body)))) {
      throw S3Errors.invalid(
          "BadDigest", "The Content-MD5 you specified did not match what we received.");
    }
    TreeMap<String, String> given = new TreeMap<>();
    put(given, "CRC32", request.checksumCRC32());
    put(given, "CRC32C", request.checksumCRC32C());
    put(given, "CRC64NVME", request.checksumCRC64NVME());
    put(given, "SHA1", request.checksumSHA1());
    put(given, "SHA256", request.checksumSHA256());
    given.forEach((algorithm, value) -> check(algorithm, value, body));
    return new Checksums(given);
  }

  @Nullable String of(String algorithm) {
    return byAlgorithm.get(algorithm);
  }

  static String md5Hex(byte[] content) {
    return HexFormat.of().formatHex(digest("MD5", content));
  }

  private static void check(String algorithm, String value, byte[] body) {
    String actual =
        switch (algorithm) {
          case "CRC32" -> base64(crc(new CRC32(), body));
          case "CRC32C" -> base64(crc(new CRC32C(), body));
          case "SHA1" -> base64(digest("SHA-1", body));
          case "SHA256" -> base64(digest("SHA-256", body));
          default -> value; // not verified: the JDK has no CRC64NVME
        };
    if (!actual.equals(value)) {
      throw S3Errors.invalid(
          "BadDigest",
          "The " + algorithm + " you specified did not match the calculated checksum.");
    }
  }

  private static void put(Map<String, String> into, String algorithm, @Nullable String value) {
    if (value != null) {
      into.put(algorithm, value);
    }
  }

  private static byte[] crc(Checksum checksum, byte[] content) {
    checksum.update(content, 0, content.length);
    return ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
  }

  private static byte[] digest(String algorithm, byte[] content) {
    try {
      return MessageDigest.getInstance(algorithm).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has " + algorithm, e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
