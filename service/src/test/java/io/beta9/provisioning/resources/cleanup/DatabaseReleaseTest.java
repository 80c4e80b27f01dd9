package io.beta9.provisioning.resources.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.Tag;

class DatabaseReleaseTest {
  private static final String NAME = "beta9-4f1a2b3c4d5e";
  private static final String FINAL = NAME + "-final";

  private final SimulatedAccount cloud = SimulatedAccount.open();
  private final AwsSession session = cloud.owner();
  private final ResourceScope scope = ResourceScope.of(SimulatedAccount.model());
  private String key = "";

  @BeforeEach
  void network() {
    String vpc = session.ec2().createVpc(r -> r.cidrBlock("10.42.0.0/16")).vpc().vpcId();
    List<String> subnets =
        List.of(
            subnet(vpc, "10.42.0.0/24", "us-east-1a"), subnet(vpc, "10.42.1.0/24", "us-east-1b"));
    session
        .rds()
        .createDBSubnetGroup(
            r -> r.dbSubnetGroupName(NAME).dbSubnetGroupDescription("d").subnetIds(subnets));
    key = session.kms().createKey().keyMetadata().arn();
  }

  private String subnet(String vpc, String block, String zone) {
    return session
        .ec2()
        .createSubnet(r -> r.vpcId(vpc).cidrBlock(block).availabilityZone(zone))
        .subnet()
        .subnetId();
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private void database(boolean isProtected) {
    session
        .rds()
        .createDBInstance(
            r ->
                r.dbInstanceIdentifier(NAME)
                    .engine("postgres")
                    .engineVersion("16")
                    .dbInstanceClass("db.t4g.medium")
                    .allocatedStorage(50)
                    .masterUsername("beta9")
                    .masterUserPassword("a-password-of-beta9")
                    .dbSubnetGroupName(NAME)
                    .storageEncrypted(true)
                    .kmsKeyId(key)
                    .deletionProtection(isProtected));
  }

  private Optional<String> release(DatabaseRelease.DataFate data) throws InterruptedException {
    return release(data, () -> {});
  }

  private Optional<String> release(DatabaseRelease.DataFate data, Runnable beforeWriting)
      throws InterruptedException {
    return new DatabaseRelease(session, scope, beforeWriting, time -> {}).run(data);
  }

  private boolean isProtected() {
    return session
        .rds()
        .describeDBInstances(r -> r.dbInstanceIdentifier(NAME))
        .dbInstances()
        .getFirst()
        .deletionProtection();
  }

  private List<DBSnapshot> snapshots() {
    return session.rds().describeDBSnapshots().dbSnapshots();
  }

  /** The key of the environment is destroyed, so that a snapshot under it could not be restored. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void keeps_a_snapshot_that_needs_no_key_of_the_environment(boolean isProtected) throws Exception {
    database(isProtected);

    assertThat(release(DatabaseRelease.DataFate.KEPT)).contains(FINAL);

    assertThat(isProtected()).isFalse();
    assertThat(snapshots())
        .singleElement()
        .satisfies(
            snapshot -> {
              assertThat(snapshot.dbSnapshotIdentifier()).isEqualTo(FINAL);
              assertThat(snapshot.status()).isEqualTo("available");
              assertThat(snapshot.encrypted()).isTrue();
              assertThat(snapshot.kmsKeyId()).endsWith("alias/aws/rds");
              assertThat(snapshot.tagList())
                  .extracting(Tag::key)
                  .containsExactlyInAnyOrder("beta9:snapshot-of", "beta9:managed-by");
            });
  }

  @Test
  void continues_after_the_deletion_and_repeats_without_effect() throws Exception {
    database(true);
    release(DatabaseRelease.DataFate.KEPT);

    assertThat(release(DatabaseRelease.DataFate.KEPT)).contains(FINAL);
    session.rds().deleteDBInstance(r -> r.dbInstanceIdentifier(NAME).skipFinalSnapshot(true));
    assertThat(release(DatabaseRelease.DataFate.KEPT)).contains(FINAL);
    assertThat(snapshots()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(DatabaseRelease.DataFate.class)
  void does_nothing_without_a_database(DatabaseRelease.DataFate data) throws Exception {
    assertThat(release(data)).isEmpty();
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void refuses_to_lose_the_data_of_a_protected_database() {
    database(true);

    FailureException refused =
        catchThrowableOfType(
            FailureException.class, () -> release(DatabaseRelease.DataFate.LOST_IF_UNPROTECTED));

    assertThat(refused.failure().code()).isEqualTo(FailureCode.DATABASE_PROTECTED);
    assertThat(refused.failure().message())
        .contains("./provisioner env destroy " + SimulatedAccount.ID + " --final-snapshot");
    assertThat(isProtected()).isTrue();
  }

  @Test
  void ends_the_protection_without_a_snapshot_only_if_the_data_is_given_up() throws Exception {
    database(true);

    assertThat(release(DatabaseRelease.DataFate.LOST)).isEmpty();

    assertThat(isProtected()).isFalse();
    assertThat(snapshots()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void continues_where_a_worker_that_lost_its_claim_stopped(int write) throws Exception {
    database(true);
    AtomicInteger writes = new AtomicInteger();
    assertThatThrownBy(
            () ->
                release(
                    DatabaseRelease.DataFate.KEPT,
                    () -> {
                      if (writes.incrementAndGet() == write) {
                        throw new IllegalStateException("the claim is lost");
                      }
                    }))
        .hasMessage("the claim is lost");
    assertThat(isProtected()).as("protected until the snapshot exists").isTrue();

    assertThat(release(DatabaseRelease.DataFate.KEPT)).contains(FINAL);
    assertThat(snapshots()).hasSize(1);
    assertThat(isProtected()).isFalse();
  }

  @Test
  void keeps_the_protection_if_the_snapshot_cannot_be_taken() {
    database(true);
    cloud
        .sim()
        .faultRules()
        .add(
            FaultRule.Failure.everyCall(
                "rds", "CreateDBSnapshot", 400, "SnapshotQuotaExceeded", "injected"));

    assertThatThrownBy(() -> release(DatabaseRelease.DataFate.KEPT))
        .isInstanceOf(FailureException.class);
    assertThat(isProtected()).isTrue();
  }
}
