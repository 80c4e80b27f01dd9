package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.Notification;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes us the administrator of a Beta9, and gives it its bucket. Beta9 has no setting for a first
 * token: whoever asks first gets it, in an answer that comes once.
 */
public final class GatewayClaim {
  /** A new access key of IAM is known everywhere after some seconds. */
  private static final Duration KEY_SPREADS = Duration.ofSeconds(90);

  /** How long a token that nobody else has is held on to while it cannot be kept. */
  private static final Duration HOLD_ON = Duration.ofMinutes(5);

  /** How long a gateway that does not answer is asked again before the step is given up. */
  private static final Duration PERSIST = Duration.ofSeconds(60);

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
    boolean now(String mark, WaitContext watch) throws InterruptedException;
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
  public AdminTokenStore.StoredToken administrator(WaitContext watch) throws InterruptedException {
    Optional<AdminTokenStore.StoredToken> kept = tokens.load();
    if (kept.isPresent() && isTaken(kept.get(), watch)) {
      return kept.get();
    }
    // A token that this Beta9 does not know belongs to one whose database is gone.
    watch.say(kept.isEmpty() ? "claiming Beta9" : "Beta9 does not know our token; claiming it");
    Optional<String> begun = tokens.begun();
    if (begun.isEmpty()) {
      tokens.begin();
    }
    Optional<AdminTokenStore.StoredToken> answered = gateway.claim();
    if (answered.isEmpty() && begun.isPresent()) {
      watch.say("an earlier claim of ours ended before its token was kept; beginning anew");
      // Another mark: with the old one it may have been emptied before it was claimed.
      answered = reset.now(tokens.begin(), watch) ? gateway.claim() : Optional.empty();
    }
    AdminTokenStore.StoredToken claimed = answered.orElseThrow(() -> byAnother(kept.isPresent()));
    keep(claimed, watch);
    watch.say("Beta9 is claimed, and its administrator's token is kept");
    return claimed;
  }

  /** Who we are in a Beta9 that has been claimed; it is not claimed now. */
  public AdminTokenStore.StoredToken known(WaitContext watch) throws InterruptedException {
    AdminTokenStore.StoredToken kept = tokens.load().orElseThrow(() -> byAnother(false));
    if (!isTaken(kept, watch)) {
      throw byAnother(true);
    }
    return kept;
  }

  private boolean isTaken(AdminTokenStore.StoredToken kept, WaitContext watch)
      throws InterruptedException {
    return persistently(watch, () -> gateway.knows(kept.token()));
  }

  /** Comes first after the claim, and is not called off: nobody else has this token. */
  private void keep(AdminTokenStore.StoredToken claimed, WaitContext watch)
      throws InterruptedException {
    Instant end = watch.clock().instant().plus(HOLD_ON);
    while (true) {
      try {
        tokens.save(claimed);
        return;
      } catch (FailureException e) {
        if (watch.clock().instant().isAfter(end)) {
          throw e;
        }
        watch.say("the administrator's token cannot be kept yet: " + e.failure().why());
        new Notification().await(Duration.ofSeconds(2));
      }
    }
  }

  /** Gives the workspace its bucket; once it has one this changes nothing. */
  public void giveStorage(
      AdminTokenStore.StoredToken admin, Gateway.Storage storage, WaitContext watch)
      throws InterruptedException {
    Instant end = watch.clock().instant().plus(KEY_SPREADS);
    boolean told = false;
    while (persistently(watch, () -> gateway.setStorage(admin, storage))
        != Gateway.StorageAnswer.SET) {
      watch.checkWanted();
      if (!told) {
        told = true;
        watch.say("Beta9 cannot use its bucket yet; a new access key takes a while");
      } else if (watch.clock().instant().isAfter(end) || watch.late()) {
        throw new FailureException(gateway.storageRefused(storage));
      }
      new Notification().await(Duration.ofSeconds(2));
    }
    watch.say("Beta9 keeps its files in bucket " + storage.bucket());
  }

  @FunctionalInterface
  private interface Question<T> {
    T ask() throws InterruptedException;
  }

  /** Asks again what may be asked again, while waiting helps. */
  private static <T> T persistently(WaitContext watch, Question<T> question)
      throws InterruptedException {
    Instant end = watch.clock().instant().plus(PERSIST);
    while (true) {
      watch.checkWanted();
      try {
        return question.ask();
      } catch (FailureException e) {
        if (e.failure().kind() != FailureClass.TRANSIENT
            || watch.late()
            || watch.clock().instant().isAfter(end)) {
          throw e;
        }
        new Notification().await(Duration.ofSeconds(1));
      }
    }
  }

  private static FailureException byAnother(boolean haveToken) {
    return new FailureException(
        new Failure(
            FailureClass.CONFLICT,
            "beta9-claimed-by-someone-else",
            "Beta9 could not be claimed",
            "it has an administrator already, and "
                + (haveToken
                    ? "the token in the environment's secret admin-token is not known to it"
                    : "no token is in the environment's secret admin-token"),
            "Put the administrator's token into the secret beta9/<environment>/admin-token as"
                + " {\"workspace_id\",\"token\"} and retry; where nobody has it, destroy the"
                + " environment and make it again"));
  }
}
