package io.beta9.provisioning.aws.session;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Reads objects of the customer's bucket, of which a limited number of bytes is kept in memory. The
 * customer decides how large they are.
 *
 * @param bytes the content; null if it is larger than the limit
 */
public record BoundedObject(byte @Nullable [] bytes, String eTag) {

  /**
   * Reads an object.
   *
   * @param version null for the current one
   * @throws S3Exception as the SDK does
   */
  public static BoundedObject read(
      S3Client s3, String bucket, String key, @Nullable String version, int maxBytes) {
    return s3.getObject(
        r -> r.bucket(bucket).key(key).versionId(version),
        (response, content) -> {
          byte[] bytes = content.readNBytes(maxBytes + 1);
          if (bytes.length > maxBytes) {
            content.abort();
            return new BoundedObject(null, response.eTag());
          }
          return new BoundedObject(bytes, response.eTag());
        });
  }
}
