package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.steps.AccountSteps;
import io.beta9.provisioning.worker.steps.TinyEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** What a cluster created outside itself is deleted around Terraform's destroy, without it. */
class UnreachableClusterDestroyTest {
  private static final String NAME = SimulatedAccount.model().resourcePrefix();

  @TempDir Path folder;

  private TinyEnvironment tiny;
  private AwsSession session;

  @BeforeEach
  void open() {
    tiny = new TinyEnvironment(folder, "s3");
    session = tiny.account().owner();
    tiny.apply();
  }

  @AfterEach
  void close() {
    tiny.close();
  }

  @Test
  void deletes_what_the_cluster_created_before_terraform_destroys() {
    createdByControllers("elbv2.k8s.aws/cluster", NAME);
    createdByControllers("kubernetes.io/cluster/" + NAME, "owned");

    destroy();

    assertThat(tiny.rows().status()).as(tiny.rows().error()).isEqualTo("destroyed");
    assertThat(existing()).isEmpty();
    assertThat(lastDeletion()).isLessThan(startOfTerraform());
    assertThat(tiny.rows().events())
        .filteredOn(event -> event.is(EventKind.RESOURCES_REMOVED))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.text("reason"))
                  .isEqualTo(EventData.RemovalReason.CREATED_BY_CLUSTER.code());
              assertThat(event.data().path("count").asInt()).isEqualTo(8);
              assertThat(event.text("resources"))
                  .contains("ec2:volume", "ec2:security-group")
                  .contains("ec2:network-interface", "elasticloadbalancing:targetgroup");
            });
    assertThat(tiny.rows().events()).noneMatch(event -> event.is(EventKind.LEFTOVERS_FOUND));
  }

  @Tag("slow")
  @Test
  void keeps_what_another_cluster_created() {
    createdByControllers("elbv2.k8s.aws/cluster", "another");
    createdByControllers("kubernetes.io/cluster/another", "owned");

    destroy();

    assertThat(tiny.rows().status()).as(tiny.rows().error()).isEqualTo("destroyed");
    assertThat(existing()).hasSize(8);
  }

  @Tag("slow")
  @Test
  void deletes_it_again_and_repeats_the_destroy_when_resources_are_in_use() {
    tiny.keepInUse(2);
    createdByControllers("kubernetes.io/cluster/" + NAME, "owned");
    tiny.account()
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "ec2", "DeleteVolume", null, 1, 3, 400, "VolumeInUse", "still attached", false));

    destroy();

    assertThat(tiny.rows().status()).as(tiny.rows().error()).isEqualTo("destroyed");
    assertThat(tiny.account().sim().requests().calls("ec2", "DescribeVolumes"))
        .as("listed before the destroy, after each failure, and by the sweep")
        .hasSizeGreaterThanOrEqualTo(4 * 5);
  }

  @Tag("slow")
  @Test
  void does_not_repeat_the_destroy_for_what_the_cluster_did_not_create() {
    tiny.keepInUse(1);

    destroy();

    assertThat(tiny.rows().status()).isEqualTo("failed");
    assertThat(tiny.rows().failure().code()).isEqualTo(FailureCode.RESOURCE_IN_USE);
  }

  @Tag("slow")
  @Test
  void gives_up_when_resources_remain_in_use() {
    tiny.keepInUse(9);
    createdByControllers("kubernetes.io/cluster/" + NAME, "owned");
    tiny.account()
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "ec2", "DeleteVolume", null, 1, 9, 400, "VolumeInUse", "still attached", false));

    destroy();

    assertThat(tiny.rows().status()).isEqualTo("failed");
    assertThat(tiny.rows().failure().code()).isEqualTo(FailureCode.RESOURCE_IN_USE);
  }

  @Tag("slow")
  @Test
  void destroys_although_what_the_cluster_created_cannot_be_listed() {
    tiny.account()
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "elasticloadbalancing",
                "DescribeLoadBalancers",
                "*",
                1,
                1,
                403,
                "AccessDenied",
                "not allowed",
                false));

    destroy();

    assertThat(tiny.rows().status()).as(tiny.rows().error()).isEqualTo("destroyed");
    assertThat(tiny.rows().log()).contains("not allowed");
  }

  private void destroy() {
    tiny.rows().requestDestroy();
    assertThat(
            tiny.pipeline(new AccountSteps(Duration.ofSeconds(20), Duration.ofMillis(20)))
                .execute(tiny.rows().claim()))
        .isEqualTo(Pipeline.PipelineResult.ENDED);
  }

  /**
   * Creates a target group, a volume, a network interface and a security group with a tag. The
   * environment's own cluster sets the environment's tags also, except on the groups of the AWS
   * Load Balancer Controller; the network add-on names the cluster on interfaces.
   */
  private void createdByControllers(String key, String value) {
    Map<String, String> named = Map.of(key, value);
    Map<String, String> owned = new TreeMap<>(named);
    if (value.equals(NAME) || key.endsWith(NAME)) {
      owned.put("beta9:managed-by", "beta9-provisioning");
      owned.put("beta9:environment-id", SimulatedAccount.model().environmentId());
    }
    Map<String, String> ofInterfaces = new TreeMap<>(named);
    ofInterfaces.put("cluster.k8s.amazonaws.com/name", owned.size() > 1 ? NAME : "another");
    Map<String, String> ofGroups = key.startsWith("elbv2") ? named : owned;
    String name = "k8s-" + Integer.toHexString((key + value).hashCode());
    var ec2 = session.ec2();
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    String subnet =
        ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.0.0/24")).subnet().subnetId();
    String group =
        ec2.createSecurityGroup(
                r ->
                    r.vpcId(vpc)
                        .groupName(name)
                        .description("of a load balancer")
                        .tagSpecifications(tagged(ResourceType.SECURITY_GROUP, ofGroups)))
            .groupId();
    ec2.createNetworkInterface(
        r ->
            r.subnetId(subnet)
                .groups(group)
                .tagSpecifications(tagged(ResourceType.NETWORK_INTERFACE, ofInterfaces)));
    ec2.createVolume(
        r ->
            r.availabilityZone("us-east-1a")
                .size(10)
                .tagSpecifications(tagged(ResourceType.VOLUME, owned)));
    session
        .elbv2()
        .createTargetGroup(
            r ->
                r.name(name)
                    .protocol("TCP")
                    .port(443)
                    .vpcId(vpc)
                    .tags(
                        ofGroups.entrySet().stream()
                            .map(
                                tag ->
                                    software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag
                                        .builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                            .toList()));
  }

  private static TagSpecification tagged(ResourceType type, Map<String, String> tags) {
    return TagSpecification.builder()
        .resourceType(type)
        .tags(
            tags.entrySet().stream()
                .map(
                    tag ->
                        software.amazon.awssdk.services.ec2.model.Tag.builder()
                            .key(tag.getKey())
                            .value(tag.getValue())
                            .build())
                .toList())
        .build();
  }

  private List<String> existing() {
    List<String> found = new ArrayList<>();
    session.ec2().describeVolumes().volumes().forEach(item -> found.add(item.volumeId()));
    session
        .ec2()
        .describeNetworkInterfaces()
        .networkInterfaces()
        .forEach(item -> found.add(item.networkInterfaceId()));
    session.ec2().describeSecurityGroups().securityGroups().stream()
        .filter(item -> !item.groupName().equals("default"))
        .forEach(item -> found.add(item.groupId()));
    session
        .elbv2()
        .describeTargetGroups()
        .targetGroups()
        .forEach(item -> found.add(item.targetGroupArn()));
    return found;
  }

  private long lastDeletion() {
    return List.of("DeleteVolume", "DeleteSecurityGroup", "DeleteNetworkInterface").stream()
        .flatMap(call -> tiny.account().sim().requests().calls("ec2", call).stream())
        .mapToLong(LoggedRequest::sequence)
        .max()
        .orElseThrow();
  }

  /** Terraform locks its state first: for the apply, and then for the destroy. */
  private long startOfTerraform() {
    return tiny.account().sim().requests().calls("s3", "PutObject").stream()
        .filter(request -> request.toString().contains("tflock"))
        .mapToLong(LoggedRequest::sequence)
        .max()
        .orElseThrow();
  }
}
