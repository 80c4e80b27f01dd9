package io.beta9.provisioning.tfstate.s3;

import static io.beta9.provisioning.testing.SimulatedAccount.REGION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.lock.HeldLock;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

class StateStoreTest {
  private static final String BUCKET = "beta9-tf-state-123456789012-us-east-1";
  private static final String LOCK =
      """
      {"ID":"1b2c","Operation":"OperationTypeApply","Info":"","Who":"root@w1","Version":"1.11.4",
       "Created":"2026-01-01T00:00:00Z","Path":"x"}
      """;

  private final SimulatedAccount cloud = SimulatedAccount.open();
  private final AwsSession session = cloud.session();
  private final StateBackend inBucket = location(null);
  private final StateBackend inTable = location(BUCKET + "-lock");

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void creates_a_versioned_encrypted_private_bucket() {
    new StateStore(session).ensure(inBucket);

    assertThat(session.s3().getBucketVersioning(r -> r.bucket(BUCKET)).status())
        .isEqualTo(BucketVersioningStatus.ENABLED);
    assertThat(
            cloud
                .owner()
                .s3()
                .getBucketEncryption(r -> r.bucket(BUCKET))
                .serverSideEncryptionConfiguration()
                .rules())
        .isNotEmpty();
    assertThat(
            cloud
                .owner()
                .s3()
                .getPublicAccessBlock(r -> r.bucket(BUCKET))
                .publicAccessBlockConfiguration()
                .restrictPublicBuckets())
        .isTrue();
    assertThat(cloud.owner().s3().getBucketPolicy(r -> r.bucket(BUCKET)).policy())
        .contains("aws:SecureTransport");
  }

  @Test
  void changes_nothing_if_the_bucket_exists() {
    new StateStore(session).ensure(inTable);
    cloud.sim().requests().clear();
    new StateStore(session).ensure(inTable);

    assertThat(cloud.sim().requests().all())
        .noneMatch(request -> request.operation().matches("(Put|Create).*"));
  }

  @Test
  void allows_concurrent_creation() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        done.add(threads.submit(() -> new StateStore(session).ensure(inTable)));
      }
      for (Future<?> one : done) {
        one.get();
      }
    }
    assertThat(cloud.owner().dynamodb().listTables().tableNames())
        .containsExactly(BUCKET + "-lock");
  }

  @Test
  void rejects_a_bucket_of_another_account() {
    cloud.sim().seed().account("222222222222").role("Other", "999999999999", "other-id");
    cloud
        .sessions()
        .open(
            new io.beta9.provisioning.metaconfig.CloudTarget(
                "aws", REGION, "222222222222", "arn:aws:iam::222222222222:role/Other", "other-id"),
            SimulatedAccount.ID)
        .s3()
        .createBucket(r -> r.bucket(BUCKET));

    FailureException rejected =
        catchThrowableOfType(
            FailureException.class, () -> new StateStore(session).ensure(inBucket));
    assertThat(rejected.failure().code()).isEqualTo(FailureCode.STATE_BUCKET_TAKEN);
  }

  @Test
  void reads_the_holder_of_a_lock_from_the_bucket_and_the_table() {
    new StateStore(session).ensure(inTable);
    StateLocks locks = new StateLocks(session);
    assertThat(locks.held(inBucket)).isEmpty();
    assertThat(locks.held(inTable)).isEmpty();

    session
        .dynamodb()
        .putItem(
            r ->
                r.tableName(BUCKET + "-lock")
                    .item(
                        Map.of(
                            "LockID",
                            AttributeValue.fromS(inTable.lockItemId()),
                            "Info",
                            AttributeValue.fromS(LOCK))));
    session
        .s3()
        .putObject(r -> r.bucket(BUCKET).key(inBucket.lockFileKey()), RequestBody.fromString(LOCK));

    StateLock expected =
        new StateLock(
            "1b2c", "OperationTypeApply", "root@w1", "1.11.4", "2026-01-01T00:00:00Z", "");
    assertThat(locks.held(inBucket)).contains(expected);
    assertThat(locks.held(inTable)).contains(expected);
  }

  private static StateBackend location(String table) {
    return new StateBackend(
        "s3",
        BUCKET,
        "environments/env_4f1a2b3c4d5e/terraform.tfstate",
        REGION,
        table == null,
        table);
  }

  @Test
  void removes_only_the_lock_that_was_read() {
    new StateStore(session).ensure(inTable);
    StateLocks locks = new StateLocks(session);
    StateBackend both =
        new StateBackend(
            "s3", inTable.bucket(), inTable.key(), inTable.region(), true, inTable.lockTable());
    lockFile(both, LOCK);
    lockItem(both, LOCK);
    List<HeldLock> seen = locks.heldLocks(both);
    assertThat(seen).hasSize(2);
    assertThat(seen.getFirst().lock().host()).isEqualTo("w1");

    lockFile(both, LOCK.replace("1b2c", "other"));
    lockItem(both, LOCK.replace("1b2c", "other"));
    assertThat(seen).noneMatch(held -> locks.remove(both, held));
    assertThat(locks.heldLocks(both)).hasSize(2);

    assertThat(locks.heldLocks(both)).allMatch(held -> locks.remove(both, held));
    assertThat(locks.heldLocks(both)).isEmpty();
  }

  private void lockFile(StateBackend location, String text) {
    session
        .s3()
        .putObject(
            r -> r.bucket(location.bucket()).key(location.lockFileKey()),
            RequestBody.fromString(text));
  }

  private void lockItem(StateBackend location, String text) {
    session
        .dynamodb()
        .putItem(
            r ->
                r.tableName(location.lockTable())
                    .item(
                        Map.of(
                            "LockID",
                            AttributeValue.fromS(location.lockItemId()),
                            "Info",
                            AttributeValue.fromS(text))));
  }

  private StateDigest.DigestStatus digestOf(String recorded, String... states) {
    new StateStore(session).ensure(inTable);
    for (String state : states) {
      session
          .s3()
          .putObject(
              r -> r.bucket(inTable.bucket()).key(inTable.key()), RequestBody.fromString(state));
    }
    session
        .dynamodb()
        .putItem(
            r ->
                r.tableName(inTable.lockTable())
                    .item(
                        Map.of(
                            "LockID",
                            AttributeValue.fromS(inTable.lockItemId() + "-md5"),
                            "Digest",
                            AttributeValue.fromS(md5(recorded)))));
    return new StateDigest(session).check(inTable);
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String state(String lineage, int serial) {
    return "{\"lineage\": \"%s\", \"serial\": %d}".formatted(lineage, serial);
  }

  @Test
  void accepts_the_digest_of_the_state() {
    assertThat(digestOf(state("a", 2), state("a", 1), state("a", 2)))
        .isEqualTo(new StateDigest.DigestStatus.Matches());
  }

  @Test
  void repairs_the_digest_of_an_earlier_version_with_the_same_lineage() {
    StateDigest.DigestStatus finding = digestOf(state("a", 1), state("a", 1), state("a", 2));

    assertThat(finding).isInstanceOf(StateDigest.DigestStatus.Behind.class);
    new StateDigest(session).repair(inTable, (StateDigest.DigestStatus.Behind) finding);
    assertThat(new StateDigest(session).check(inTable))
        .isEqualTo(new StateDigest.DigestStatus.Matches());
  }

  @Test
  void does_not_repair_a_digest_of_an_unknown_or_truncated_state_or_another_lineage() {
    assertThat(digestOf("elsewhere", state("a", 1)))
        .isInstanceOf(StateDigest.DigestStatus.Inconsistent.class);
    assertThat(digestOf(state("b", 1), state("b", 1), state("a", 2)))
        .isInstanceOf(StateDigest.DigestStatus.Inconsistent.class);
    assertThat(digestOf(state("a", 1), state("a", 1), "{\"lineage\": \"a\", \"ser"))
        .isInstanceOf(StateDigest.DigestStatus.Inconsistent.class);
  }
}
