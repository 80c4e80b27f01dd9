package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Adds to a failure of Terraform at a node group or a database what only the account shows: the
 * cause, and the alternatives.
 */
public final class FailureExplainer {
  private static final Pattern NOT_OFFERED =
      Pattern.compile(
          "InsufficientDBInstanceCapacity|does not support creating a DB instance"
              + "|is not available in the Availability Zones?");

  private final Supplier<CloudAccount> account;
  private final InfraModel model;

  /**
   * @param account supplies the account, which is opened only if it may explain the failure
   */
  public FailureExplainer(Supplier<CloudAccount> account, InfraModel model) {
    this.account = account;
    this.model = model;
  }

  /** Returns the failure with its cause, unchanged if none is found. */
  public Failure explain(Failure failure) {
    if (failure.kind() == FailureClass.TRANSIENT || failure.kind() == FailureClass.CANCELLED) {
      return failure;
    }
    ResourceAddress resource = failure.resource().orElse(null);
    if (resource == null) {
      return failure;
    }
    return switch (resource.type()) {
      case "aws_eks_node_group" -> explainNodes(failure, resource);
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

  private Failure explainNodes(Failure failure, ResourceAddress resource) {
    return account
        .get()
        .nodeJoinFailure(model.resourcePrefix(), resource.key().orElse(resource.name()))
        .map(
            cause ->
                cause
                    .about(resource)
                    .with(
                        FailureParameter.ACTIVITY,
                        failure.parameter(FailureParameter.ACTIVITY).orElse(null)))
        .orElse(failure);
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
