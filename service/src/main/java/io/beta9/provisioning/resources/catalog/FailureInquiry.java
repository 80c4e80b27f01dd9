package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.Optional;
import java.util.Set;

/**
 * What only the account shows about a failure of a resource of one type.
 *
 * @param codes the failures that it may explain
 * @param answer what the query returns
 * @param query reads it
 */
public record FailureInquiry(Set<FailureCode> codes, Answer answer, Query query) {
  public FailureInquiry {
    codes = Set.copyOf(codes);
  }

  /** What the query returns. */
  public enum Answer {
    /** A failure that may have caused the one that Terraform reported. */
    CAUSE,
    /** The same failure with a more specific code and further facts. */
    REFINEMENT
  }

  /** Reads the account. */
  @FunctionalInterface
  public interface Query {
    /** Returns what was found; empty if the account does not show it. */
    Optional<Failure> find(
        AwsSession session, InfraModel model, ResourceAddress resource, Failure failure);
  }
}
