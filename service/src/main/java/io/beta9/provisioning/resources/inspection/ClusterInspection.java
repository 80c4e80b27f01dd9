package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.format.ShellCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Inspects EKS clusters, node groups and add-ons. */
public final class ClusterInspection {
  private static final Set<String> NOT_FOUND = Set.of("ResourceNotFoundException");

  /** The names of the add-ons that differ from those of their resources in the module. */
  private static final Map<String, String> ADDONS = Map.of("ebs_csi", "aws-ebs-csi-driver");

  private final AwsSession session;

  public ClusterInspection(AwsSession session) {
    this.session = session;
  }

  public Optional<ResourceReport> cluster(InspectedResource resource) {
    String name = resource.scope().prefix();
    return find(() -> session.eks().describeCluster(r -> r.name(name)).cluster())
        .map(
            found ->
                ResourceReport.of(
                        name, found.statusAsString(), command("describe-cluster", "--name", name))
                    .withEvents(
                        found.health() == null
                            ? List.of()
                            : found.health().issues().stream()
                                .map(issue -> issue.codeAsString() + ": " + issue.message())
                                .toList())
                    .blockedBy(nodeGroups(resource)));
  }

  /** A cluster cannot be deleted while it has node groups. */
  private List<Blocker> nodeGroups(InspectedResource resource) {
    List<Blocker> blockers = new ArrayList<>();
    String cluster = resource.scope().prefix();
    for (String group : session.eks().listNodegroups(r -> r.clusterName(cluster)).nodegroups()) {
      find(() ->
              session
                  .eks()
                  .describeNodegroup(r -> r.clusterName(cluster).nodegroupName(group))
                  .nodegroup())
          .ifPresent(
              found ->
                  blockers.add(
                      new Blocker(
                          "node group",
                          group,
                          resource.scope().owns(found.tags())
                              ? BlockerOwnership.OURS
                              : BlockerOwnership.FOREIGN,
                          found.statusAsString())));
    }
    return blockers;
  }

  public Optional<ResourceReport> nodeGroup(InspectedResource resource) {
    String cluster = resource.scope().prefix();
    String group = resource.address().key().orElse(resource.address().name());
    return find(() ->
            session
                .eks()
                .describeNodegroup(r -> r.clusterName(cluster).nodegroupName(group))
                .nodegroup())
        .map(
            found ->
                ResourceReport.of(
                        cluster + "/" + group,
                        found.statusAsString(),
                        nodeGroupCommand(cluster, group))
                    .withEvents(
                        found.health() == null
                            ? List.of()
                            : found.health().issues().stream()
                                .map(issue -> issue.codeAsString() + ": " + issue.message())
                                .distinct()
                                .toList()));
  }

  private String nodeGroupCommand(String cluster, String group) {
    return command("describe-nodegroup", "--cluster-name", cluster, "--nodegroup-name", group);
  }

  public Optional<ResourceReport> addon(InspectedResource resource) {
    String cluster = resource.scope().prefix();
    String name =
        ADDONS.getOrDefault(resource.address().name(), resource.address().name().replace('_', '-'));
    String command = command("describe-addon", "--cluster-name", cluster, "--addon-name", name);
    return find(() -> session.eks().describeAddon(r -> r.clusterName(cluster).addonName(name)))
        .map(
            found ->
                ResourceReport.of(cluster + "/" + name, found.addon().statusAsString(), command)
                    .withEvents(
                        found.addon().health() == null
                            ? List.of()
                            : found.addon().health().issues().stream()
                                .map(issue -> issue.codeAsString() + ": " + issue.message())
                                .toList()));
  }

  private String command(String... operation) {
    return ShellCommand.of(
        Stream.of(
                Stream.of("aws", "eks"),
                Arrays.stream(operation),
                Stream.of("--region", session.region().id()))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  private static <T> Optional<T> find(Supplier<T> query) {
    return OptionalResource.emptyIfNotFound(NOT_FOUND, query);
  }
}
