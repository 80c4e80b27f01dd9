package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.ObjectVersionStorageClass;

/** Paginated listings of object versions and delete markers. */
final class ObjectVersionListings {

  void register(Operations operations) {
    operations.on(ListObjectVersionsRequest.class, this::list);
  }

  private ListObjectVersionsResponse list(ListObjectVersionsRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    KeyEncoding text = KeyEncoding.of(request.encodingTypeAsString());
    String prefix = request.prefix() == null ? "" : request.prefix();
    int max = ObjectListings.pageSize(request.maxKeys());
    List<ObjectVersion> versions = new ArrayList<>();
    List<DeleteMarkerEntry> markers = new ArrayList<>();
    ListObjectVersionsResponse.Builder page = ListObjectVersionsResponse.builder();
    boolean truncated = false;
    String lastKey = null;
    String lastVersion = null;
    for (Map.Entry<String, ArrayList<StoredObject>> entry : bucket.objects.entrySet()) {
      String key = entry.getKey();
      if (!key.startsWith(prefix) || truncated) {
        continue;
      }
      for (StoredObject version : afterMarkers(request, key, entry.getValue())) {
        if (versions.size() + markers.size() == max) {
          truncated = true;
          break;
        }
        boolean latest = version == entry.getValue().getFirst();
        if (version.deleteMarker) {
          markers.add(marker(text.write(key), version, latest));
        } else {
          versions.add(version(text.write(key), version, latest));
        }
        lastKey = key;
        lastVersion = version.versionId;
      }
    }
    if (truncated) {
      page.nextKeyMarker(text.write(lastKey)).nextVersionIdMarker(lastVersion);
    }
    return page.name(bucket.name)
        .prefix(text.write(prefix))
        .keyMarker(request.keyMarker() == null ? "" : text.write(request.keyMarker()))
        .versionIdMarker(request.versionIdMarker() == null ? "" : request.versionIdMarker())
        .encodingType(text.type())
        .maxKeys(max)
        .isTruncated(truncated)
        .versions(versions)
        .deleteMarkers(markers)
        .build();
  }

  /**
   * Returns the versions after the markers, which identify the last version of the previous page.
   */
  private static List<StoredObject> afterMarkers(
      ListObjectVersionsRequest request, String key, List<StoredObject> versions) {
    String keyMarker = request.keyMarker();
    if (keyMarker == null || keyMarker.isEmpty() || key.compareTo(keyMarker) > 0) {
      return versions;
    }
    String versionMarker = request.versionIdMarker();
    if (!key.equals(keyMarker) || versionMarker == null) {
      return List.of();
    }
    for (int i = 0; i < versions.size(); i++) {
      if (versions.get(i).versionId.equals(versionMarker)) {
        return versions.subList(i + 1, versions.size());
      }
    }
    return versions;
  }

  private static ObjectVersion version(@Nullable String key, StoredObject version, boolean latest) {
    return ObjectVersion.builder()
        .key(key)
        .versionId(version.versionId)
        .isLatest(latest)
        .eTag(version.etag)
        .lastModified(version.modified)
        .size((long) version.content.length)
        .storageClass(ObjectVersionStorageClass.STANDARD)
        .build();
  }

  private static DeleteMarkerEntry marker(
      @Nullable String key, StoredObject version, boolean latest) {
    return DeleteMarkerEntry.builder()
        .key(key)
        .versionId(version.versionId)
        .isLatest(latest)
        .lastModified(version.modified)
        .build();
  }
}
