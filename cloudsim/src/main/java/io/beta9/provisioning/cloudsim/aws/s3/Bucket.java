package io.beta9.provisioning.cloudsim.aws.s3;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.BucketLoggingStatus;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * A bucket with the current defaults of AWS: encrypted, public access blocked, objects owned by the
 * bucket owner.
 */
final class Bucket implements Serializable {
  private static final long serialVersionUID = 1L;

  static final ServerSideEncryptionConfiguration DEFAULT_ENCRYPTION =
      ServerSideEncryptionConfiguration.builder()
          .rules(
              rule ->
                  rule.bucketKeyEnabled(false)
                      .applyServerSideEncryptionByDefault(
                          it -> it.sseAlgorithm(ServerSideEncryption.AES256)))
          .build();

  final String name;
  final String account;
  final String region;
  final Instant created;

  /** Null until versioning is first set; then {@code Enabled} or {@code Suspended}. */
  @Nullable String versioning;

  ServerSideEncryptionConfiguration encryption = DEFAULT_ENCRYPTION;
  @Nullable ArrayList<LifecycleRule> lifecycle;
  String transitionMinimumObjectSize = "all_storage_classes_128K";

  @Nullable PublicAccessBlockConfiguration publicAccess =
      PublicAccessBlockConfiguration.builder()
          .blockPublicAcls(true)
          .ignorePublicAcls(true)
          .blockPublicPolicy(true)
          .restrictPublicBuckets(true)
          .build();

  @Nullable OwnershipControls ownership =
      OwnershipControls.builder()
          .rules(rule -> rule.objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED))
          .build();

  @Nullable String policy;
  @Nullable CORSConfiguration cors;
  @Nullable BucketLoggingStatus logging;
  ArrayList<Tag> tags = new ArrayList<>();

  /** The versions of each key, latest first. */
  final TreeMap<String, ArrayList<StoredObject>> objects = new TreeMap<>();

  Bucket(String name, String account, String region, Instant created) {
    this.name = name;
    this.account = account;
    this.region = region;
    this.created = created;
  }

  boolean isVersioned() {
    return "Enabled".equals(versioning);
  }

  List<StoredObject> versions(String key) {
    return objects.getOrDefault(key, new ArrayList<>());
  }

  /** Returns the latest version, which can be a delete marker. */
  Optional<StoredObject> latest(String key) {
    return versions(key).stream().findFirst();
  }

  /** Returns the latest version, unless it is a delete marker. */
  Optional<StoredObject> current(String key) {
    return latest(key).filter(it -> !it.deleteMarker);
  }

  Optional<StoredObject> version(String key, String versionId) {
    return versions(key).stream().filter(it -> it.versionId.equals(versionId)).findFirst();
  }

  /** Adds the latest version; a null version replaces the existing null version. */
  void add(String key, StoredObject version) {
    ArrayList<StoredObject> versions = objects.computeIfAbsent(key, unused -> new ArrayList<>());
    if (version.versionId.equals(StoredObject.NULL_VERSION)) {
      versions.removeIf(it -> it.versionId.equals(StoredObject.NULL_VERSION));
    }
    versions.addFirst(version);
  }

  void remove(String key, StoredObject version) {
    ArrayList<StoredObject> versions = objects.get(key);
    if (versions != null) {
      versions.remove(version);
      if (versions.isEmpty()) {
        objects.remove(key);
      }
    }
  }
}
