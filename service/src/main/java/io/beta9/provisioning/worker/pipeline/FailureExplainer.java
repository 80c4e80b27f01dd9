package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.failure.cause.ErrorClassifier;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.resources.catalog.Identification;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.inspection.ResourceReport;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to a failure of Terraform what only the account shows: the id and the status of the
 * resource, what AWS reported about it, the cause, and the alternatives.
 *
 * <p>A cause is looked for only if AWS reported that nodes did not join, that a resource is
 * unhealthy or that capacity is missing. What AWS reported is kept, and what is found is added to
 * it.
 */
public final class FailureExplainer {
  private static final Logger log = LoggerFactory.getLogger(FailureExplainer.class);

  /** What AWS reports without a cause, so that one that is found takes its place. */
  private static final Set<FailureCode> WITHOUT_CAUSE =
      EnumSet.of(
          FailureCode.NODES_NOT_JOINED,
          FailureCode.RESOURCE_NOT_READY,
          FailureCode.RESOURCE_FAILED_WITHOUT_REASON);

  /** Failures of the calls themselves, without information about a resource. */
  private static final Set<FailureCode> NOT_OF_THE_RESOURCE =
      EnumSet.of(
          FailureCode.OPERATION_CANCELLED,
          FailureCode.THROTTLED,
          FailureCode.NETWORK,
          FailureCode.CREDENTIALS_EXPIRED,
          FailureCode.NO_CREDENTIALS,
          FailureCode.BAD_CREDENTIALS,
          FailureCode.ROLE_NOT_ASSUMABLE,
          FailureCode.METADATA_UNAVAILABLE,
          FailureCode.CLOCK_SKEWED,
          FailureCode.PROVIDER_CRASHED);

  private final Supplier<CloudAccount> account;
  private final InfraModel model;
  private final EnvironmentInspection inspection;

  /**
   * @param account supplies the account, which is opened only if it may explain the failure
   */
  public FailureExplainer(
      Supplier<CloudAccount> account, InfraModel model, EnvironmentInspection inspection) {
    this.account = account;
    this.model = model;
    this.inspection = inspection;
  }

  /** Returns the failure, and its further ones, with their causes where they are found. */
  public Failure explain(Failure failure) {
    return explainOne(failure.withOthers(List.of()))
        .and(failure.others().stream().map(this::explainOne).toList());
  }

  private Failure explainOne(Failure failure) {
    ResourceAddress resource = address(failure).orElse(null);
    if (resource == null || NOT_OF_THE_RESOURCE.contains(failure.code())) {
      return failure;
    }
    try {
      ResourceReport report = inspection.of(resource).orElse(null);
      return report == null
          ? withCause(existing(failure, resource), resource)
          : withCause(
              report.addTo(withReportedCause(held(existing(failure, report), report), report)),
              resource);
    } catch (FailureException e) {
      log.info("{} could not be explained: {}", resource, e.getMessage());
      return failure;
    }
  }

  /**
   * The resource of that name is the one that the environment is to have. Whether it belongs to the
   * environment is decided by the next attempt, which imports it, or fails and names its owner.
   */
  private static Failure existing(Failure failure, ResourceReport report) {
    return failure.code() == FailureCode.ALREADY_EXISTS
            && !report.status().equals(ResourceReport.ABSENT)
        ? failure.withCode(FailureCode.RESOURCE_NOT_IN_STATE)
        : failure;
  }

  /** As above, for a resource that exists as soon as AWS has answered, and was not found. */
  private static Failure existing(Failure failure, ResourceAddress resource) {
    boolean isNamed =
        ResourceCatalog.AWS
            .find(resource.type())
            .filter(type -> !type.isSlowToCreate())
            .filter(type -> type.identification().key() == Identification.Key.NAME)
            .isPresent();
    return failure.code() == FailureCode.ALREADY_EXISTS && isNamed
        ? failure.withCode(FailureCode.RESOURCE_NOT_IN_STATE)
        : failure;
  }

  /** EC2 denies access to an address that an AWS service still uses. */
  private static Failure held(Failure failure, ResourceReport report) {
    boolean denied =
        failure.code() == FailureCode.ACCESS_DENIED
            && failure.parameter(FailureParameter.REPORTED).orElse("").contains("AuthFailure");
    if (!denied || report.blockers().isEmpty()) {
      return failure;
    }
    return failure.withCode(
        report.blockers().stream()
                .anyMatch(blocker -> blocker.ownership() == BlockerOwnership.FOREIGN)
            ? FailureCode.RESOURCE_IN_USE
            : FailureCode.RESOURCE_BUSY);
  }

  /** ElastiCache and RDS name the cause of a failed creation only in their events. */
  private static Failure withReportedCause(Failure failure, ResourceReport report) {
    return WITHOUT_CAUSE.contains(failure.code())
        ? report.events().stream()
            .flatMap(event -> ErrorClassifier.cause(event).stream())
            .findFirst()
            .map(failure::withCode)
            .orElse(failure)
        : failure;
  }

  private Failure withCause(Failure failure, ResourceAddress resource) {
    return ResourceCatalog.AWS
        .inquiry(resource.type(), failure.code())
        .flatMap(
            inquiry ->
                account
                    .get()
                    .inspector()
                    .explain(failure, resource, model)
                    .map(
                        found ->
                            switch (inquiry.answer()) {
                              case CAUSE -> combined(failure, found, resource);
                              case REFINEMENT -> found;
                            }))
        .orElse(failure);
  }

  private static Optional<ResourceAddress> address(Failure failure) {
    return failure.code() == FailureCode.TERRAFORM_DEADLINE
        ? failure.parameter(FailureParameter.RESOURCE).map(ResourceAddress::new)
        : failure.resource();
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
          .withMissing(failure.parameters())
          .and(found.others());
    }
    return cause.code() == FailureCode.NODES_NOT_JOINED
        ? failure
        : failure.and(List.of(cause.without(FailureParameter.REPORTED))).and(found.others());
  }
}
