package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectStorageClass;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Paginated listings of current objects. */
final class ObjectListings {
  private static final int MAX_PAGE_SIZE = 1000;

  void register(Operations operations) {
    operations.on(ListObjectsV2Request.class, this::list);
    operations.on(ListObjectsRequest.class, this::listV1);
  }

  /** A page of keys, and of common prefixes of the keys that contain the delimiter. */
  private record Page(List<String> keys, Set<String> prefixes, @Nullable String last) {}

  private ListObjectsV2Response list(ListObjectsV2Request request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    KeyEncoding text = KeyEncoding.of(request.encodingTypeAsString());
    String after =
        request.continuationToken() == null
            ? request.startAfter()
            : new String(
                Base64.getUrlDecoder().decode(request.continuationToken()), StandardCharsets.UTF_8);
    int max = pageSize(request.maxKeys());
    Page page = page(bucket, request.prefix(), request.delimiter(), after, max);
    return ListObjectsV2Response.builder()
        .name(bucket.name)
        .prefix(text.write(orEmpty(request.prefix())))
        .delimiter(text.write(request.delimiter()))
        .startAfter(text.write(request.startAfter()))
        .encodingType(text.type())
        .maxKeys(max)
        .keyCount(page.keys().size() + page.prefixes().size())
        .isTruncated(page.last() != null)
        .continuationToken(request.continuationToken())
        .nextContinuationToken(page.last() == null ? null : token(page.last()))
        .contents(contents(bucket, page, text))
        .commonPrefixes(prefixes(page, text))
        .build();
  }

  private ListObjectsResponse listV1(ListObjectsRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    KeyEncoding text = KeyEncoding.of(request.encodingTypeAsString());
    int max = pageSize(request.maxKeys());
    Page page = page(bucket, request.prefix(), request.delimiter(), request.marker(), max);
    return ListObjectsResponse.builder()
        .name(bucket.name)
        .prefix(text.write(orEmpty(request.prefix())))
        .delimiter(text.write(request.delimiter()))
        .marker(text.write(orEmpty(request.marker())))
        .encodingType(text.type())
        .maxKeys(max)
        .isTruncated(page.last() != null)
        .nextMarker(text.write(page.last()))
        .contents(contents(bucket, page, text))
        .commonPrefixes(prefixes(page, text))
        .build();
  }

  private static Page page(
      Bucket bucket,
      @Nullable String prefix,
      @Nullable String delimiter,
      @Nullable String after,
      int max) {
    String start = orEmpty(prefix);
    List<String> keys = new ArrayList<>();
    Set<String> prefixes = new LinkedHashSet<>();
    String last = null;
    for (String key : bucket.objects.keySet()) {
      if (!key.startsWith(start) || bucket.current(key).isEmpty()) {
        continue;
      }
      String common = commonPrefix(key, start, delimiter);
      String shown = common == null ? key : common;
      if ((after != null && shown.compareTo(after) <= 0) || prefixes.contains(shown)) {
        continue;
      }
      if (keys.size() + prefixes.size() == max) {
        return new Page(keys, prefixes, last == null ? "" : last);
      }
      if (common == null) {
        keys.add(key);
      } else {
        prefixes.add(common);
      }
      last = shown;
    }
    return new Page(keys, prefixes, null);
  }

  private static @Nullable String commonPrefix(
      String key, String prefix, @Nullable String delimiter) {
    if (delimiter == null || delimiter.isEmpty()) {
      return null;
    }
    int at = key.indexOf(delimiter, prefix.length());
    return at < 0 ? null : key.substring(0, at + delimiter.length());
  }

  private static List<S3Object> contents(Bucket bucket, Page page, KeyEncoding text) {
    return page.keys().stream()
        .map(
            key -> {
              StoredObject object = bucket.current(key).orElseThrow();
              return S3Object.builder()
                  .key(text.write(key))
                  .eTag(object.etag)
                  .lastModified(object.modified)
                  .size((long) object.content.length)
                  .storageClass(ObjectStorageClass.STANDARD)
                  .build();
            })
        .toList();
  }

  private static List<CommonPrefix> prefixes(Page page, KeyEncoding text) {
    return page.prefixes().stream()
        .map(prefix -> CommonPrefix.builder().prefix(text.write(prefix)).build())
        .toList();
  }

  static int pageSize(@Nullable Integer requested) {
    return requested == null ? MAX_PAGE_SIZE : Math.min(MAX_PAGE_SIZE, requested);
  }

  private static String token(String last) {
    return Base64.getUrlEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
