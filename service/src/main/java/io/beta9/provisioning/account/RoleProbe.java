package io.beta9.provisioning.account;

import io.beta9.provisioning.partition.AwsPartition;
import org.jspecify.annotations.Nullable;

/** Attempts to assume a role, without using it. */
public interface RoleProbe {

  /** The answer of the cloud. */
  sealed interface Attempt {
    /** The role was assumed; the credentials were discarded. */
    record Assumed() implements Attempt {}

    /**
     * The cloud denied it.
     *
     * @param reported the text of the cloud
     */
    record Denied(String reported) implements Attempt {}
  }

  /**
   * Attempts to assume a role.
   *
   * @param externalId null to send none
   * @throws io.beta9.provisioning.failure.FailureException if the cloud did not decide, for example
   *     because it could not be reached: this is neither permission nor denial
   */
  Attempt assume(String roleArn, @Nullable ExternalId externalId);

  /**
   * Returns the id of the account whose credentials this service has.
   *
   * @throws io.beta9.provisioning.failure.FailureException if it has none, or cannot ask
   */
  String ownAccount();

  /** Returns the partition of the credentials that this service has: the one of its region. */
  AwsPartition ownPartition();
}
