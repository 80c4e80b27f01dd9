package io.beta9.provisioning.resources.adoption;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.resources.lookup.LookupHints;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.resources.lookup.ResourceLocator;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.plan.StateResources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Looks for what the state lacks, until nothing that was found is still under way. */
final class ImportCandidateLookup {

  /** Waits a little between two looks. */
  @FunctionalInterface
  interface LookupPause {
    void take() throws InterruptedException;
  }

  private final ResourceLocator account;
  private final LookupHints clues;
  private final Clock clock;
  private final LookupPause pause;
  private final Consumer<String> log;
  private boolean waited;

  ImportCandidateLookup(
      ResourceLocator account,
      LookupHints clues,
      Clock clock,
      LookupPause pause,
      Consumer<String> log) {
    this.account = account;
    this.clues = clues;
    this.clock = clock;
    this.pause = pause;
    this.log = log;
  }

  /** What has to be looked for, so that each comes after what it depends on. */
  static List<ImportCandidate> missing(
      List<PlannedResource> plan, StateResources state, ResourceLocator account) {
    return plan.stream()
        .map(resource -> new ImportCandidate(resource, ImportCandidate.why(resource, state)))
        .filter(
            missing ->
                missing.why() != ImportCandidate.Why.SLOW
                    || account.isSlow(missing.resource().type()))
        .sorted(Comparator.comparingInt(missing -> account.order(missing.resource().type())))
        .toList();
  }

  /**
   * Looks for all of these.
   *
   * @param mayRemove whether what AWS failed to make is removed where nothing is lost by it
   * @throws FailureException where AWS is not done in time
   */
  Map<ImportCandidate, LookupResult> at(
      List<ImportCandidate> wanted, Duration patience, boolean mayRemove)
      throws InterruptedException {
    Instant end = clock.instant().plus(patience);
    Map<ImportCandidate, LookupResult> seen = new LinkedHashMap<>();
    wanted.forEach(missing -> seen.put(missing, look(missing, mayRemove)));
    String told = "";
    while (true) {
      List<ImportCandidate> moving =
          seen.entrySet().stream()
              .filter(entry -> entry.getValue() instanceof LookupResult.Moving)
              .map(Map.Entry::getKey)
              .toList();
      if (moving.isEmpty()) {
        return seen;
      }
      String words = words(moving, seen);
      if (!words.equals(told)) {
        log.accept("waiting for " + words);
        told = words;
      }
      if (clock.instant().isAfter(end)) {
        throw new FailureException(late(words, patience));
      }
      waited = true;
      pause.take();
      moving.forEach(missing -> seen.put(missing, look(missing, mayRemove)));
    }
  }

  /** Whether anything was under way: then what was planned before is of a time gone by. */
  boolean hasWaited() {
    return waited;
  }

  private LookupResult look(ImportCandidate missing, boolean mayRemove) {
    LookupResult seen = account.look(missing.resource(), clues);
    if (seen instanceof LookupResult.Found found) {
      clues.learn(missing.address(), found.id());
    }
    if (mayRemove
        && missing.why() == ImportCandidate.Why.NOT_IN_STATE
        && seen instanceof LookupResult.CreationFailed broken
        && broken.removal().isPresent()) {
      log.accept(
          missing.address()
              + ": AWS could not make "
              + broken.id()
              + " ("
              + broken.status()
              + "); removing it, there is nothing in it");
      Optional<Runnable> removal = broken.removal();
      removal.get().run();
      return new LookupResult.Moving("being removed");
    }
    return seen;
  }

  private static String words(
      List<ImportCandidate> moving, Map<ImportCandidate, LookupResult> seen) {
    return moving.stream()
        .map(
            missing ->
                seen.get(missing) instanceof LookupResult.Moving it
                    ? missing.address() + " (" + it.status() + ")"
                    : missing.address())
        .collect(Collectors.joining(", "));
  }

  private static Failure late(String words, Duration patience) {
    return new Failure(
        FailureClass.TIMEOUT,
        "adoption-timeout",
        "Going on after an interrupted run failed",
        "AWS was not done within " + patience.toMinutes() + " minutes with " + words,
        "Look at it in the AWS console, then retry: the wait begins anew");
  }
}
