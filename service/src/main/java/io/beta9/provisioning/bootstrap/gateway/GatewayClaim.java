package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes this service the administrator of a Beta9 and configures its bucket. Beta9 has no setting
 * for an initial token: the first caller receives it, in a response that is sent once.
 */
public final class GatewayClaim {
  /** A new access key of IAM takes effect everywhere after some seconds. */
  private static final Duration ACCESS_KEY_PROPAGATION = Duration.ofSeconds(90);

  /** How long saving the only copy of a token is retried. */
  private static final Duration TOKEN_SAVE_TIMEOUT = Duration.ofMinutes(5);

  private final Gateway gateway;
  private final AdminTokenStore tokens;
  private final Reset reset;

  /** Resets the Beta9 that is being claimed, so that it can be claimed again. */
  @FunctionalInterface
  public interface Reset {
    /**
     * @param mark a repetition with the same mark has no effect
     * @return whether it was reset; false if it has already been exposed
     */
    boolean reset(String mark, WaitContext context) throws InterruptedException;
  }

  public GatewayClaim(Gateway gateway, AdminTokenStore tokens, Reset reset) {
    this.gateway = gateway;
    this.tokens = tokens;
    this.reset = reset;
  }

  /**
   * Returns the administrator's token; claims Beta9 if it has not been claimed.
   *
   * <p>The token is returned once. A worker that crashed between the claim and saving the token has
   * left a Beta9 without a known administrator, and the mark that it recorded before the claim.
   * That Beta9 was not reachable from outside and has not been used: it is reset and claimed again.
   */
  public AdminTokenStore.StoredToken ensureClaimed(WaitContext context)
      throws InterruptedException {
    Optional<AdminTokenStore.StoredToken> kept = tokens.load();
    if (kept.isPresent()) {
      Optional<AdminTokenStore.StoredToken> usable = check(kept.get(), context);
      if (usable.isPresent()) {
        return usable.get();
      }
    }
    // A token that this Beta9 rejects belongs to an earlier database.
    context.report(new ClusterProgress.ClaimStarted(kept.isPresent()));
    Optional<String> pendingAttempt = tokens.pendingClaimAttempt();
    if (pendingAttempt.isEmpty()) {
      tokens.recordClaimAttempt();
    }
    gateway.awaitCurrentPods(context);
    Optional<AdminTokenStore.StoredToken> answered = gateway.claim();
    if (answered.isEmpty() && pendingAttempt.isPresent()) {
      context.report(new ClusterProgress.ClaimRepeating());
      // A new mark: with the old one it may have been reset before it was claimed.
      if (reset.reset(tokens.recordClaimAttempt(), context)) {
        gateway.awaitCurrentPods(context);
        answered = gateway.claim();
      }
    }
    AdminTokenStore.StoredToken claimed =
        answered.orElseThrow(() -> claimedByAnother(kept.isPresent()));
    saveToken(claimed, context);
    context.report(new ClusterProgress.ClaimCompleted());
    return claimed;
  }

  /** Returns the administrator's token of a Beta9 that has been claimed; does not claim it. */
  public AdminTokenStore.StoredToken existingClaim(WaitContext context)
      throws InterruptedException {
    AdminTokenStore.StoredToken kept = tokens.load().orElseThrow(() -> claimedByAnother(false));
    return check(kept, context).orElseThrow(() -> claimedByAnother(true));
  }

  /** Returns the token with which this service is administrator; empty if the kept one is not. */
  private Optional<AdminTokenStore.StoredToken> check(
      AdminTokenStore.StoredToken kept, WaitContext context) throws InterruptedException {
    return switch (GatewayRetry.withRetries(context, () -> gateway.check(kept.token()))) {
      case TokenCheck.Accepted() -> Optional.of(kept);
      case TokenCheck.Rejected() -> Optional.empty();
      case TokenCheck.Claimed(AdminTokenStore.StoredToken administrator) -> {
        saveToken(administrator, context);
        context.report(new ClusterProgress.AdminTokenReplaced());
        yield Optional.of(administrator);
      }
    };
  }

  /** Not cancellable: this process has the only copy of the token. */
  private void saveToken(AdminTokenStore.StoredToken claimed, WaitContext context)
      throws InterruptedException {
    Instant end = context.clock().instant().plus(TOKEN_SAVE_TIMEOUT);
    while (true) {
      try {
        tokens.save(claimed);
        return;
      } catch (FailureException e) {
        if (context.clock().instant().isAfter(end)) {
          throw e;
        }
        context.report(new ClusterProgress.AdminTokenNotStored(e.failure()));
        context.withoutCancellation().pause(Duration.ofSeconds(2));
      }
    }
  }

  /** Configures the bucket of the workspace; does nothing if it has one. */
  public void configureStorage(
      AdminTokenStore.StoredToken admin, Gateway.Storage storage, WaitContext context)
      throws InterruptedException {
    Instant end = context.clock().instant().plus(ACCESS_KEY_PROPAGATION);
    boolean reported = false;
    while (GatewayRetry.withRetries(context, () -> gateway.setStorage(admin, storage))
        != Gateway.StorageResult.CONFIGURED) {
      context.throwIfCancelled();
      if (!reported) {
        reported = true;
        context.report(new ClusterProgress.BucketInaccessible());
      } else if (context.clock().instant().isAfter(end) || context.hasTimedOut()) {
        throw new FailureException(gateway.storageRejected(storage));
      }
      context.pause(Duration.ofSeconds(2));
    }
    context.report(new ClusterProgress.StorageConfigured(storage.bucket()));
  }

  private static FailureException claimedByAnother(boolean haveToken) {
    return new FailureException(
        Failure.of(FailureCode.BETA9_ALREADY_CLAIMED)
            .with(FailureParameter.SECRET, haveToken ? "admin-token" : null));
  }
}
