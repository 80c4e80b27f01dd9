package io.beta9.provisioning.aws.nodes;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.format.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceTypeOffering;
import software.amazon.awssdk.services.ec2.model.LocationType;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;

/**
 * Determines from the account why the nodes of a group do not join: the policies of its role, the
 * security groups of nodes and control plane, the free addresses of its subnets, the offerings of
 * its instance type, the health issues that EKS reports, and the console output of an instance.
 */
public final class NodeJoinDiagnoser {
  private static final Logger log = LoggerFactory.getLogger(NodeJoinDiagnoser.class);
  private static final int LAST_LINES = 10;

  /** A node prints lines of any length. */
  private static final int MAX_LINE_LENGTH = 400;

  private static final List<String> POLICIES =
      List.of(
          "AmazonEKSWorkerNodePolicy",
          "AmazonEKS_CNI_Policy",
          "AmazonEC2ContainerRegistryReadOnly");

  private final AwsSession session;

  public NodeJoinDiagnoser(AwsSession session) {
    this.session = session;
  }

  /** Returns the cause, if it is found. Evidence that AWS does not return is ignored. */
  public Optional<Failure> causeOf(String cluster, String group) {
    return queryOr(
            "the node group " + group,
            () ->
                Optional.of(
                    session
                        .eks()
                        .describeNodegroup(r -> r.clusterName(cluster).nodegroupName(group))
                        .nodegroup()),
            Optional.<Nodegroup>empty())
        .map(found -> evidence(cluster, found))
        .flatMap(NodeJoinFailures::of);
  }

  private NodeJoinEvidence evidence(String cluster, Nodegroup group) {
    List<Instance> instances = instances(cluster, group.nodegroupName());
    List<Subnet> subnets =
        queryOr(
            "its subnets",
            () -> session.ec2().describeSubnets(r -> r.subnetIds(group.subnets())).subnets(),
            List.of());
    String role = group.nodeRole().substring(group.nodeRole().lastIndexOf('/') + 1);
    return new NodeJoinEvidence(
        group.nodegroupName(),
        role,
        missingPolicies(role),
        queryOr(
            "its security groups",
            () -> traffic(cluster, group, instances),
            NodeJoinEvidence.Traffic.UNKNOWN),
        subnets.stream()
            .filter(NodeJoinDiagnoser::isFull)
            .map(subnet -> subnet.subnetId() + " (" + subnet.availabilityZone() + ")")
            .toList(),
        subnets.isEmpty() || subnets.stream().anyMatch(subnet -> !isFull(subnet)),
        instanceType(group, subnets),
        issues(group),
        console(instances));
  }

  private static boolean isFull(Subnet subnet) {
    return subnet.availableIpAddressCount() != null && subnet.availableIpAddressCount() < 1;
  }

  private List<String> missingPolicies(String role) {
    return queryOr(
        "the policies of " + role,
        () -> {
          List<String> attached =
              session
                  .iam()
                  .listAttachedRolePoliciesPaginator(r -> r.roleName(role))
                  .attachedPolicies()
                  .stream()
                  .map(AttachedPolicy::policyName)
                  .toList();
          return POLICIES.stream().filter(policy -> !attached.contains(policy)).toList();
        },
        List.of());
  }

  private NodeJoinEvidence.Traffic traffic(
      String cluster, Nodegroup group, List<Instance> instances) {
    String controlPlane =
        session
            .eks()
            .describeCluster(r -> r.name(cluster))
            .cluster()
            .resourcesVpcConfig()
            .clusterSecurityGroupId();
    List<String> instanceGroups =
        instances.stream()
            .flatMap(instance -> instance.securityGroups().stream())
            .map(GroupIdentifier::groupId)
            .distinct()
            .toList();
    List<String> nodes =
        instanceGroups.isEmpty()
            ? templateGroups(group).orElse(List.of(controlPlane))
            : instanceGroups;
    List<String> groupIds =
        Stream.concat(Stream.of(controlPlane), nodes.stream()).distinct().toList();
    List<SecurityGroup> groups =
        session.ec2().describeSecurityGroups(r -> r.groupIds(groupIds)).securityGroups();
    return new NodeJoinEvidence.Traffic(
        nodes, controlPlane, new NodeTrafficRules(controlPlane, nodes, groups).blocked());
  }

  private Optional<List<String>> templateGroups(Nodegroup group) {
    if (group.launchTemplate() == null || group.launchTemplate().id() == null) {
      return Optional.empty();
    }
    return session
        .ec2()
        .describeLaunchTemplateVersions(
            r ->
                r.launchTemplateId(group.launchTemplate().id())
                    .versions(
                        Optional.ofNullable(group.launchTemplate().version()).orElse("$Default")))
        .launchTemplateVersions()
        .stream()
        .map(version -> version.launchTemplateData().securityGroupIds())
        .filter(ids -> !ids.isEmpty())
        .findFirst();
  }

  private NodeJoinEvidence.InstanceReport instanceType(Nodegroup group, List<Subnet> subnets) {
    String type = group.instanceTypes().isEmpty() ? "" : group.instanceTypes().getFirst();
    List<String> zones =
        subnets.stream().map(Subnet::availabilityZone).distinct().sorted().toList();
    return queryOr(
        "where " + type + " is offered",
        () ->
            new NodeJoinEvidence.InstanceReport(
                type,
                zones,
                type.isEmpty()
                    ? List.of()
                    : session
                        .ec2()
                        .describeInstanceTypeOfferingsPaginator(
                            r ->
                                r.locationType(LocationType.AVAILABILITY_ZONE)
                                    .filters(f -> f.name("instance-type").values(type)))
                        .instanceTypeOfferings()
                        .stream()
                        .map(InstanceTypeOffering::location)
                        .sorted()
                        .toList()),
        new NodeJoinEvidence.InstanceReport(type, List.of(), List.of()));
  }

  private static List<NodeJoinEvidence.HealthIssue> issues(Nodegroup group) {
    return group.health() == null
        ? List.of()
        : group.health().issues().stream()
            .map(issue -> new NodeJoinEvidence.HealthIssue(issue.codeAsString(), issue.message()))
            .toList();
  }

  private List<Instance> instances(String cluster, String group) {
    return queryOr(
        "its instances",
        () ->
            session
                .ec2()
                .describeInstancesPaginator(
                    r ->
                        r.filters(
                            tagged("eks:cluster-name", cluster),
                            tagged("eks:nodegroup-name", group)))
                .reservations()
                .stream()
                .flatMap(reservation -> reservation.instances().stream())
                .toList(),
        List.of());
  }

  private static Filter tagged(String tag, String value) {
    return Filter.builder().name("tag:" + tag).values(value).build();
  }

  private NodeJoinEvidence.Console console(List<Instance> instances) {
    for (Instance instance : instances) {
      List<String> lines =
          queryOr(
              "the console of " + instance.instanceId(),
              () -> lines(instance.instanceId()),
              List.of());
      if (!lines.isEmpty()) {
        return new NodeJoinEvidence.Console(instance.instanceId(), lines);
      }
    }
    return new NodeJoinEvidence.Console("", List.of());
  }

  private List<String> lines(String instance) {
    String output = session.ec2().getConsoleOutput(r -> r.instanceId(instance)).output();
    if (output == null || output.isBlank()) {
      return List.of();
    }
    List<String> lines =
        new ArrayList<>(
            new String(Base64.getMimeDecoder().decode(output), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> Excerpt.of(line, MAX_LINE_LENGTH))
                .toList());
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
  }

  /** Returns the fallback if a query fails, so that the evidence of the others is still used. */
  private static <T> T queryOr(String what, Supplier<T> query, T fallback) {
    try {
      return query.get();
    } catch (SdkException e) {
      log.info("AWS did not return {}: {}", what, e.getMessage());
      return fallback;
    }
  }
}
