package io.beta9.provisioning.cloudsim.aws.s3;

import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One version of an object, or a delete marker. Immutable except for its tags. */
final class StoredObject implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The id of a version created without versioning. */
  static final String NULL_VERSION = "null";

  final String versionId;
  final Instant modified;
  final boolean deleteMarker;
  final byte[] content;
  final String etag;
  final Map<String, String> metadata;
  final Checksums checksums;
  final Headers headers;
  TreeMap<String, String> tags = new TreeMap<>();

  /** The headers that are stored with an object. */
  record Headers(
      @Nullable String contentType,
      @Nullable String contentEncoding,
      @Nullable String cacheControl,
      String encryption,
      @Nullable String kmsKey,
      @Nullable Boolean bucketKey)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private StoredObject(
      String versionId,
      Instant modified,
      boolean deleteMarker,
      byte[] content,
      Map<String, String> metadata,
      Checksums checksums,
      Headers headers) {
    this.versionId = versionId;
    this.modified = modified;
    this.deleteMarker = deleteMarker;
    this.content = content;
    this.etag = deleteMarker ? "" : "\"" + Checksums.md5Hex(content) + "\"";
    this.metadata = new TreeMap<>(metadata);
    this.checksums = checksums;
    this.headers = headers;
  }

  static StoredObject of(
      String versionId,
      Instant modified,
      byte[] content,
      Map<String, String> metadata,
      Checksums checksums,
      Headers headers) {
    return new StoredObject(versionId, modified, false, content, metadata, checksums, headers);
  }

  static StoredObject deleteMarker(String versionId, Instant modified) {
    return new StoredObject(
        versionId,
        modified,
        true,
        new byte[0],
        Map.of(),
        new Checksums(Map.of()),
        new Headers(null, null, null, "AES256", null, null));
  }
}
