package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.Operations.StreamingResponse;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** Reads and writes of objects. */
final class ObjectOperations {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");

  void register(Operations operations) {
    operations.onStreaming(PutObjectRequest.class, this::put);
    operations.onStreaming(GetObjectRequest.class, this::get);
    operations.on(HeadObjectRequest.class, this::head);
  }

  private StreamingResponse<PutObjectResponse> put(
      PutObjectRequest request, byte[] body, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    Optional<StoredObject> present = bucket.current(request.key());
    if (request.ifNoneMatch() != null && present.isPresent()) {
      throw S3Errors.preconditionFailed();
    }
    if (request.ifMatch() != null
        && !isMatch(request.ifMatch(), present.orElseThrow(() -> S3Errors.noSuchKey(false)))) {
      throw S3Errors.preconditionFailed();
    }
    StoredObject object =
        StoredObject.of(
            bucket.isVersioned() ? RandomIds.mixed(32) : StoredObject.NULL_VERSION,
            call.now(),
            body,
            request.metadata(),
            Checksums.verified(request, body),
            headers(request, bucket));
    object.tags = tags(request.tagging());
    bucket.add(request.key(), object);
    return new StreamingResponse<>(
        PutObjectResponse.builder()
            .eTag(object.etag)
            .versionId(bucket.versioning == null ? null : object.versionId)
            .serverSideEncryption(object.headers.encryption())
            .ssekmsKeyId(object.headers.kmsKey())
            .bucketKeyEnabled(object.headers.bucketKey())
            .checksumCRC32(object.checksums.of("CRC32"))
            .checksumCRC32C(object.checksums.of("CRC32C"))
            .checksumCRC64NVME(object.checksums.of("CRC64NVME"))
            .checksumSHA1(object.checksums.of("SHA1"))
            .checksumSHA256(object.checksums.of("SHA256"))
            .build(),
        new byte[0]);
  }

  /** Returns the headers to store; encryption defaults to the bucket's. */
  private static StoredObject.Headers headers(PutObjectRequest request, Bucket bucket) {
    ServerSideEncryptionRule rule = bucket.encryption.rules().getFirst();
    ServerSideEncryptionByDefault fallback = rule.applyServerSideEncryptionByDefault();
    String encryption = request.serverSideEncryptionAsString();
    String key = request.ssekmsKeyId();
    if (encryption == null) {
      encryption = fallback.sseAlgorithmAsString();
      key = fallback.kmsMasterKeyID();
    }
    return new StoredObject.Headers(
        request.contentType(),
        request.contentEncoding(),
        request.cacheControl(),
        encryption,
        key,
        encryption.equals("AES256") ? null : rule.bucketKeyEnabled());
  }

  private static TreeMap<String, String> tags(@Nullable String header) {
    TreeMap<String, String> tags = new TreeMap<>();
    for (String pair : header == null ? new String[0] : header.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      tags.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
    }
    return tags;
  }

  private StreamingResponse<GetObjectResponse> get(
      GetObjectRequest request, byte[] body, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    StoredObject object = find(bucket, request.key(), request.versionId());
    checkConditions(object, request.ifMatch(), request.ifNoneMatch());
    boolean checksums = "ENABLED".equals(request.checksumModeAsString());
    GetObjectResponse.Builder response =
        GetObjectResponse.builder()
            .eTag(object.etag)
            .lastModified(object.modified)
            .versionId(bucket.versioning == null ? null : object.versionId)
            .acceptRanges("bytes")
            .contentType(contentType(object))
            .contentEncoding(object.headers.contentEncoding())
            .cacheControl(object.headers.cacheControl())
            .serverSideEncryption(object.headers.encryption())
            .ssekmsKeyId(object.headers.kmsKey())
            .bucketKeyEnabled(object.headers.bucketKey())
            .tagCount(object.tags.isEmpty() ? null : object.tags.size())
            .metadata(object.metadata);
    if (request.range() != null) {
      return range(request.range(), object, response);
    }
    if (checksums && !object.checksums.byAlgorithm().isEmpty()) {
      response
          .checksumType(ChecksumType.FULL_OBJECT)
          .checksumCRC32(object.checksums.of("CRC32"))
          .checksumCRC32C(object.checksums.of("CRC32C"))
          .checksumCRC64NVME(object.checksums.of("CRC64NVME"))
          .checksumSHA1(object.checksums.of("SHA1"))
          .checksumSHA256(object.checksums.of("SHA256"));
    }
    return new StreamingResponse<>(
        response.contentLength((long) object.content.length).build(), object.content);
  }

  private static StreamingResponse<GetObjectResponse> range(
      String range, StoredObject object, GetObjectResponse.Builder response) {
    Matcher matcher = RANGE.matcher(range);
    int length = object.content.length;
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      throw S3Errors.invalid("InvalidArgument", "Not a range: " + range);
    }
    int from;
    int to = length;
    if (matcher.group(1).isEmpty()) {
      from = Math.max(0, length - Integer.parseInt(matcher.group(2)));
    } else {
      from = Integer.parseInt(matcher.group(1));
      if (!matcher.group(2).isEmpty()) {
        to = Math.min(length, Integer.parseInt(matcher.group(2)) + 1);
      }
    }
    if (from >= length || from >= to) {
      throw new io.beta9.provisioning.cloudsim.aws.AwsErrorException(
          416, "InvalidRange", "The requested range is not satisfiable");
    }
    return new StreamingResponse<>(
        response
            .contentLength((long) (to - from))
            .contentRange("bytes " + from + "-" + (to - 1) + "/" + length)
            .build(),
        Arrays.copyOfRange(object.content, from, to));
  }

  private HeadObjectResponse head(HeadObjectRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    StoredObject object = find(bucket, request.key(), request.versionId());
    checkConditions(object, request.ifMatch(), request.ifNoneMatch());
    return HeadObjectResponse.builder()
        .eTag(object.etag)
        .lastModified(object.modified)
        .versionId(bucket.versioning == null ? null : object.versionId)
        .acceptRanges("bytes")
        .contentLength((long) object.content.length)
        .contentType(contentType(object))
        .contentEncoding(object.headers.contentEncoding())
        .cacheControl(object.headers.cacheControl())
        .serverSideEncryption(object.headers.encryption())
        .ssekmsKeyId(object.headers.kmsKey())
        .bucketKeyEnabled(object.headers.bucketKey())
        .metadata(object.metadata)
        .build();
  }

  private static String contentType(StoredObject object) {
    String type = object.headers.contentType();
    return type == null ? "binary/octet-stream" : type;
  }

  private static StoredObject find(Bucket bucket, String key, @Nullable String versionId) {
    if (versionId == null) {
      return bucket
          .current(key)
          .orElseThrow(() -> S3Errors.noSuchKey(bucket.latest(key).isPresent()));
    }
    StoredObject version = bucket.version(key, versionId).orElseThrow(S3Errors::noSuchVersion);
    if (version.deleteMarker) {
      throw S3Errors.isDeleteMarker();
    }
    return version;
  }

  private static void checkConditions(
      StoredObject object, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    if (ifMatch != null && !isMatch(ifMatch, object)) {
      throw S3Errors.preconditionFailed();
    }
    if (ifNoneMatch != null && isMatch(ifNoneMatch, object)) {
      throw S3Errors.notModified();
    }
  }

  /** Returns whether an entity tag of a request, or {@code *}, matches the object. */
  static boolean isMatch(String requested, StoredObject object) {
    return requested.equals("*")
        || requested.replace("\"", "").equals(object.etag.replace("\"", ""));
  }
}
