package io.beta9.provisioning.account;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.partition.AwsPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Roles whose trust policies are predicates on the external id. Records the attempts. */
public final class FakeRoles implements RoleProbe {
  public static final String OWN_ACCOUNT = "999999999999";

  private final Map<String, Predicate<@Nullable String>> trust = new HashMap<>();
  private final List<String> attempts = new ArrayList<>();
  private boolean available = true;

  /** Creates a role or changes its trust policy. */
  public void trust(String roleArn, Predicate<@Nullable String> externalIds) {
    trust.put(roleArn, externalIds);
  }

  /** Lets every attempt fail without a decision, or succeed again. */
  public void setAvailable(boolean available) {
    this.available = available;
  }

  /** Returns the external ids of all attempts, {@code none} for none. */
  public List<String> attempts() {
    return attempts;
  }

  @Override
  public Attempt assume(String roleArn, @Nullable ExternalId externalId) {
    requireAvailable();
    String sent = externalId == null ? null : externalId.value();
    attempts.add(sent == null ? "none" : sent);
    return trust.getOrDefault(roleArn, any -> false).test(sent)
        ? new Attempt.Assumed()
        : new Attempt.Denied("not authorized to perform: sts:AssumeRole");
  }

  @Override
  public String ownAccount() {
    requireAvailable();
    return OWN_ACCOUNT;
  }

  @Override
  public AwsPartition ownPartition() {
    return AwsPartition.AWS;
  }

  private void requireAvailable() {
    if (!available) {
      throw new FailureException(Failure.of(FailureCode.NETWORK, "Assuming the role"));
    }
  }
}
