package io.beta9.provisioning.resources.operations;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.RecordedFailure;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.partition.AwsPartition;
import io.beta9.provisioning.tfstate.operations.StateAccess;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.AccessScopeType;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.EksException;

/**
 * Restores the access of the service's role to the cluster of an environment. EKS gives it to the
 * role that creates the cluster; it is missing if its access entry was deleted, or if another role
 * was registered since. An entry does not work for a role that was deleted and created again under
 * the same name: EKS stores the role's unique id with it and does not show it. The service's role
 * may not read its own creation time, so that the entry counts as outdated if the cluster rejected
 * the role's credentials although the entry existed.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html">Access
 *     entries</a>
 */
public final class AccessEntryOperations {
  private static final String ACTIVITY = "Creating an access entry";
  private static final String POLICY = "AmazonEKSClusterAdminPolicy";
  private static final Set<String> NOT_FOUND = Set.of("ResourceNotFoundException");

  private static final Set<FailureCode> CREDENTIALS_REJECTED =
      Set.of(FailureCode.CLUSTER_ACCESS_DENIED, FailureCode.HELM_UNAUTHORIZED);

  private final StateAccess access;
  private final EventRepository events;
  private final AuditTrail audit;

  public AccessEntryOperations(StateAccess access, EventRepository events, AuditTrail audit) {
    this.access = access;
    this.events = events;
    this.audit = audit;
  }

  /** What was found, or what was done about it. */
  public enum AccessState {
    /** Nothing is missing. */
    PRESENT,
    /** The role has no access entry. Only in a dry run. */
    ENTRY_MISSING,
    /** The role has an access entry that permits nothing. Only in a dry run. */
    POLICY_MISSING,
    /** The role was probably created again after its access entry. Only in a dry run. */
    ENTRY_OUTDATED,
    ENTRY_CREATED,
    ENTRY_REPLACED,
    POLICY_ASSOCIATED
  }

  /**
   * The access of a role to a cluster.
   *
   * @param cluster the cluster's name
   * @param role the ARN of the role that the service assumes
   * @param policy the ARN of the access policy of administrators
   */
  public record ClusterAccessResult(
      EnvironmentId id,
      boolean dryRun,
      String cluster,
      String role,
      String policy,
      AccessState state) {}

  /**
   * A cluster and the access that the role should have, in an account.
   *
   * @param rejectedAt when the cluster last rejected the role's credentials; null if not known
   */
  private record Target(
      AwsSession session,
      InfraModel model,
      String role,
      String policy,
      @Nullable Instant rejectedAt) {
    String cluster() {
      return model.resourcePrefix();
    }
  }

  /**
   * Creates the access entry of the role that the service assumes, or associates the policy with
   * it.
   *
   * @throws UnknownEnvironmentException if the tenant has no such environment
   * @throws FailureException {@code cluster-not-created}, or if the account is not accessible or
   *     denies the request
   */
  public ClusterAccessResult restore(Caller caller, EnvironmentId id, boolean dryRun) {
    StateAccess.OpenState opened = access.open(caller, id);
    Environment environment = opened.environment();
    Target target = target(environment, opened.session());
    if (dryRun) {
      requireCluster(target, environment);
      return result(id, true, target, calling(ACTIVITY, () -> missing(target)));
    }
    return audit.around(
        caller,
        AuditAction.onEnvironment(id.value(), "env.restore-access", null),
        () -> {
          access.admit(opened);
          requireCluster(target, environment);
          AccessState state = calling(ACTIVITY, () -> grant(target));
          if (state != AccessState.PRESENT) {
            events.append(
                environment.tenant(),
                id,
                null,
                new EventData.ClusterAccessRestored(
                    caller.name(), target.cluster(), target.role(), caller.reason()));
          }
          return result(id, false, target, state);
        },
        done -> done.role() + ": " + done.state());
  }

  private static Target target(Environment environment, AwsSession session) {
    return new Target(
        session,
        InfraModelJson.fromJson(environment.infraModel().text()),
        environment.target().roleArn(),
        "arn:"
            + AwsPartition.ofRegion(environment.target().region()).id()
            + ":eks::aws:cluster-access-policy/"
            + POLICY,
        rejectedAt(environment.lastFailure()));
  }

  private static @Nullable Instant rejectedAt(@Nullable RecordedFailure failure) {
    return failure != null && CREDENTIALS_REJECTED.contains(failure.failure().code())
        ? failure.at()
        : null;
  }

  private static void requireCluster(Target target, Environment environment) {
    boolean exists =
        calling(
            ACTIVITY,
            () ->
                OptionalResource.emptyIfNotFound(
                        NOT_FOUND,
                        () -> target.session().eks().describeCluster(r -> r.name(target.cluster())))
                    .isPresent());
    if (!exists) {
      throw new FailureException(
          Failure.of(FailureCode.CLUSTER_NOT_CREATED, ACTIVITY)
              .about(environment.name())
              .forEnvironment(environment.id().value()));
    }
  }

  private static AccessState missing(Target target) {
    return entryOf(target)
        .map(
            entry ->
                !hasPolicy(target, entry.principalArn())
                    ? AccessState.POLICY_MISSING
                    : isOutdated(target, entry) ? AccessState.ENTRY_OUTDATED : AccessState.PRESENT)
        .orElse(AccessState.ENTRY_MISSING);
  }

  private static boolean isOutdated(Target target, AccessEntry entry) {
    return target.rejectedAt() != null && entry.createdAt().isBefore(target.rejectedAt());
  }

  private static AccessState grant(Target target) {
    Optional<AccessEntry> existing = entryOf(target);
    return switch (missing(target)) {
      case ENTRY_OUTDATED -> {
        target
            .session()
            .eks()
            .deleteAccessEntry(
                r ->
                    r.clusterName(target.cluster())
                        .principalArn(existing.orElseThrow().principalArn()));
        create(target);
        associate(target, target.role());
        yield AccessState.ENTRY_REPLACED;
      }
      case ENTRY_MISSING -> {
        boolean created = create(target);
        associate(target, target.role());
        yield created ? AccessState.ENTRY_CREATED : AccessState.POLICY_ASSOCIATED;
      }
      case POLICY_MISSING -> {
        associate(target, existing.orElseThrow().principalArn());
        yield AccessState.POLICY_ASSOCIATED;
      }
      case PRESENT, ENTRY_CREATED, ENTRY_REPLACED, POLICY_ASSOCIATED -> AccessState.PRESENT;
    };
  }

  private static void associate(Target target, String principal) {
    target
        .session()
        .eks()
        .associateAccessPolicy(
            r ->
                r.clusterName(target.cluster())
                    .principalArn(principal)
                    .policyArn(target.policy())
                    .accessScope(scope -> scope.type(AccessScopeType.CLUSTER)));
  }

  /** Returns false if another request has created the entry since it was looked for. */
  private static boolean create(Target target) {
    try {
      target
          .session()
          .eks()
          .createAccessEntry(
              r ->
                  r.clusterName(target.cluster())
                      .principalArn(target.role())
                      .type("STANDARD")
                      .tags(target.model().tags()));
      return true;
    } catch (EksException e) {
      if (AwsFailures.hasCode(e, "ResourceInUseException")) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Returns the access entry of the role. EKS names the creator of a cluster without the path of
   * its role.
   */
  private static Optional<AccessEntry> entryOf(Target target) {
    return Stream.of(target.role(), target.role().replaceFirst(":role/.*/", ":role/"))
        .distinct()
        .flatMap(
            principal ->
                OptionalResource.emptyIfNotFound(
                    NOT_FOUND,
                    () ->
                        target
                            .session()
                            .eks()
                            .describeAccessEntry(
                                r -> r.clusterName(target.cluster()).principalArn(principal)))
                    .stream())
        .map(DescribeAccessEntryResponse::accessEntry)
        .findFirst();
  }

  private static boolean hasPolicy(Target target, String principal) {
    return target
        .session()
        .eks()
        .listAssociatedAccessPoliciesPaginator(
            r -> r.clusterName(target.cluster()).principalArn(principal))
        .stream()
        .flatMap(page -> page.associatedAccessPolicies().stream())
        .anyMatch(
            policy ->
                policy.policyArn().equals(target.policy())
                    && policy.accessScope().type() == AccessScopeType.CLUSTER);
  }

  private static ClusterAccessResult result(
      EnvironmentId id, boolean dryRun, Target target, AccessState state) {
    return new ClusterAccessResult(
        id, dryRun, target.cluster(), target.role(), target.policy(), state);
  }
}
