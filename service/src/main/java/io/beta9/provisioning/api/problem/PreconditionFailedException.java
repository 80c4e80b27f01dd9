package io.beta9.provisioning.api.problem;

import io.beta9.provisioning.access.ChangeCondition;

/** The resource does not have a tag that the header {@code If-Match} of a request names. */
public final class PreconditionFailedException extends ChangeCondition.UnmetConditionException {
  public PreconditionFailedException() {
    super("the resource has changed since it had the tag in If-Match; read it again");
  }
}
