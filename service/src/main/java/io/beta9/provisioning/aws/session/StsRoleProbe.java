package io.beta9.provisioning.aws.session;

import io.beta9.provisioning.account.ExternalId;
import io.beta9.provisioning.account.RoleProbe;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.partition.AwsPartition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;

/** Attempts to assume roles with STS. The credentials permit nothing and are discarded. */
final class StsRoleProbe implements RoleProbe {
  private static final String SESSION_NAME = "beta9-provisioning-verification";

  /** The shortest that STS accepts. */
  private static final int SESSION_SECONDS = 900;

  /** A verification makes four calls while a client waits for it. */
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(6);

  private static final String DENY_ALL =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}\
      """;

  private final StsClient sts;
  private final AwsPartition partition;
  private volatile @Nullable String ownAccount;

  StsRoleProbe(StsClient sts, AwsPartition partition) {
    this.sts = sts;
    this.partition = partition;
  }

  @Override
  public Attempt assume(String roleArn, @Nullable ExternalId externalId) {
    try {
      sts.assumeRole(
          request ->
              request
                  .roleArn(roleArn)
                  .externalId(externalId == null ? null : externalId.value())
                  .roleSessionName(SESSION_NAME)
                  .policy(DENY_ALL)
                  .durationSeconds(SESSION_SECONDS)
                  .overrideConfiguration(options -> options.apiCallTimeout(CALL_TIMEOUT)));
      return new Attempt.Assumed();
    } catch (SdkException e) {
      var failure = AwsFailures.of("Assuming role " + roleArn, e);
      if (failure.kind() == FailureClass.PERMISSION) {
        return new Attempt.Denied(failure.parameter(FailureParameter.REPORTED).orElse(""));
      }
      throw new FailureException(failure, e);
    }
  }

  @Override
  public String ownAccount() {
    String known = ownAccount;
    if (known == null) {
      known =
          AwsFailures.calling(
              "Reading the identity of this service", () -> sts.getCallerIdentity().account());
      ownAccount = known;
    }
    return known;
  }

  @Override
  public AwsPartition ownPartition() {
    return partition;
  }
}
