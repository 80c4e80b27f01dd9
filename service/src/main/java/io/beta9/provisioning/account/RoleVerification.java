package io.beta9.provisioning.account;

import io.beta9.provisioning.account.RoleProbe.Attempt;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.ExternalIdProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that a role can be assumed with its external id and is denied without one, with wrong
 * ones, and with another tenant's.
 */
public final class RoleVerification {
  private static final String ACTIVITY = "Verifying the role";

  private final RoleProbe probe;
  private final RandomGenerator random;

  public RoleVerification(RoleProbe probe, RandomGenerator random) {
    this.probe = probe;
    this.random = random;
  }

  /** What a verification found. */
  public sealed interface VerificationResult {
    record Verified() implements VerificationResult {}

    /** The role cannot be assumed with the external id. */
    record NotAssumable(Failure failure) implements VerificationResult {}

    /** The role does not require the external id. */
    record Unprotected(Failure failure) implements VerificationResult {}

    /** Returns the state of the account that follows. */
    default AccountState state() {
      return switch (this) {
        case Verified verified -> AccountState.VERIFIED;
        case NotAssumable failed -> AccountState.FAILED;
        case Unprotected unsafe -> AccountState.SUSPENDED;
      };
    }

    /** Returns the failure; null if the role was verified. */
    default @Nullable Failure problem() {
      return switch (this) {
        case Verified verified -> null;
        case NotAssumable(Failure failure) -> failure;
        case Unprotected(Failure failure) -> failure;
      };
    }
  }

  /**
   * Verifies the role of an account. What must be denied is tried first, so that an unprotected
   * role is found even if the external id itself is rejected. The account's owner can read in the
   * logs of the account which id a successful attempt had, and may have written a trust policy with
   * wildcards for that purpose. Therefore another tenant's id is sent only to a role that has
   * denied a random one and those with either half of both ids. A trust policy that restricts both
   * halves can still accept it; its owner then reads an id that is used for roles of this account
   * only.
   *
   * @param foreign the external id of another tenant for the same account, if there is one
   * @throws io.beta9.provisioning.failure.FailureException if the cloud did not decide
   * @throws IllegalArgumentException if the account has no external id
   */
  public VerificationResult verify(RegisteredAccount account, Optional<ExternalId> foreign) {
    ExternalId own = account.externalId();
    if (own == null) {
      throw new IllegalArgumentException(account.id() + " has no external id");
    }
    if (isAssumable(account, null)) {
      return unprotected(account, ExternalIdProbe.NONE);
    }
    List<ExternalId> wrong = new ArrayList<>(List.of(ExternalId.random(random)));
    wrong.addAll(own.decoys(random));
    foreign.ifPresent(id -> wrong.addAll(id.decoys(random)));
    if (wrong.stream().anyMatch(id -> isAssumable(account, id))) {
      return unprotected(account, ExternalIdProbe.WRONG);
    }
    if (foreign.isPresent() && isAssumable(account, foreign.get())) {
      return unprotected(account, ExternalIdProbe.FOREIGN);
    }
    return switch (probe.assume(account.roleArn(), own)) {
      case Attempt.Assumed assumed -> new VerificationResult.Verified();
      case Attempt.Denied(String reported) ->
          new VerificationResult.NotAssumable(
              Failure.of(FailureCode.ROLE_NOT_ASSUMABLE, ACTIVITY)
                  .with(FailureParameter.REPORTED, reported)
                  .with(FailureParameter.ROLE, account.roleArn())
                  .with(FailureParameter.ACCOUNT, account.accountId()));
    };
  }

  private boolean isAssumable(RegisteredAccount account, @Nullable ExternalId externalId) {
    return probe.assume(account.roleArn(), externalId) instanceof Attempt.Assumed;
  }

  private static VerificationResult unprotected(RegisteredAccount account, ExternalIdProbe probed) {
    return new VerificationResult.Unprotected(
        Failure.of(FailureCode.EXTERNAL_ID_NOT_REQUIRED, ACTIVITY)
            .with(FailureParameter.PROBE, probed.code())
            .with(FailureParameter.ROLE, account.roleArn())
            .with(FailureParameter.ACCOUNT, account.accountId()));
  }
}
