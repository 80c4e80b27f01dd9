package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.common.IamPrincipal;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.common.SdkFields;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.AccessEntryState;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.AccessScopeType;
import software.amazon.awssdk.services.eks.model.AssociatedAccessPolicy;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesRequest;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesResponse;
import software.amazon.awssdk.services.eks.model.UpdateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.UpdateAccessEntryResponse;

/**
 * Access entries: which IAM principals may use a cluster's API server, as which Kubernetes user.
 */
final class AccessEntries {
  private static final String CLUSTER_ADMIN_POLICY = "AmazonEKSClusterAdminPolicy";
  private static final String STANDARD = "STANDARD";
  private static final String NODES = "EC2_LINUX";

  private final ClusterLifecycle progress;
  private final IdentityDirectory identities;

  AccessEntries(ClusterLifecycle progress, IdentityDirectory identities) {
    this.progress = progress;
    this.identities = identities;
  }

  void register(Operations operations) {
    operations.on(CreateAccessEntryRequest.class, this::create);
    operations.on(DescribeAccessEntryRequest.class, this::describe);
    operations.on(ListAccessEntriesRequest.class, this::list);
    operations.on(UpdateAccessEntryRequest.class, this::update);
    operations.on(DeleteAccessEntryRequest.class, this::delete);
  }

  /** Grants the cluster admin policy to the cluster's creator. */
  void grantCreatorAccess(ClusterEntry cluster, Call call) {
    String principal = roleOf(call.principalArn());
    AccessEntryState entry =
        new AccessEntryState(
            newEntry(cluster, principal, STANDARD, call).build(), roleId(principal));
    entry.policies.put(
        AccessPolicies.arn(call, CLUSTER_ADMIN_POLICY),
        AssociatedAccessPolicy.builder()
            .policyArn(AccessPolicies.arn(call, CLUSTER_ADMIN_POLICY))
            .accessScope(scope -> scope.type(AccessScopeType.CLUSTER).namespaces(List.of()))
            .associatedAt(call.now())
            .modifiedAt(call.now())
            .build());
    cluster.accessEntries.put(principal, entry);
  }

  /** Allows a node group's instances to join, unless the cluster does not use access entries. */
  static void grantNodeAccess(ClusterEntry cluster, String role, Call call) {
    if (cluster.cluster.accessConfig().authenticationMode() != AuthenticationMode.CONFIG_MAP
        && !cluster.accessEntries.containsKey(role)) {
      cluster.accessEntries.put(
          role, new AccessEntryState(newEntry(cluster, role, NODES, call).build(), null));
    }
  }

  /** Reverts {@link #grantNodeAccess} when the last node group of a role is deleted. */
  static void revokeNodeAccess(EksState state, ClusterEntry cluster, String role) {
    AccessEntryState entry = cluster.accessEntries.get(role);
    boolean needed =
        cluster.nodegroups.values().stream().anyMatch(it -> it.nodegroup.nodeRole().equals(role));
    if (entry != null && entry.entry.type().equals(NODES) && !needed) {
      cluster.accessEntries.remove(role);
      state.tags.removeAll(entry.entry.accessEntryArn());
    }
  }

  /**
   * Returns the unique id of an existing role. EKS stores it with an entry, so that the entry does
   * not work for a role that was deleted and created again, see <a
   * href="https://docs.aws.amazon.com/eks/latest/APIReference/API_AccessEntry.html">AccessEntry</a>.
   */
  private @Nullable String roleId(String principal) {
    return IamPrincipal.ofCaller(principal)
        .filter(owner -> owner.kind().equals("role"))
        .flatMap(owner -> identities.arnOf("role", owner.name(), owner.account()))
        .flatMap(identities::role)
        .map(IdentityDirectory.AssumableRole::id)
        .orElse(null);
  }

  /** Returns whether the role of an entry has not been replaced by another one of its name. */
  boolean isCurrent(AccessEntryState entry) {
    return entry.roleId == null || entry.roleId.equals(roleId(entry.entry.principalArn()));
  }

  /** Returns the role of a session; session ARNs do not contain the role's path. */
  static String roleOf(String principal) {
    Matcher session =
        Pattern.compile(Partition.ANY_ARN + ":sts::(\\d{12}):assumed-role/([^/]+)/.*")
            .matcher(principal);
    return session.matches()
        ? Partition.ofArn(principal).iamArn(session.group(1), "role/" + session.group(2))
        : principal;
  }

  private static AccessEntry.Builder newEntry(
      ClusterEntry cluster, String principal, String type, Call call) {
    IamPrincipal owner = IamPrincipal.ofCaller(principal).orElseThrow();
    boolean nodes = type.equals(NODES);
    return AccessEntry.builder()
        .clusterName(cluster.name())
        .principalArn(principal)
        .kubernetesGroups(nodes ? List.of("system:nodes") : List.of())
        .username(
            nodes
                ? "system:node:{{EC2PrivateDNSName}}"
                : owner.kind().equals("role")
                    ? call.partition()
                        .arn(
                            "sts",
                            "",
                            owner.account(),
                            "assumed-role/" + owner.name() + "/{{SessionName}}")
                    : principal)
        .accessEntryArn(
            call.arn(
                "eks",
                "access-entry/"
                    + cluster.name()
                    + "/"
                    + owner.kind()
                    + "/"
                    + owner.account()
                    + "/"
                    + owner.name()
                    + "/"
                    + RandomIds.uuid()))
        .type(type)
        .createdAt(call.now())
        .modifiedAt(call.now());
  }

  private CreateAccessEntryResponse create(CreateAccessEntryRequest request, Call call) {
    EksState state = progress.currentState(call);
    ClusterEntry cluster = requireAccessEntries(state, request.clusterName());
    String principal = request.principalArn();
    String type = request.type() == null ? STANDARD : request.type();
    IamPrincipal owner = requireValid(principal, type, call);
    if (findOf(cluster, owner).isPresent()) {
      throw EksErrors.inUse(
          "The specified access entry resource is already in use on this cluster.");
    }
    AccessEntry.Builder entry = newEntry(cluster, principal, type, call);
    if (SdkFields.isSet(request.kubernetesGroups())) {
      entry.kubernetesGroups(request.kubernetesGroups());
    }
    if (request.username() != null) {
      entry.username(request.username());
    }
    AccessEntry created = entry.build();
    cluster.accessEntries.put(principal, new AccessEntryState(created, roleId(principal)));
    state.tags.add(created.accessEntryArn(), request.tags());
    return CreateAccessEntryResponse.builder().accessEntry(withTags(state, created)).build();
  }

  /**
   * Validates a principal as described in <a
   * href="https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html">Create
   * access entries</a>: a role or user that exists, no session, no service-linked role; of another
   * account only in standard entries.
   */
  private IamPrincipal requireValid(String principal, String type, Call call) {
    IamPrincipal owner =
        IamPrincipal.parse(principal)
            .filter(parsed -> Partition.ofArn(principal) == call.partition())
            .orElseThrow(
                () -> EksErrors.invalidParameter("The principalArn parameter format is not valid"));
    if (owner.isServiceLinkedRole()) {
      throw EksErrors.invalidParameter(
          "The caller is not allowed to modify access entries with a principalArn value of a"
              + " Service Linked Role");
    }
    boolean standard = type.equals(STANDARD);
    boolean exists = !owner.kind().equals("role") || identities.role(principal).isPresent();
    if (!exists || (!standard && !owner.account().equals(call.account()))) {
      throw EksErrors.invalidParameter("The specified principalArn is invalid: invalid principal.");
    }
    return owner;
  }

  /** Returns the entry of a principal, whatever its path is. */
  static Optional<AccessEntryState> findOf(ClusterEntry cluster, IamPrincipal owner) {
    return cluster.accessEntries.entrySet().stream()
        .filter(it -> IamPrincipal.ofCaller(it.getKey()).filter(owner::isSame).isPresent())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private DescribeAccessEntryResponse describe(DescribeAccessEntryRequest request, Call call) {
    EksState state = progress.currentState(call);
    AccessEntry entry = find(state, request.clusterName(), request.principalArn()).entry;
    return DescribeAccessEntryResponse.builder().accessEntry(withTags(state, entry)).build();
  }

  private ListAccessEntriesResponse list(ListAccessEntriesRequest request, Call call) {
    ClusterEntry cluster = requireAccessEntries(progress.currentState(call), request.clusterName());
    List<String> principals =
        cluster.accessEntries.entrySet().stream()
            .filter(
                it ->
                    request.associatedPolicyArn() == null
                        || it.getValue().policies.containsKey(request.associatedPolicyArn()))
            .map(Map.Entry::getKey)
            .toList();
    Page<String> page = Page.of(principals, request.nextToken(), request.maxResults(), 100);
    return ListAccessEntriesResponse.builder()
        .accessEntries(page.items())
        .nextToken(page.next())
        .build();
  }

  private UpdateAccessEntryResponse update(UpdateAccessEntryRequest request, Call call) {
    EksState state = progress.currentState(call);
    AccessEntryState entry = find(state, request.clusterName(), request.principalArn());
    AccessEntry.Builder changed = entry.entry.toBuilder().modifiedAt(call.now());
    if (SdkFields.isSet(request.kubernetesGroups())) {
      changed.kubernetesGroups(request.kubernetesGroups());
    }
    if (request.username() != null) {
      changed.username(request.username());
    }
    entry.entry = changed.build();
    return UpdateAccessEntryResponse.builder().accessEntry(withTags(state, entry.entry)).build();
  }

  private DeleteAccessEntryResponse delete(DeleteAccessEntryRequest request, Call call) {
    EksState state = progress.currentState(call);
    AccessEntryState entry = find(state, request.clusterName(), request.principalArn());
    state.cluster(request.clusterName()).accessEntries.remove(request.principalArn());
    state.tags.removeAll(entry.entry.accessEntryArn());
    return DeleteAccessEntryResponse.builder().build();
  }

  static AccessEntryState find(EksState state, String clusterName, String principal) {
    AccessEntryState entry = requireAccessEntries(state, clusterName).accessEntries.get(principal);
    if (entry == null) {
      throw EksErrors.notFound(
          "The specified principalArn could not be found. You must specify a valid principal ARN.");
    }
    return entry;
  }

  private static ClusterEntry requireAccessEntries(EksState state, String name) {
    ClusterEntry cluster = state.cluster(name);
    if (cluster.cluster.accessConfig().authenticationMode() == AuthenticationMode.CONFIG_MAP) {
      throw EksErrors.invalidRequest(
          "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to"
              + " perform this operation.");
    }
    return cluster;
  }

  private static AccessEntry withTags(EksState state, AccessEntry entry) {
    return entry.toBuilder().tags(state.tags.of(entry.accessEntryArn())).build();
  }
}
