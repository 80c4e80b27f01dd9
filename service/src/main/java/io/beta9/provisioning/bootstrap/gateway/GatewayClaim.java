package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.Notification;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes us the administrator of a Beta9, and gives it its bucket. Beta9 has no setting for a first
 * token: whoever asks first gets it, in an answer that comes once.
 */
public final class GatewayClaim {
  /** A new access key of IAM is known everywhere after some seconds. */
  private static final Duration ACCESS_KEY_PROPAGATION = Duration.ofSeconds(90);

  /** How long a token that nobody else has is held on to while it cannot be kept. */
  private static final Duration TOKEN_SAVE_TIMEOUT = Duration.ofMinutes(5);

  /** How long a gateway that does not answer is asked again before the step is given up. */
  private static final Duration GATEWAY_RETRY_PERIOD = Duration.ofSeconds(60);

  private final Gateway gateway;
  private final AdminTokenStore tokens;
  private final Reset reset;

  /** Empties the Beta9 that is being claimed, so that it can be claimed again. */
  @FunctionalInterface
  public interface Reset {
    /**
     * @param mark a repetition with the same one changes nothing
     * @return whether it was emptied; not where others could reach it already
     */
    boolean reset(String mark, WaitContext watch) throws InterruptedException;
  }

  public GatewayClaim(Gateway gateway, AdminTokenStore tokens, Reset reset) {
    this.gateway = gateway;
    this.tokens = tokens;
    this.reset = reset;
  }

  /**
   * Who we are in this Beta9; it is claimed if nobody has.
   *
   * <p>Its token comes once. One that died between the claim and the keeping of the token has left
   * a Beta9 that nobody can administrate, and the mark that it made before it claimed. Nobody else
   * could reach that Beta9, and nobody has used it: it is emptied, and claimed again.
   */
  public AdminTokenStore.StoredToken ensureClaimed(WaitContext watch) throws InterruptedException {
    Optional<AdminTokenStore.StoredToken> kept = tokens.load();
    if (kept.isPresent() && isAccepted(kept.get(), watch)) {
      return kept.get();
    }
    // A token that this Beta9 does not know belongs to one whose database is gone.
    watch.report(kept.isEmpty() ? "claiming Beta9" : "Beta9 does not know our token; claiming it");
    Optional<String> begun = tokens.pendingClaimAttempt();
    if (begun.isEmpty()) {
      tokens.recordClaimAttempt();
    }
    Optional<AdminTokenStore.StoredToken> answered = gateway.claim();
    if (answered.isEmpty() && begun.isPresent()) {
      watch.report("an earlier claim of ours ended before its token was kept; beginning anew");
      // Another mark: with the old one it may have been emptied before it was claimed.
      answered =
          reset.reset(tokens.recordClaimAttempt(), watch) ? gateway.claim() : Optional.empty();
    }
    AdminTokenStore.StoredToken claimed =
        answered.orElseThrow(() -> claimedByAnother(kept.isPresent()));
    saveToken(claimed, watch);
    watch.report("Beta9 is claimed, and its administrator's token is kept");
    return claimed;
  }

  /** Who we are in a Beta9 that has been claimed; it is not claimed now. */
  public AdminTokenStore.StoredToken existingClaim(WaitContext watch) throws InterruptedException {
    AdminTokenStore.StoredToken kept = tokens.load().orElseThrow(() -> claimedByAnother(false));
    if (!isAccepted(kept, watch)) {
      throw claimedByAnother(true);
    }
    return kept;
  }

  private boolean isAccepted(AdminTokenStore.StoredToken kept, WaitContext watch)
      throws InterruptedException {
    return withRetries(watch, () -> gateway.acceptsToken(kept.token()));
  }

  /** Comes first after the claim, and is not called off: nobody else has this token. */
  private void saveToken(AdminTokenStore.StoredToken claimed, WaitContext watch)
      throws InterruptedException {
    Instant end = watch.clock().instant().plus(TOKEN_SAVE_TIMEOUT);
    while (true) {
      try {
        tokens.save(claimed);
        return;
      } catch (FailureException e) {
        if (watch.clock().instant().isAfter(end)) {
          throw e;
        }
        watch.report("the administrator's token cannot be kept yet: " + e.failure().why());
        new Notification().await(Duration.ofSeconds(2));
      }
    }
  }

  /** Gives the workspace its bucket; once it has one this changes nothing. */
  public void configureStorage(
      AdminTokenStore.StoredToken admin, Gateway.Storage storage, WaitContext watch)
      throws InterruptedException {
    Instant end = watch.clock().instant().plus(ACCESS_KEY_PROPAGATION);
    boolean told = false;
    while (withRetries(watch, () -> gateway.setStorage(admin, storage))
        != Gateway.StorageResult.CONFIGURED) {
      watch.throwIfCancelled();
      if (!told) {
        told = true;
        watch.report("Beta9 cannot use its bucket yet; a new access key takes a while");
      } else if (watch.clock().instant().isAfter(end) || watch.hasTimedOut()) {
        throw new FailureException(gateway.storageRejected(storage));
      }
      new Notification().await(Duration.ofSeconds(2));
    }
    watch.report("Beta9 keeps its files in bucket " + storage.bucket());
  }

  @FunctionalInterface
  private interface GatewayCall<T> {
    T call() throws InterruptedException;
  }

  /** Asks again what may be asked again, while waiting helps. */
  private static <T> T withRetries(WaitContext watch, GatewayCall<T> question)
      throws InterruptedException {
    Instant end = watch.clock().instant().plus(GATEWAY_RETRY_PERIOD);
    while (true) {
      watch.throwIfCancelled();
      try {
        return question.call();
      } catch (FailureException e) {
        if (e.failure().kind() != FailureClass.TRANSIENT
            || watch.hasTimedOut()
            || watch.clock().instant().isAfter(end)) {
          throw e;
        }
        new Notification().await(Duration.ofSeconds(1));
      }
    }
  }

  private static FailureException claimedByAnother(boolean haveToken) {
    return new FailureException(
        Failure.of(FailureCode.BETA9_ALREADY_CLAIMED)
            .with(FailureParameter.SECRET, haveToken ? "admin-token" : null));
  }
}
