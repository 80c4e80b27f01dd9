package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.steps.AccountSteps;
import io.beta9.provisioning.worker.steps.TinyEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;

/** The sweep after Terraform's destroy, until nothing is left or the rest is reported. */
class QueueAndCleanupSweepTest {
  private static final String NAME = SimulatedAccount.model().resourcePrefix();
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path folder;

  private TinyEnvironment tiny;
  private AwsSession session;

  @BeforeEach
  void open() {
    tiny = new TinyEnvironment(folder, "s3");
    session = tiny.account().owner();
  }

  @AfterEach
  void close() {
    tiny.close();
  }

  @Test
  void waits_for_resources_that_are_released_later() {
    String volume = volumeOfTheCluster();
    refuseToDeleteVolumes(3);

    destroy(LONG);

    assertThat(tiny.rows().status()).as(tiny.rows().error()).isEqualTo("destroyed");
    assertThat(deletions())
        .extracting(LoggedRequest::ok)
        .containsExactly(false, false, false, true);
    assertThat(volumes()).isEmpty();
    assertThat(tiny.rows().events())
        .filteredOn(event -> event.is(EventKind.LEFTOVERS_FOUND))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.data().path("count").asInt()).isEqualTo(1);
              assertThat(event.text("resources")).contains(volume);
            });
  }

  @Test
  void removes_resources_that_appear_during_the_sweep() {
    volumeOfTheCluster();
    refuseToDeleteVolumes(0);
    CompletableFuture<Void> destroying = CompletableFuture.runAsync(() -> destroy(LONG));
    await().atMost(LONG).until(() -> deletions().size() > 1);

    // A control plane that is being deleted creates its log group again for its last lines.
    String group = "/aws/eks/" + NAME + "/cluster";
    session.logs().createLogGroup(r -> r.logGroupName(group));
    await()
        .atMost(LONG)
        .until(() -> !tiny.account().sim().requests().calls("logs", "DeleteLogGroup").isEmpty());
    session.logs().createLogGroup(r -> r.logGroupName(group));
    tiny.account().sim().faultRules().clear();
    destroying.join();

    assertThat(tiny.rows().status()).as(tiny.rows().error()).isEqualTo("destroyed");
    assertThat(volumes()).isEmpty();
    assertThat(session.logs().describeLogGroups().logGroups()).isEmpty();
  }

  @Test
  void deletes_what_a_lost_response_has_duplicated() {
    networkThatBearsOurTag();
    session
        .ec2()
        .createInternetGateway(
            r ->
                r.tagSpecifications(
                    t -> t.resourceType(ResourceType.INTERNET_GATEWAY).tags(environmentTags())));
    session
        .ec2()
        .allocateAddress(
            r ->
                r.domain("vpc")
                    .tagSpecifications(
                        t -> t.resourceType(ResourceType.ELASTIC_IP).tags(environmentTags())));
    String key =
        session
            .kms()
            .createKey(
                r ->
                    r.tags(
                        t -> t.tagKey("beta9:environment-id").tagValue(SimulatedAccount.ID.value()),
                        t -> t.tagKey("beta9:managed-by").tagValue("beta9-provisioning")))
            .keyMetadata()
            .keyId();

    destroy(LONG);

    assertThat(tiny.rows().status()).as(tiny.rows().error()).isEqualTo("destroyed");
    assertThat(session.ec2().describeVpcs().vpcs()).noneMatch(vpc -> !vpc.isDefault());
    assertThat(session.ec2().describeInternetGateways().internetGateways())
        .allMatch(gateway -> !gateway.attachments().isEmpty());
    assertThat(session.ec2().describeAddresses().addresses()).isEmpty();
    assertThat(session.kms().describeKey(r -> r.keyId(key)).keyMetadata().keyStateAsString())
        .isEqualTo("PendingDeletion");
  }

  /** The tags of everything that the module creates. */
  private static List<Tag> environmentTags() {
    return List.of(
        Tag.builder().key("beta9:environment-id").value(SimulatedAccount.ID.value()).build(),
        Tag.builder().key("beta9:managed-by").value("beta9-provisioning").build());
  }

  @Test
  void reports_and_keeps_resources_that_are_in_use() {
    volumeOfTheCluster();
    String network = networkThatBearsOurTag();
    String foreign =
        session
            .ec2()
            .createSubnet(r -> r.vpcId(network).cidrBlock("10.0.0.0/24"))
            .subnet()
            .subnetId();

    destroy(Duration.ofMillis(100));

    assertThat(tiny.rows().status()).isEqualTo("failed");
    assertThat(tiny.rows().operations()).last().isEqualTo("failed");
    assertThat(tiny.rows().failure())
        .isEqualTo(
            left(
                "ec2:vpc "
                    + network
                    + " (AWS answered DependencyViolation: The vpc '"
                    + network
                    + "' has dependencies and cannot be deleted.)"));
    assertThat(tiny.rows().events()).noneMatch(event -> event.is(EventKind.SUCCEEDED));
    assertThat(session.ec2().describeVpcs(r -> r.vpcIds(network)).vpcs()).hasSize(1);
    assertThat(volumes()).isEmpty();

    session.ec2().deleteSubnet(r -> r.subnetId(foreign));
    destroy(LONG);

    assertThat(tiny.rows().status()).as(tiny.rows().error()).isEqualTo("destroyed");
  }

  @Test
  void reports_resources_that_cannot_be_removed_with_the_reason() {
    String volume = volumeOfTheCluster();
    refuseToDeleteVolumes(0);

    destroy(Duration.ofMillis(100));

    assertThat(tiny.rows().status()).isEqualTo("failed");
    assertThat(tiny.rows().failure())
        .isEqualTo(
            left(
                "ec2:volume "
                    + volume
                    + " (AWS answered VolumeInUse: The volume is attached to something)"));
    assertThat(deletions()).hasSizeGreaterThan(1);
    assertThat(volumes()).hasSize(1);
  }

  private Failure left(String resource) {
    return Failure.of(FailureCode.RESOURCES_LEFT)
        .with(FailureParameter.COUNT, "1")
        .with(FailureParameter.ENVIRONMENT, SimulatedAccount.ID.value())
        .with(FailureParameter.RESOURCES, resource);
  }

  private void destroy(Duration lettingGo) {
    tiny.rows().requestDestroy();
    assertThat(
            tiny.pipeline(new AccountSteps(lettingGo, BETWEEN_LOOKS)).execute(tiny.rows().claim()))
        .isEqualTo(Pipeline.PipelineResult.ENDED);
  }

  private String volumeOfTheCluster() {
    return session
        .ec2()
        .createVolume(
            r ->
                r.availabilityZone("us-east-1a")
                    .size(10)
                    .tagSpecifications(
                        t ->
                            t.resourceType(ResourceType.VOLUME)
                                .tags(
                                    tag -> tag.key("kubernetes.io/cluster/" + NAME).value("owned"),
                                    // Set by the environment's storage class.
                                    tag ->
                                        tag.key("beta9:managed-by").value("beta9-provisioning"))))
        .volumeId();
  }

  private String networkThatBearsOurTag() {
    return session
        .ec2()
        .createVpc(
            r ->
                r.cidrBlock("10.0.0.0/16")
                    .tagSpecifications(
                        t -> t.resourceType(ResourceType.VPC).tags(environmentTags())))
        .vpc()
        .vpcId();
  }

  private void refuseToDeleteVolumes(int times) {
    tiny.account()
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "ec2",
                "DeleteVolume",
                "*",
                1,
                times,
                400,
                "VolumeInUse",
                "The volume is attached to something",
                false));
  }

  private List<LoggedRequest> deletions() {
    return tiny.account().sim().requests().calls("ec2", "DeleteVolume");
  }

  private List<?> volumes() {
    return session.ec2().describeVolumes().volumes();
  }
}
