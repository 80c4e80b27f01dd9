package io.beta9.provisioning.cloudsim.aws.rds;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.ACCOUNT;
import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.VpcServiceTestBase;
import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.Event;

class RdsTest extends VpcServiceTestBase {
  private final RdsService service = new RdsService(cloud, network);
  private final RdsClient rds = cloud.register(service).client(RdsClient.class, REGION);

  private final KmsClient kms =
      cloud.register(new KmsService(cloud)).client(KmsClient.class, REGION);

  @BeforeEach
  void groups() {
    rds.createDBSubnetGroup(
        it -> it.dbSubnetGroupName("one").dbSubnetGroupDescription("d").subnetIds(subnets));
    rds.createDBParameterGroup(
        it -> it.dbParameterGroupName("one").dbParameterGroupFamily("postgres16").description("d"));
  }

  @Test
  void backs_up_a_new_instance_before_it_becomes_available() {
    cloud.setLatency("rds:instance", Duration.ofSeconds(100));
    create(it -> {});

    assertThat(described().dbInstanceStatus()).isEqualTo("creating");
    assertThat(described().endpoint()).isNull();
    cloud.advanceClock(Duration.ofSeconds(75));
    assertThat(described().dbInstanceStatus()).isEqualTo("backing-up");
    cloud.advanceClock(Duration.ofSeconds(25));
    cloud.restart();
    DBInstance database = described();
    assertThat(database.dbInstanceStatus()).isEqualTo("available");
    assertThat(database.engineVersion()).isEqualTo("16.10");
    assertThat(database.endpoint().address()).startsWith("one.").endsWith(".rds.amazonaws.com");
    assertThat(service.hasEndpoint(database.endpoint().address())).isTrue();
    assertThat(service.masterPassword(ACCOUNT, REGION, "one")).contains("secret-password");
  }

  @Test
  void stays_in_creation_with_the_never_available_condition() {
    cloud.setCondition("rds-never-available", "one", "");
    create(it -> {});
    cloud.advanceClock(Duration.ofHours(1));

    assertThat(described().dbInstanceStatus()).isEqualTo("creating");
  }

  @Test
  void reports_the_event_of_a_failed_creation() {
    cloud.setCondition("rds-never-available", "one", "failed: Insufficient capacity in us-east-1a");
    create(it -> {});
    cloud.advanceClock(Duration.ofHours(1));

    assertThat(described().dbInstanceStatus()).isEqualTo("failed");
    assertThat(
            rds.describeEvents(it -> it.sourceType("db-instance").sourceIdentifier("one")).events())
        .extracting(Event::message)
        .containsExactly("Insufficient capacity in us-east-1a");
    assertThat(
            rds.describeEvents(it -> it.sourceType("db-instance").sourceIdentifier("two")).events())
        .isEmpty();
    cloud.advanceClock(Duration.ofMinutes(61));
    assertThat(rds.describeEvents(it -> {}).events()).isEmpty();
    assertThat(rds.describeEvents(it -> it.duration(62)).events()).hasSize(1);
    assertAwsError(
        "InvalidParameterCombination", () -> rds.describeEvents(it -> it.sourceIdentifier("one")));
  }

  @Test
  void rejects_invalid_instances_with_the_codes_of_rds() {
    assertAwsError("InvalidParameterValue", () -> create(it -> it.masterUserPassword("short")));
    assertAwsError("InvalidParameterValue", () -> create(it -> it.dbInstanceClass("db.x.huge")));
    assertAwsError("InvalidParameterCombination", () -> create(it -> it.engineVersion("15")));
    assertAwsError("DBSubnetGroupNotFoundFault", () -> create(it -> it.dbSubnetGroupName("no")));
    assertAwsError("KMSKeyNotAccessibleFault", () -> create(it -> it.kmsKeyId("alias/no")));
    cloud.setCondition("rds-not-offered", "db.t4g.medium", "");
    assertAwsError("InvalidParameterCombination", () -> create(it -> {}));
    assertThat(
            rds.describeOrderableDBInstanceOptions(
                    it -> it.engine("postgres").dbInstanceClass("db.t4g.medium"))
                .orderableDBInstanceOptions())
        .isEmpty();
    cloud.setCondition("quota", "L-7B6409FD", "0");
    assertAwsError("InstanceQuotaExceeded", () -> create(it -> {}));
  }

  @Test
  void keeps_name_groups_and_interfaces_in_use_until_deleted() {
    create(it -> {});

    assertAwsError("DBInstanceAlreadyExists", () -> create(it -> {}));
    assertAwsError(
        "InvalidDBSubnetGroupStateFault",
        () -> rds.deleteDBSubnetGroup(it -> it.dbSubnetGroupName("one")));
    assertAwsError(
        "InvalidDBParameterGroupState",
        () -> rds.deleteDBParameterGroup(it -> it.dbParameterGroupName("one")));
    assertAwsError("DependencyViolation", () -> ec2.deleteSecurityGroup(it -> it.groupId(group)));

    cloud.setLatency("rds:instance:delete", Duration.ofSeconds(60));
    rds.deleteDBInstance(it -> it.dbInstanceIdentifier("one").skipFinalSnapshot(true));
    assertThat(described().dbInstanceStatus()).isEqualTo("deleting");
    assertThat(interfaces()).isEqualTo(1);
    cloud.advanceClock(Duration.ofSeconds(60));
    assertAwsError("DBInstanceNotFound", this::described);
    assertThat(interfaces()).isZero();
    assertThat(service.taggedResources(ACCOUNT, REGION)).isEmpty();
  }

  @Test
  void copies_a_snapshot_under_another_key_and_needs_both_keys() {
    String key = kms.createKey(it -> {}).keyMetadata().arn();
    create(it -> it.storageEncrypted(true).kmsKeyId(key));
    cloud.setLatency("rds:snapshot", Duration.ofMinutes(5));
    rds.createDBSnapshot(
        it ->
            it.dbInstanceIdentifier("one")
                .dbSnapshotIdentifier("one-closing")
                .tags(t -> t.key("a").value("b")));

    assertThat(snapshot("one-closing").status()).isEqualTo("creating");
    assertThat(snapshot("one-closing").kmsKeyId()).isEqualTo(key);
    assertAwsError("InvalidDBSnapshotState", () -> copy("one-closing", "one-final"));
    cloud.advanceClock(Duration.ofMinutes(5));
    copy("one-closing", "one-final");
    assertThat(snapshot("one-final").status()).isEqualTo("creating");
    cloud.advanceClock(Duration.ofMinutes(5));
    assertThat(snapshot("one-final").status()).isEqualTo("available");
    assertThat(snapshot("one-final").kmsKeyId()).endsWith("alias/aws/rds");
    assertAwsError("DBSnapshotAlreadyExists", () -> copy("one-closing", "one-final"));

    kms.disableKey(it -> it.keyId(key));
    assertAwsError("KMSKeyNotAccessibleFault", () -> copy("one-closing", "one-other"));
    rds.deleteDBSnapshot(it -> it.dbSnapshotIdentifier("one-closing"));
    assertAwsError("DBSnapshotNotFound", () -> snapshot("one-closing"));
    assertThat(service.taggedResources(ACCOUNT, REGION))
        .noneMatch(tagged -> tagged.arn().contains("one-closing"));
  }

  @Test
  void does_not_delete_a_protected_instance() {
    create(it -> it.deletionProtection(true));
    described();

    assertAwsError(
        "InvalidParameterCombination",
        () -> rds.deleteDBInstance(it -> it.dbInstanceIdentifier("one").skipFinalSnapshot(true)));
    rds.modifyDBInstance(it -> it.dbInstanceIdentifier("one").deletionProtection(false));
    assertThat(described().deletionProtection()).isFalse();
    rds.deleteDBInstance(it -> it.dbInstanceIdentifier("one").skipFinalSnapshot(true));
  }

  private DBSnapshot snapshot(String name) {
    return rds.describeDBSnapshots(it -> it.dbSnapshotIdentifier(name)).dbSnapshots().getFirst();
  }

  private void copy(String from, String to) {
    rds.copyDBSnapshot(
        it ->
            it.sourceDBSnapshotIdentifier(from)
                .targetDBSnapshotIdentifier(to)
                .kmsKeyId("alias/aws/rds"));
  }

  @Test
  void defers_modifications_unless_applied_immediately() {
    create(it -> {});
    described();

    rds.modifyDBInstance(it -> it.dbInstanceIdentifier("one").allocatedStorage(60));
    assertThat(described().allocatedStorage()).isEqualTo(50);
    assertThat(described().pendingModifiedValues().allocatedStorage()).isEqualTo(60);

    rds.modifyDBInstance(
        it ->
            it.dbInstanceIdentifier("one")
                .allocatedStorage(70)
                .dbInstanceClass("db.m6g.large")
                .masterUserPassword("another-password")
                .applyImmediately(true));
    assertThat(described().allocatedStorage()).isEqualTo(70);
    assertThat(described().dbInstanceClass()).isEqualTo("db.m6g.large");
    assertThat(service.masterPassword(ACCOUNT, REGION, "one")).contains("another-password");
    assertAwsError(
        "InvalidParameterCombination",
        () -> rds.modifyDBInstance(it -> it.dbInstanceIdentifier("one").engineVersion("17")));
    assertAwsError(
        "InvalidParameterCombination",
        () -> rds.modifyDBInstance(it -> it.dbInstanceIdentifier("one").allocatedStorage(20)));
  }

  @Test
  void filters_by_resource_id() {
    create(it -> {});
    String id = described().dbiResourceId();

    assertThat(byResourceId(id)).isEqualTo(1);
    assertThat(byResourceId("db-WRONG")).isZero();
  }

  @Test
  void rejects_deletion_if_protected_or_without_a_snapshot_name() {
    create(it -> it.deletionProtection(true));
    described();
    assertAwsError(
        "InvalidParameterCombination",
        () -> rds.deleteDBInstance(it -> it.dbInstanceIdentifier("one").skipFinalSnapshot(true)));
    rds.modifyDBInstance(it -> it.dbInstanceIdentifier("one").deletionProtection(false));
    described();
    assertAwsError(
        "InvalidParameterCombination",
        () -> rds.deleteDBInstance(it -> it.dbInstanceIdentifier("one")));
    rds.deleteDBInstance(
        it -> it.dbInstanceIdentifier("one").finalDBSnapshotIdentifier("one-final"));
    assertThat(rds.describeDBSnapshots(it -> it.dbInstanceIdentifier("one")).dbSnapshots())
        .hasSize(1);
  }

  private int byResourceId(String id) {
    return rds.describeDBInstances(it -> it.filters(f -> f.name("dbi-resource-id").values(id)))
        .dbInstances()
        .size();
  }

  private DBInstance described() {
    return rds.describeDBInstances(it -> it.dbInstanceIdentifier("ONE")).dbInstances().getFirst();
  }

  private void create(Consumer<CreateDbInstanceRequest.Builder> change) {
    rds.createDBInstance(
        it -> {
          it.dbInstanceIdentifier("one")
              .engine("postgres")
              .engineVersion("16")
              .dbInstanceClass("db.t4g.medium")
              .allocatedStorage(50)
              .masterUsername("beta9")
              .masterUserPassword("secret-password")
              .dbSubnetGroupName("one")
              .dbParameterGroupName("one")
              .vpcSecurityGroupIds(group)
              .tags(tag -> tag.key("a").value("b"));
          change.accept(it);
        });
  }
}
