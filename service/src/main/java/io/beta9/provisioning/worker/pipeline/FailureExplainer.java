package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Adds to a failure of Terraform at a node group or a database what only the account shows: the
 * cause, and the alternatives.
 *
 * <p>The account is queried only if AWS reported that nodes did not join, that a resource is
 * unhealthy or that capacity is missing. What AWS said is kept, and what is found is added to it.
 */
public final class FailureExplainer {
  private static final Pattern NOT_OFFERED =
      Pattern.compile(
          "InsufficientDBInstanceCapacity|does not support creating a DB instance"
              + "|is not available in the Availability Zones?");

  /** What AWS reports without a cause, so that one that is found takes its place. */
  private static final Set<FailureCode> WITHOUT_CAUSE =
      EnumSet.of(
          FailureCode.NODES_NOT_JOINED,
          FailureCode.RESOURCE_NOT_READY,
          FailureCode.RESOURCE_FAILED_WITHOUT_REASON);

  private static final Set<FailureCode> INQUIRED =
      EnumSet.of(
          FailureCode.NODES_NOT_JOINED,
          FailureCode.RESOURCE_NOT_READY,
          FailureCode.RESOURCE_FAILED_WITHOUT_REASON,
          FailureCode.RESOURCE_FAILED,
          FailureCode.TERRAFORM_DEADLINE,
          FailureCode.NO_FREE_ADDRESSES,
          FailureCode.INSTANCE_TYPE_NOT_OFFERED,
          FailureCode.NO_CAPACITY);

  private final Supplier<CloudAccount> account;
  private final InfraModel model;

  /**
   * @param account supplies the account, which is opened only if it may explain the failure
   */
  public FailureExplainer(Supplier<CloudAccount> account, InfraModel model) {
    this.account = account;
    this.model = model;
  }

  /** Returns the failure, and its further ones, with their causes where they are found. */
  public Failure explain(Failure failure) {
    return explainOne(failure.withOthers(List.of()))
        .and(failure.others().stream().map(this::explainOne).toList());
  }

  private Failure explainOne(Failure failure) {
    ResourceAddress resource = address(failure).orElse(null);
    if (resource == null) {
      return failure;
    }
    return switch (resource.type()) {
      case "aws_eks_node_group" ->
          INQUIRED.contains(failure.code()) ? explainNodes(failure, resource) : failure;
      case "aws_db_instance" ->
          failure
                  .parameter(FailureParameter.REPORTED)
                  .filter(text -> NOT_OFFERED.matcher(text).find())
                  .isPresent()
              ? explainDatabase(failure)
              : failure;
      default -> failure;
    };
  }

  private static Optional<ResourceAddress> address(Failure failure) {
    return failure.code() == FailureCode.TERRAFORM_DEADLINE
        ? failure.parameter(FailureParameter.RESOURCE).map(ResourceAddress::new)
        : failure.resource();
  }

  private Failure explainNodes(Failure failure, ResourceAddress resource) {
    return account
        .get()
        .nodeJoinFailure(model.resourcePrefix(), resource.key().orElse(resource.name()))
        .map(cause -> combined(failure, cause, resource))
        .orElse(failure);
  }

  private static Failure combined(Failure failure, Failure found, ResourceAddress resource) {
    Failure cause = found.withOthers(List.of());
    if (cause.code() == failure.code()) {
      return failure.withMissing(cause.parameters()).and(found.others());
    }
    if (WITHOUT_CAUSE.contains(failure.code())) {
      return cause
          .about(resource)
          .with(
              FailureParameter.ACTIVITY, failure.parameter(FailureParameter.ACTIVITY).orElse(null))
          .with(
              FailureParameter.REPORTED, failure.parameter(FailureParameter.REPORTED).orElse(null))
          .and(found.others());
    }
    return cause.code() == FailureCode.NODES_NOT_JOINED
        ? failure
        : failure.and(List.of(cause)).and(found.others());
  }

  private Failure explainDatabase(Failure failure) {
    return account
        .get()
        .withDatabaseAlternatives(
            new Failure(
                FailureCode.DATABASE_NO_CAPACITY,
                failure.subject(),
                failure.parameters(),
                failure.others()),
            model);
  }
}
