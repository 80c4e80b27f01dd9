package io.beta9.provisioning.aws;

import static io.beta9.provisioning.aws.SimulatedAccount.REGION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.StateLocation;
import java.util.ArrayList;
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
  private final StateLocation inBucket = location(null);
  private final StateLocation inTable = location(BUCKET + "-lock");

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void theBucketIsMadeVersionedEncryptedAndPrivate() {
    new StateStore(session).ensure(inBucket);

    assertThat(session.s3().getBucketVersioning(r -> r.bucket(BUCKET)).status())
        .isEqualTo(BucketVersioningStatus.ENABLED);
    assertThat(
            session
                .s3()
                .getBucketEncryption(r -> r.bucket(BUCKET))
                .serverSideEncryptionConfiguration()
                .rules())
        .isNotEmpty();
    assertThat(
            session
                .s3()
                .getPublicAccessBlock(r -> r.bucket(BUCKET))
                .publicAccessBlockConfiguration()
                .restrictPublicBuckets())
        .isTrue();
    assertThat(session.s3().getBucketPolicy(r -> r.bucket(BUCKET)).policy())
        .contains("aws:SecureTransport");
  }

  @Test
  void makingItAgainChangesNothing() {
    new StateStore(session).ensure(inTable);
    cloud.sim().requests().clear();
    new StateStore(session).ensure(inTable);

    assertThat(cloud.sim().requests().all())
        .noneMatch(request -> request.operation().matches("(Put|Create).*"));
  }

  @Test
  void severalMayMakeItAtOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        done.add(threads.submit(() -> new StateStore(session).ensure(inTable)));
      }
      for (Future<?> one : done) {
        one.get();
      }
    }
    assertThat(session.dynamodb().listTables().tableNames()).containsExactly(BUCKET + "-lock");
  }

  @Test
  void aBucketOfAnotherAccountIsNotUsed() {
    cloud.sim().seed().account("222222222222").role("Other", "999999999999", "x");
    cloud
        .sessions()
        .open(
            new io.beta9.provisioning.metaconfig.CloudTarget(
                "aws", REGION, "222222222222", "arn:aws:iam::222222222222:role/Other", "x"),
            SimulatedAccount.ID)
        .s3()
        .createBucket(r -> r.bucket(BUCKET));

    assertThatThrownBy(() -> new StateStore(session).ensure(inBucket))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("is not account 123456789012's");
  }

  @Test
  void theHolderOfALockIsReadFromTheBucketAndFromTheTable() {
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

  private static StateLocation location(String table) {
    return new StateLocation(
        BUCKET, "environments/x/terraform.tfstate", REGION, table == null, table);
  }
}
