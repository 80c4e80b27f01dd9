package io.beta9.provisioning.cloudsim.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.AwsClients;
import io.beta9.provisioning.cloudsim.CloudSim;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;

class S3Test {
  private static CloudSim sim;
  private static S3Client s3;
  private String bucket;

  @BeforeAll
  static void start() {
    sim = CloudSim.builder().start();
    s3 = client("us-east-1");
  }

  @AfterAll
  static void stop() {
    s3.close();
    sim.close();
  }

  @BeforeEach
  void makeBucket(TestInfo test) {
    bucket =
        test.getDisplayName()
            .toLowerCase(java.util.Locale.ROOT)
            .replace("()", "")
            .replace('_', '-');
    bucket = bucket.substring(0, Math.min(60, bucket.length()));
    s3.createBucket(it -> it.bucket(bucket));
  }

  @Test
  void logs_to_a_bucket_of_the_same_account_and_region_only() {
    s3.createBucket(it -> it.bucket("the-access-logs"));
    S3Client ireland = client("eu-west-1");
    ireland.createBucket(
        it ->
            it.bucket("irish-access-logs")
                .createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));

    assertThatThrownBy(() -> logTo("no-such-bucket")).hasMessageContaining("does not exist");
    assertThatThrownBy(() -> logTo("irish-access-logs")).hasMessageContaining("same location");
    logTo("the-access-logs");
    assertThat(s3.getBucketLogging(it -> it.bucket(bucket)).loggingEnabled().targetBucket())
        .isEqualTo("the-access-logs");
    ireland.close();
  }

  private void logTo(String target) {
    s3.putBucketLogging(
        it ->
            it.bucket(bucket)
                .bucketLoggingStatus(
                    status ->
                        status.loggingEnabled(
                            enabled -> enabled.targetBucket(target).targetPrefix("x/"))));
  }

  private static S3Client client(String region) {
    return AwsClients.client(
        sim,
        S3Client.builder().forcePathStyle(true),
        AwsBasicCredentials.create("AKIAANYBODY", "secret"),
        region);
  }

  private String put(String key, String body) {
    return s3.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromString(body)).eTag();
  }

  private String get(String key) {
    return s3.getObjectAsBytes(it -> it.bucket(bucket).key(key)).asUtf8String();
  }

  @Test
  void returns_bodies_metadata_and_unusual_keys() {
    String key = "a folder/ä+b&c=d?.txt";
    s3.putObject(
        it ->
            it.bucket(bucket)
                .key(key)
                .contentType("text/plain")
                .metadata(Map.of("owner", "someone"))
                .tagging("team=x&cost=1%202"),
        RequestBody.fromString("hello, wörld"));
    assertThat(get(key)).isEqualTo("hello, wörld");
    var head = s3.headObject(it -> it.bucket(bucket).key(key));
    assertThat(head.contentType()).isEqualTo("text/plain");
    assertThat(head.contentLength()).isEqualTo(13);
    assertThat(head.metadata()).containsEntry("owner", "someone");
    assertThat(head.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents())
        .extracting(S3Object::key)
        .containsExactly(key);
    assertThat(s3.getObjectTagging(it -> it.bucket(bucket).key(key)).tagSet())
        .contains(Tag.builder().key("cost").value("1 2").build());
    assertThat(
            s3.getObjectAsBytes(it -> it.bucket(bucket).key(key).range("bytes=7-7")).asUtf8String())
        .isEqualTo("w");
  }

  @Test
  void verifies_checksums() {
    for (ChecksumAlgorithm algorithm :
        List.of(
            ChecksumAlgorithm.CRC32,
            ChecksumAlgorithm.CRC32_C,
            ChecksumAlgorithm.SHA1,
            ChecksumAlgorithm.SHA256)) {
      s3.putObject(
          it -> it.bucket(bucket).key(algorithm.toString()).checksumAlgorithm(algorithm),
          RequestBody.fromString("body"));
      assertThat(get(algorithm.toString())).isEqualTo("body");
    }
    assertCode(
        "BadDigest",
        400,
        () ->
            s3.putObject(
                it -> it.bucket(bucket).key("k").checksumSHA256("AAAA"),
                RequestBody.fromString("body")));
  }

  @Test
  void rejects_a_conditional_put_of_an_existing_object() {
    s3.putObject(
        it -> it.bucket(bucket).key("state.tflock").ifNoneMatch("*"),
        RequestBody.fromString("first"));
    assertCode(
        "PreconditionFailed",
        412,
        () ->
            s3.putObject(
                it -> it.bucket(bucket).key("state.tflock").ifNoneMatch("*"),
                RequestBody.fromString("second")));
    assertThat(get("state.tflock")).isEqualTo("first");
    s3.deleteObject(it -> it.bucket(bucket).key("state.tflock"));
    s3.putObject(
        it -> it.bucket(bucket).key("state.tflock").ifNoneMatch("*"),
        RequestBody.fromString("third"));
  }

  @Test
  void keeps_versions_behind_delete_markers() {
    s3.putBucketVersioning(
        it ->
            it.bucket(bucket)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    put("k", "one");
    put("k", "two");
    s3.deleteObject(it -> it.bucket(bucket).key("k"));
    assertCode("NoSuchKey", 404, () -> get("k"));
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents()).isEmpty();

    var versions = s3.listObjectVersions(it -> it.bucket(bucket));
    assertThat(versions.versions()).hasSize(2).noneMatch(ObjectVersion::isLatest);
    assertThat(versions.deleteMarkers())
        .singleElement()
        .satisfies(marker -> assertThat(marker.isLatest()).isTrue());
    String first = versions.versions().getLast().versionId();
    assertThat(
            s3.getObjectAsBytes(it -> it.bucket(bucket).key("k").versionId(first)).asUtf8String())
        .isEqualTo("one");
    assertCode("BucketNotEmpty", 409, () -> s3.deleteBucket(it -> it.bucket(bucket)));

    List<ObjectIdentifier> all =
        java.util.stream.Stream.concat(
                versions.versions().stream().map(ObjectVersion::versionId),
                versions.deleteMarkers().stream().map(DeleteMarkerEntry::versionId))
            .map(id -> ObjectIdentifier.builder().key("k").versionId(id).build())
            .toList();
    assertThat(s3.deleteObjects(it -> it.bucket(bucket).delete(d -> d.objects(all))).deleted())
        .hasSize(3);
    s3.deleteBucket(it -> it.bucket(bucket));
    assertCode("404", 404, () -> s3.headBucket(it -> it.bucket(bucket)));
  }

  @Test
  void deletes_an_object_only_if_its_entity_tag_matches() {
    String old = put("lock", "one");
    String current = put("lock", "two");

    assertCode(
        "PreconditionFailed",
        412,
        () -> s3.deleteObject(it -> it.bucket(bucket).key("lock").ifMatch(old)));
    assertThat(
            s3.deleteObjects(
                    it ->
                        it.bucket(bucket).delete(d -> d.objects(one -> one.key("lock").eTag(old))))
                .errors())
        .singleElement()
        .satisfies(error -> assertThat(error.code()).isEqualTo("PreconditionFailed"));
    assertThat(get("lock")).isEqualTo("two");

    s3.deleteObject(it -> it.bucket(bucket).key("lock").ifMatch(current));
    assertCode(
        "NoSuchKey", 404, () -> s3.deleteObject(it -> it.bucket(bucket).key("lock").ifMatch("*")));
  }

  @Test
  void lists_by_prefix_delimiter_and_page() {
    IntStream.range(0, 5).forEach(i -> put("environments/env_" + i + "/state", "x"));
    put("other", "x");
    assertThat(
            s3.listObjectsV2(it -> it.bucket(bucket).prefix("environments/").delimiter("/"))
                .commonPrefixes())
        .hasSize(5);
    assertThat(
            s3.listObjectsV2Paginator(it -> it.bucket(bucket).maxKeys(2)).contents().stream()
                .map(S3Object::key))
        .hasSize(6)
        .doesNotHaveDuplicates();
  }

  @Test
  void returns_bucket_settings() {
    s3.putBucketLifecycleConfiguration(
        it ->
            it.bucket(bucket)
                .lifecycleConfiguration(
                    l ->
                        l.rules(
                            rule ->
                                rule.id("old")
                                    .status(ExpirationStatus.ENABLED)
                                    .filter(f -> f.prefix(""))
                                    .noncurrentVersionExpiration(n -> n.noncurrentDays(90)))));
    assertThat(s3.getBucketLifecycleConfiguration(it -> it.bucket(bucket)).rules())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.filter().prefix()).isEmpty();
              assertThat(rule.noncurrentVersionExpiration().noncurrentDays()).isEqualTo(90);
            });
    s3.putBucketTagging(
        it -> it.bucket(bucket).tagging(t -> t.tagSet(tag -> tag.key("a").value("b"))));
    assertThat(s3.getBucketTagging(it -> it.bucket(bucket)).tagSet()).hasSize(1);
    assertThat(sim.inventory("123456789012", "us-east-1"))
        .anySatisfy(it -> assertThat(it.arn()).isEqualTo("arn:aws:s3:::" + bucket));
    String policy = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
    s3.putBucketPolicy(it -> it.bucket(bucket).policy(policy));
    assertThat(s3.getBucketPolicy(it -> it.bucket(bucket)).policy()).isEqualTo(policy);
    assertThat(s3.getPublicAccessBlock(it -> it.bucket(bucket)).publicAccessBlockConfiguration())
        .satisfies(block -> assertThat(block.blockPublicPolicy()).isTrue());
    assertThat(s3.getBucketAcl(it -> it.bucket(bucket)).grants().getFirst().grantee().id())
        .isNotBlank();
    assertThat(s3.getBucketEncryption(it -> it.bucket(bucket)).serverSideEncryptionConfiguration())
        .isEqualTo(Bucket.DEFAULT_ENCRYPTION);
  }

  @Test
  void binds_a_bucket_to_one_region_and_account() {
    try (S3Client frankfurt = client("eu-central-1")) {
      assertCode(
          "IllegalLocationConstraintException",
          400,
          () ->
              frankfurt.createBucket(
                  it ->
                      it.bucket("frankfurt-1")
                          .createBucketConfiguration(c -> c.locationConstraint("eu-west-1"))));
      frankfurt.createBucket(
          it ->
              it.bucket("frankfurt-1")
                  .createBucketConfiguration(c -> c.locationConstraint("eu-central-1")));
      assertThat(s3.getBucketLocation(it -> it.bucket("frankfurt-1")).locationConstraintAsString())
          .isEqualTo("eu-central-1");
      assertCode(
          "BucketAlreadyOwnedByYou",
          409,
          () ->
              frankfurt.createBucket(
                  it ->
                      it.bucket("frankfurt-1")
                          .createBucketConfiguration(c -> c.locationConstraint("eu-central-1"))));
      assertThatThrownBy(() -> s3.headBucket(it -> it.bucket("frankfurt-1")))
          .isInstanceOfSatisfying(
              AwsServiceException.class, e -> assertThat(e.statusCode()).isEqualTo(301));
    }
  }

  @Test
  void rejects_operations_that_are_not_simulated() {
    assertCode(
        "MethodNotAllowed",
        405,
        () -> s3.createMultipartUpload(it -> it.bucket(bucket).key("large")));
    assertCode(
        "MethodNotAllowed",
        405,
        () -> s3.getBucketAnalyticsConfiguration(it -> it.bucket(bucket).id("x")));
  }

  private static void assertCode(String code, int status, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(status);
              if (e.awsErrorDetails().errorCode() != null && !code.matches("[0-9]+")) {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              }
            });
  }
}
